"""Calibration of scores that are not log-odds."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

from curve import through
from model import Calibration

EDGES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9)
LOW, HIGH = -0.25, 1.25
# So that the curve never lies level, and no two scores become one.
RISE = 1e-5


def lines(raw: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> Calibration:
    """Rising lines through the mean score and the share of positives of nine bins, isotonic, and the two ends.

    Trees that were boosted for squared error score near the probability already; the curve corrects what is left.
    """
    bin_of = np.digitize(raw, EDGES)
    size = np.bincount(bin_of, weights, len(EDGES) + 1)
    if not size.all():
        raise ValueError("a bin of the calibration is empty: choose wider EDGES")
    centres = np.bincount(bin_of, weights * raw, len(EDGES) + 1) / size
    shares = np.bincount(bin_of, weights * labels, len(EDGES) + 1) / size
    rising = IsotonicRegression().fit(centres, shares, sample_weight=size).predict(centres)
    points = np.concatenate([[LOW], centres, [HIGH]]), np.concatenate([[0], rising, [1]])
    heights = (points[1] + RISE * np.arange(len(points[1]))) / (1 + RISE * len(points[1]))
    return Calibration(1.0, 0.0, through(points[0], heights, LOW, HIGH))
