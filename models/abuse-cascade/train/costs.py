"""What a row costs, in seconds on one core of an AMD EPYC with VNNI (onnxruntime 1.30, 21 Nov 2026): constants, as what the recipe
writes must not depend on how busy its machine is."""

import numpy as np

# Featurising and scoring one 130-character text by the fast model in a tensor batch.
FAST_COST = 15e-6
# Padded length in ids to milliseconds for each row, tokenizer included, in tensor batches of 8: a line and a square through
# 1.0 at 16, 4.1 at 64, 9.0 at 128 and 20.1 at 256.
LINEAR, SQUARE = 0.0590, 0.000077


def deep_cost(lengths: np.ndarray) -> np.ndarray:
    """Seconds for rows of these lengths in ids."""
    padded = -(-lengths // 16) * 16
    return (LINEAR * padded + SQUARE * padded**2) / 1000
