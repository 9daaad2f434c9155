"""Rows of golden.json: sessions made up as lists of scores, and corners of the input space."""

import numpy as np

from sessions import FEATURES, aggregate

SCORES = {
    "one harmless message": [0.02],
    "one message of score 0": [0.0],
    "one doubtful message": [0.6],
    "one strong message": [0.97],
    "one certain message": [1.0],
    "quiet": [0.03, 0.08, 0.05, 0.02, 0.11, 0.04],
    "quiet, thirty messages": [0.1] * 30,
    "quiet, a thousand messages": [0.05] * 1000,
    "words of abuse without abuse": [0.12, 0.55, 0.08, 0.27, 0.2, 0.1, 0.04],
    "one strong message among harmless ones": [0.1, 0.05, 0.98, 0.07, 0.12, 0.03],
    "escalates": [0.1, 0.2, 0.45, 0.7, 0.93, 0.99],
    "two strong messages": [0.97, 0.98],
    "abuse throughout": [0.9, 0.95, 0.8, 0.99, 0.97],
    "abuse throughout, a hundred messages": [0.95] * 100,
    "all certain": [1.0] * 64,
    "flagged now and then": [0.5, 0.1] * 10,
}
EMPTY = dict.fromkeys(FEATURES, 0)
CORNERS = {
    "no rows": EMPTY,
    "far beyond what was trained on": EMPTY | {"events": 1_000_000, "flagged": 500_000, "longest_streak": 1000, "score_sum": 3e5,
                                               "excess_evidence": 64, "score_evidence": 64, "top_1": 1, "top_2": 1, "top_3": 1, "top_4": 1, "top_5": 1},
}  # fmt: skip


def instances(threshold: float) -> dict[str, dict[str, float]]:
    """Instances by name; `threshold` is the message model's."""
    return {name: aggregate(np.array(scores), threshold) for name, scores in SCORES.items()} | CORNERS
