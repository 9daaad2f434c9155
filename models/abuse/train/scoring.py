"""Scores texts with model.onnx in ONNX Runtime, as the server does."""

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
        return self._run(texts, padding, ["probability"])[0]

    def all(self, texts: list[str], padding: int = 0) -> np.ndarray:
        """float32 [rows, 8] of one tensor batch: abuse, then the categories."""
        return np.column_stack(self._run(texts, padding, ["probability", "categories"]))

    def _run(self, texts: list[str], padding: int, outputs: list[str]) -> list[np.ndarray]:
        ids = [self.terms.featurize(text) for text in texts]
        batch = np.zeros((len(ids), max(map(len, ids)) + padding), dtype=np.int32)
        for row, row_ids in zip(batch, ids):
            row[: len(row_ids)] = row_ids
        return self.session.run(outputs, {"ids": batch})


def check_bits(scorer: Scorer, texts: list[str]) -> None:
    """Raises AssertionError when a score depends on the rows beside it, on their number, order or padding."""
    alone = np.concatenate([scorer.all([text]) for text in texts])
    order = np.random.default_rng(7)
    for size in range(1, 65):
        rows = order.permutation(len(texts))[:size]
        together = scorer.all([texts[row] for row in rows], padding=size % 5 * 13)
        assert np.array_equal(together.view(np.int32), alone[rows].view(np.int32)), f"bits differ at {size} rows"
    print("scores are bit-identical alone and in tensor batches of 1 to 64 rows, in any order and padding")
