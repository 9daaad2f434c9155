"""What a row costs, in seconds on one core of an AMD EPYC with VNNI (onnxruntime 1.30, 21 Nov 2026): constants, as what the recipe
writes must not depend on how busy its machine is."""

import numpy as np

# Featurising and scoring one 130-character text by the fast model in a tensor batch.
FAST_COST = 15e-6
# Padded length in ids to milliseconds for each row, tokenizer included, in tensor batches of 8.
DEEP_MS = {16: 1.0, 32: 2.0, 48: 3.1, 64: 4.2, 80: 5.3, 96: 6.4, 112: 7.6, 128: 8.8}


def deep_cost(lengths: np.ndarray) -> np.ndarray:
    """Seconds for rows of these lengths in ids."""
    padded = -(-lengths // 16) * 16
    return np.array([DEEP_MS[int(length)] / 1000 for length in padded])
