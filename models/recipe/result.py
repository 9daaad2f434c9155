"""What cross-validation found."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

import card
import metrics


@dataclasses.dataclass(frozen=True)
class Repeat:
    """Out-of-fold rows of one repeat: their numbers in the frame, and their scores."""

    rows: np.ndarray
    scores: np.ndarray


@dataclasses.dataclass(frozen=True)
class Result:
    """What cross-validation found. `pooled` holds labels, scores and weights of all repeats."""

    frame: pd.DataFrame
    weights: np.ndarray
    repeats: Sequence[Repeat]
    threshold: float
    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    pooled: tuple[np.ndarray, np.ndarray, np.ndarray]

    def groups(self, columns: Mapping[str, str], title: str, groups: np.ndarray) -> str:
        """Card table of the groups of the frame's rows, from the first repeat."""
        first = self.repeats[0]
        labels, weights = self.frame.label.to_numpy()[first.rows], self.weights[first.rows]
        rows = metrics.by_group(np.asarray(groups)[first.rows], labels, first.scores, self.threshold, weights)
        return card.groups(rows, columns, title)

    def edges(self, edges: Sequence[float], negative: str) -> str:
        labels, scores, weights = self.pooled
        return card.edges(metrics.by_edge(labels, scores, sorted({self.threshold, *edges}), weights), negative)
