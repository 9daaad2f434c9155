"""Figures of merit of probabilities, with weights for rows, bootstrap intervals and groups.

Labels are 0 or 1, scores are probabilities of 1, weights say how many rows of the world a row of the sample stands for.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

RESAMPLES = 300
BINS = 15


@dataclasses.dataclass(frozen=True)
class Costs:
    """What a row costs: a positive one under the threshold, a negative one from it on, a positive one from it on."""

    missed: float
    alarm: float
    hit: float = 0.0


class Ranking:
    """Rows sorted by score once, so that each resample costs one pass."""

    def __init__(self, labels: np.ndarray, scores: np.ndarray, threshold: float):
        order = np.argsort(-scores, kind="stable")
        self.labels, self.scores = labels[order].astype(float), scores[order].astype(float)
        self.order = order
        # Rows of equal score enter a curve together.
        self.ends = np.append(np.flatnonzero(np.diff(self.scores)), len(order) - 1)
        self.flagged = int((self.scores >= threshold).sum())
        self.bin_of = np.minimum((self.scores * BINS).astype(int), BINS - 1)

    def figures(self, weights: np.ndarray) -> dict[str, float]:
        """`weights` in the order of `self.order`; both classes must have some."""
        positive = np.concatenate([[0], np.cumsum(weights * self.labels)])
        negative = np.concatenate([[0], np.cumsum(weights * (1 - self.labels))])
        hits, alarms = positive[self.ends + 1], negative[self.ends + 1]
        recall, false_positives = hits / positive[-1], alarms / negative[-1]
        found, flagged = np.diff(recall, prepend=0), np.maximum(hits + alarms, 1e-300)
        caught, wrong = positive[self.flagged], negative[self.flagged]
        return {
            "auc": float(np.sum(np.diff(false_positives, prepend=0) * (recall - found / 2))),
            "ap": float(np.sum(found * hits / flagged)),
            "recall_at_1pct_fpr": float(np.max(recall, initial=0, where=false_positives <= 0.01)),
            "ece_15_bins": self._calibration_error(weights),
            "precision_at_threshold": float(caught / (caught + wrong)) if caught + wrong > 0 else 1.0,
            "recall_at_threshold": float(caught / positive[-1]),
            "fpr_at_threshold": float(wrong / negative[-1]),
            "flagged_at_threshold": float((caught + wrong) / (positive[-1] + negative[-1])),
        }

    def _calibration_error(self, weights: np.ndarray) -> float:
        gaps = np.bincount(self.bin_of, weights * (self.scores - self.labels), BINS)
        return float(np.abs(gaps).sum() / weights.sum())


def summary(
    labels: np.ndarray, scores: np.ndarray, threshold: float, weights: np.ndarray | None = None
) -> dict[str, float]:
    """AUC, average precision, recall at 1 % false positives, expected calibration error over 15 bins of equal width (Guo et
    al. 2017), and precision, recall, false positive rate and share of flagged rows at the threshold."""
    ranking = Ranking(labels, scores, threshold)
    return ranking.figures(_ones(labels, weights)[ranking.order])


def intervals(
    labels: np.ndarray, scores: np.ndarray, threshold: float, weights: np.ndarray | None = None
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of `summary`: bootstrap over rows, seeded."""
    return percentiles(draws(labels, scores, threshold, weights))


def draws(
    labels: np.ndarray, scores: np.ndarray, threshold: float, weights: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Each figure of `summary` on RESAMPLES resamples of the rows, the same rows whenever there are as many."""
    ranking = Ranking(labels, scores, threshold)
    own, generator, rows = _ones(labels, weights), np.random.default_rng(11), len(labels)
    counts = (np.bincount(generator.integers(0, rows, rows), minlength=rows) for _ in range(RESAMPLES))
    results = [ranking.figures((own * drawn)[ranking.order]) for drawn in counts if _both_classes(labels[drawn > 0])]
    return {name: np.array([result[name] for result in results]) for name in results[0]}


def percentiles(figures: dict[str, np.ndarray]) -> dict[str, tuple[float, float]]:
    """95 % interval of each figure."""
    return {name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))) for name, values in figures.items()}


def by_group(
    groups: np.ndarray, labels: np.ndarray, scores: np.ndarray, threshold: float, weights: np.ndarray | None = None
) -> list[dict]:
    """For each group in order: `group`, `rows`, `positive` (share), `figures` and `intervals`; both None where a class is absent."""
    result = []
    for group in sorted(set(groups)):
        own = groups == group
        parts = labels[own], scores[own], threshold, None if weights is None else weights[own]
        both = _both_classes(labels[own])
        result.append({
            "group": str(group), "rows": int(own.sum()),
            "positive": float(np.average(labels[own], weights=_ones(labels, weights)[own])),
            "figures": summary(*parts) if both else None, "intervals": intervals(*parts) if both else None,
        })  # fmt: skip
    return result


def by_edge(
    labels: np.ndarray, scores: np.ndarray, edges: Sequence[float], weights: np.ndarray | None = None
) -> list[dict]:
    """Precision, recall and share of negative rows caught from each lower edge on."""
    names = {"precision": "precision_at_threshold", "recall": "recall_at_threshold", "false_positive_rate": "fpr_at_threshold"}
    result = []
    for edge in edges:
        figures = summary(labels, scores, edge, weights)
        result.append({"edge": edge} | {name: figures[source] for name, source in names.items()})
    return result


def reliability(
    labels: np.ndarray, scores: np.ndarray, weights: np.ndarray | None = None, bins: int = BINS
) -> list[tuple[float, float, float]]:
    """(mean score, share of positives, weight) of each bin of equal width that holds rows."""
    own = _ones(labels, weights)
    bin_of = np.minimum((scores * bins).astype(int), bins - 1)
    total = np.bincount(bin_of, own, bins)
    sums = np.bincount(bin_of, own * scores, bins), np.bincount(bin_of, own * labels, bins)
    return [(sums[0][i] / total[i], sums[1][i] / total[i], total[i]) for i in range(bins) if total[i] > 0]


def least_cost(
    labels: np.ndarray, scores: np.ndarray, costs: Costs, weights: np.ndarray | None = None
) -> tuple[float, list[tuple[float, float]]]:
    """The threshold of 0.005, 0.01, … 0.995 with the least expected cost, and (threshold, cost per row) of all of them."""
    own = _ones(labels, weights)
    result = []
    for threshold in np.arange(1, 200) / 200:
        flagged = np.where(labels == 1, costs.hit, costs.alarm)
        cost = np.where(scores >= threshold, flagged, costs.missed * labels)
        result.append((float(threshold), float(np.average(cost, weights=own))))
    return min(result, key=lambda pair: pair[1])[0], result


def training_metrics(figures: dict[str, float], prefix: str = "cv_") -> dict[str, float]:
    """For `training.metrics` of the manifest: `cv_auc`, … to four decimals."""
    return {prefix + name: round(value, 4) for name, value in figures.items()}


def _ones(labels: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    return np.ones(len(labels)) if weights is None else np.asarray(weights, dtype=float)


def _both_classes(labels: np.ndarray) -> bool:
    return 0 < labels.sum() < len(labels)
