"""Texts to word-piece ids."""

from tokenizers import Tokenizer

SEP = 102


def cut(ids: list[int], most: int) -> list[int]:
    """The first `most` ids; the last one stays [SEP]."""
    return ids if len(ids) <= most else [*ids[: most - 1], SEP]


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    """Ids of each text, in parts: an encoding holds far more than its ids."""
    parts = (texts[start : start + 1000] for start in range(0, len(texts), 1000))
    return [encoding.ids for part in parts for encoding in tokenizer.encode_batch(part)]
