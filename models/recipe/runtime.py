"""Runs a graph as the server does: ONNX Runtime on one thread."""

from collections.abc import Callable, Sequence

import numpy as np
import onnxruntime


class Graph:
    """A model.onnx with its output `probability`."""

    def __init__(self, onnx: bytes):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])

    def run(self, inputs: dict[str, np.ndarray], output: str = "probability") -> np.ndarray:
        return self.session.run([output], inputs)[0]


def check_bits(score: Callable[[np.ndarray], np.ndarray], rows: int, sizes: Sequence[int]) -> None:
    """Raises AssertionError when a score depends on the rows beside it or on their number.

    `score` takes row numbers and gives float32 scores of these rows, run as one tensor batch.
    """
    alone = np.array([score(np.array([row]))[0] for row in range(rows)], dtype=np.float32)
    generator = np.random.default_rng(7)
    for size in sizes:
        order = generator.permutation(rows)
        for start in range(0, rows - size + 1, size):
            batch = order[start : start + size]
            same = np.array_equal(np.asarray(score(batch), dtype=np.float32).view(np.int32), alone[batch].view(np.int32))
            assert same, f"scores of {size} rows together differ from those alone"
    print(f"scores are bit-identical alone and in tensor batches of {', '.join(map(str, sizes))} rows")
