"""Scores texts as the server does: rows padded to the next multiple of BUCKET, only rows of one length in a tensor batch."""

from collections import defaultdict

import numpy as np
from tokenizers import Tokenizer

from pieces import cut, encode
from runtime import Graph

BUCKET, MAX_TOKENS = 16, 256


def feeds(rows: list[list[int]], length: int) -> dict[str, np.ndarray]:
    """Both inputs of the graph, int64 `[rows, length]`."""
    ids, mask = np.zeros((len(rows), length), np.int64), np.zeros((len(rows), length), np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
    return {"input_ids": ids, "attention_mask": mask}


def bucket_of(row: list[int]) -> int:
    return -(-len(row) // BUCKET) * BUCKET


def grouped(rows: list[list[int]], most: int = 32) -> list[tuple[int, list[int]]]:
    """(padded length, row numbers) of tensor batches of at most `most` rows."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[bucket_of(row)].append(i)
    return [(length, part[i : i + most]) for length, part in sorted(groups.items()) for i in range(0, len(part), most)]


class Scorer:
    """A model.onnx behind its tokenizer."""

    def __init__(self, tokenizer: Tokenizer, onnx: bytes, max_tokens: int) -> None:
        self.tokenizer, self.graph, self.max_tokens = tokenizer, Graph(onnx), max_tokens

    def ids(self, texts: list[str]) -> list[list[int]]:
        return [cut(row, self.max_tokens) for row in encode(self.tokenizer, texts)]

    def scores(self, texts: list[str]) -> np.ndarray:
        """float32 `[rows, 8]`: the probability of abuse, then the categories."""
        return self.of_ids(self.ids(texts))

    def of_ids(self, rows: list[list[int]]) -> np.ndarray:
        found = np.zeros((len(rows), 8), np.float32)
        for length, part in grouped(rows):
            inputs = feeds([rows[i] for i in part], length)
            first, rest = self.graph.session.run(["probability", "categories"], inputs)
            found[part] = np.concatenate([first[:, None], rest], 1)
        return found

    def check_bits(self, texts: list[str], sizes: tuple[int, ...]) -> None:
        """Raises AssertionError when a score depends on the rows beside it or on their number."""
        by_length: dict[int, list[list[int]]] = defaultdict(list)
        for row in self.ids(texts):
            by_length[bucket_of(row)].append(row)
        for length, rows in by_length.items():
            self._check_length(rows, length, sizes)
        print(f"scores of {len(texts)} texts are bit-identical alone and in tensor batches of {', '.join(map(str, sizes))} rows")

    def _check_length(self, rows: list[list[int]], length: int, sizes: tuple[int, ...]) -> None:
        def run(numbers: np.ndarray) -> np.ndarray:
            found = self.graph.session.run(["probability", "categories"], feeds([rows[i] for i in numbers], length))
            return np.concatenate([found[0][:, None], found[1]], 1).view(np.int32)

        alone = np.concatenate([run(np.array([i])) for i in range(len(rows))])
        generator = np.random.default_rng(7)
        for size in sizes:
            batch = generator.integers(0, len(rows), size)
            assert np.array_equal(run(batch), alone[batch]), (
                f"scores of {size} rows of {length} ids together differ from those alone"
            )
