"""Platt's method for each output: slope and shift of its logit, fitted on rows that were not trained on."""

import numpy as np
from sklearn.linear_model import LogisticRegression


def logit(scores: np.ndarray) -> np.ndarray:
    clipped = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.log(clipped / (1 - clipped))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def platt(logits: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and shifts `[outputs]` from logits and truth `[rows, outputs]`; NaN in the truth is unknown."""
    pairs = []
    for column in range(logits.shape[1]):
        known = ~np.isnan(truth[:, column])
        model = LogisticRegression(C=1e4).fit(logits[known, column : column + 1], truth[known, column])
        pairs.append((model.coef_[0, 0], model.intercept_[0]))
    return np.array([slope for slope, _ in pairs]), np.array([shift for _, shift in pairs])


def crossed(logits: np.ndarray, truth: np.ndarray, halves: np.ndarray) -> np.ndarray:
    """Calibrated scores where each half (bool `[rows]`) is calibrated by the other: what calibration is worth on new rows."""
    scores = np.zeros_like(logits, dtype=np.float64)
    for half in (halves, ~halves):
        slope, shift = platt(logits[~half], truth[~half])
        scores[half] = sigmoid(logits[half] * slope + shift)
    return scores
