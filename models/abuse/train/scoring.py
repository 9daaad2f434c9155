"""Scores texts with model.onnx in ONNX Runtime, as the server does."""

import math

import numpy as np
import onnxruntime

from terms import Terms


class Scorer:
    def __init__(self, terms: Terms, graph: bytes):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.terms = terms
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def probabilities(self, texts: list[str], padding: int = 0) -> np.ndarray:
        """float32 of one tensor batch; `padding` adds columns of zeros."""
        ids = [self.terms.featurize(text) for text in texts]
        batch = np.zeros((len(ids), max(map(len, ids)) + padding), dtype=np.int32)
        for row, row_ids in zip(batch, ids):
            row[: len(row_ids)] = row_ids
        return self.session.run(["probability"], {"ids": batch})[0]

    def score(self, text: str) -> float:
        """As roundScore in libs/inference: 7 decimals, halves up."""
        return math.floor(float(self.probabilities([text])[0]) * 1e7 + 0.5) / 1e7

    def check_bits(self, texts: list[str]) -> None:
        """Raises AssertionError when a score depends on the rows beside it, on their number, order or padding."""
        alone = np.array([self.probabilities([text])[0] for text in texts])
        order = np.random.default_rng(7)
        for size in range(1, 65):
            rows = order.permutation(len(texts))[:size]
            together = self.probabilities([texts[row] for row in rows], padding=size % 5 * 13)
            assert np.array_equal(together.view(np.int32), alone[rows].view(np.int32)), f"bits differ at {size} rows"
