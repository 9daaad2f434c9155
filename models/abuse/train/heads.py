"""Linear scores beside the main one: how much a text looks like each category, and like each source.

Ridge regression of every 0/1 target at once, by conjugate gradients on the least-squares problem (CGLS: Björck 1996, algorithm
7.4.1) that stop early, which regularises as well. A target may be unknown for a row: the row then has no part in it.
"""

import numpy as np
import scipy.sparse as sp

ITERATIONS = 12
DAMP = 1.0


def fit(features: sp.csr_matrix, targets: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights [features, targets] and offsets [targets]. `targets` and `known` are [rows, targets], 0 or 1."""
    known = known.astype(np.float32)
    offsets = (targets * known).sum(0) / known.sum(0)
    residual = (known * (targets - offsets)).astype(np.float32)
    transposed = features.T.tocsr()
    weights = np.zeros((features.shape[1], targets.shape[1]), dtype=np.float32)
    gradient = transposed @ residual
    direction, energy = gradient, _squares(gradient)
    for _ in range(ITERATIONS):
        moved = known * (features @ direction)
        step = (energy / (_squares(moved) + DAMP**2 * _squares(direction))).astype(np.float32)
        weights += step * direction
        residual -= step * moved
        gradient = transposed @ residual - np.float32(DAMP**2) * weights
        previous, energy = energy, _squares(gradient)
        direction = gradient + (energy / previous).astype(np.float32) * direction
    return weights, offsets


def _squares(columns: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->j", columns, columns, dtype=np.float64)
