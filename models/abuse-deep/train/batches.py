"""Rows to tensors: tensor batches of rows of like length."""

import random

import numpy as np
import pandas as pd
import torch
from tokenizers import Tokenizer

from pieces import cut, encode

TOKENS_PER_STEP = 2048
LENGTHS = (64, 96, 128, 128, 256)


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask, both int64 `[rows, longest]`."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids, (torch.arange(longest)[None] < torch.tensor([len(row) for row in rows])[:, None]).long()


def by_length(lengths: list[int], generator: random.Random) -> list[list[int]]:
    """Row numbers in tensor batches of about TOKENS_PER_STEP tokens, lengths alike within one, in random order."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i] + generator.random() * 4, i))
    groups: list[list[int]] = []
    for i in order:
        if not groups or (len(groups[-1]) + 1) * lengths[i] > TOKENS_PER_STEP or len(groups[-1]) >= 96:
            groups.append([])
        groups[-1].append(i)
    generator.shuffle(groups)
    return groups


def epoch(rows: pd.DataFrame, ids: list[list[int]], tokenizer: Tokenizer, change, seed: int):
    """Yields (ids, mask, label, targets, weight) of one pass; `change(text, source, generator)` gives another text or None."""
    generator = random.Random(seed)
    texts = [change(text, source, generator) for text, source in zip(rows.text, rows.source)]
    changed = [i for i, text in enumerate(texts) if text is not None]
    fresh = dict(zip(changed, encode(tokenizer, [texts[i] for i in changed])))
    chosen = [cut(fresh.get(i, row), generator.choice(LENGTHS)) for i, row in enumerate(ids)]
    label, targets = rows.label.to_numpy(np.float32), np.array(rows.targets.tolist(), np.float32)
    weight = rows.weight.to_numpy(np.float32)
    for group in by_length([len(row) for row in chosen], generator):
        yield (*padded([chosen[i] for i in group]), *(torch.from_numpy(values[group]) for values in (label, targets, weight)))
