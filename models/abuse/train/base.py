"""The linear part of the model: fifteen sums of weights over the ids of a text, one for abuse and fourteen heads.

An input of the mixer is `sum(weights[id]) * NORM[count] + offset`, with `count` the number of distinct ids. The weights are bytes,
sixteen to an id: two for abuse, as high * 128 + low, and one for each head. Their sums are exact in float32 in any order.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

import heads
from linear import Linear, Trainer, norm

COARSE = 128
# Of each head this share of the weights is kept within a byte; the few beyond are clipped, else most would round to nothing.
KEPT = 0.9999


@dataclass(frozen=True)
class Base:
    table: np.ndarray  # int8 [ids, 16]: abuse high, abuse low, heads
    steps: np.ndarray  # float64 [15]: abuse, heads
    offsets: np.ndarray  # float64 [14], of the heads
    bias: np.ndarray  # float64 by count, of abuse

    def inputs(self, ids: sp.csr_matrix) -> np.ndarray:
        """[rows, 16]: abuse, heads, log2 of the count."""
        count = np.diff(ids.indptr)
        sums = (ids.astype(np.float32) @ self.table.astype(np.float32)).astype(np.float64)
        sums = np.column_stack([sums[:, 0] * COARSE + sums[:, 1], sums[:, 2:]])
        scores = sums * norm(count)[:, None] * self.steps + np.column_stack([self.bias[count], np.tile(self.offsets, (len(count), 1))])
        return np.column_stack([scores, length(count)])


def length(count: np.ndarray) -> np.ndarray:
    return np.log2(np.maximum(count, 1))


def fit(
    trainer: Trainer, ids: sp.csr_matrix, labels: np.ndarray, head_ids: sp.csr_matrix, targets: np.ndarray, known: np.ndarray
) -> Base:
    """`ids` and `labels` are the rows of the composite; `head_ids` are those and the rows that only some heads know."""
    main = trainer.fit(ids, labels)
    scaled = (sp.diags(norm(np.diff(head_ids.indptr))) @ head_ids @ sp.diags(main.scale)).tocsr().astype(np.float32)
    weights, offsets = heads.fit(scaled, targets, known)
    return _quantised(main, weights * main.scale[:, None], offsets)


def _quantised(main: Linear, weights: np.ndarray, offsets: np.ndarray) -> Base:
    main_step = np.abs(main.weights).max() / (126 * COARSE)
    units = np.round(main.weights / main_step)
    high = np.round(units / COARSE)
    head_steps = np.quantile(np.abs(weights), KEPT, axis=0) / 127
    low_heads = np.clip(np.round(weights / head_steps), -127, 127)
    table = np.column_stack([high, units - high * COARSE, low_heads]).astype(np.int8)
    return Base(table, np.concatenate([[main_step], head_steps]), offsets, main.bias)
