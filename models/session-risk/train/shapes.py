"""How each aggregate enters the model: piecewise linear curves that never fall, flat beyond the knots.

The curves are logarithms and log odds drawn with straight lines: what the model is trained with is what its graph computes, to the bit, and
sessions longer than any that was trained on add nothing for being longer.
"""

import numpy as np

# Knots are float32 numbers, as the inputs of the graph are.
SCORES = np.float32([0.001, 0.003, 0.01, 0.025, 0.05, 0.1, 0.18, 0.3, 0.42, 0.54, 0.66, 0.77, 0.86, 0.92, 0.96, 0.98, 0.99, 0.996, 0.999]).astype(float)
COUNTS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], dtype=float)
SUMS = np.float32([0, 0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 3, 4, 6, 8, 12, 16]).astype(float)


def _log_odds(score: np.ndarray) -> np.ndarray:
    return np.log(score / (1 - score))


CURVES = {f"top_{place}": (SCORES, _log_odds(SCORES) - _log_odds(SCORES[0])) for place in range(1, 6)} | {
    # One message is where a session begins.
    "events": (COUNTS[1:], np.log(COUNTS[1:])),
    "flagged": (COUNTS, np.log1p(COUNTS)),
    "longest_streak": (COUNTS, np.log1p(COUNTS)),
    "score_sum": (SUMS, np.log1p(4 * SUMS)),
    "excess_evidence": (SUMS, np.log1p(4 * SUMS)),
    "score_evidence": (SUMS, np.log1p(4 * SUMS)),
}


def curve(name: str, values: np.ndarray) -> np.ndarray:
    """The values of one aggregate as the model sees them, from 0 up."""
    return np.interp(values, *CURVES[name])
