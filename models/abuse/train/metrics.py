"""Figures of merit on out-of-fold probabilities."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

THRESHOLD = 0.45
RESAMPLES = 300


def summary(labels: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    false_positives, recall, _ = roc_curve(labels, scores)
    flagged = scores >= THRESHOLD
    return {
        "auc": roc_auc_score(labels, scores),
        "ap": average_precision_score(labels, scores),
        "recall_at_1pct_fpr": float(recall[false_positives <= 0.01][-1]),
        "ece_15_bins": calibration_error(labels, scores),
        "precision_at_threshold": float(labels[flagged].mean()),
        "recall_at_threshold": float(flagged[labels == 1].mean()),
    }


def calibration_error(labels: np.ndarray, scores: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: mean gap of score and frequency over equal-width bins, weighted by rows (Guo et al. 2017)."""
    bin_of = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = np.abs(np.bincount(bin_of, scores, bins) - np.bincount(bin_of, labels, bins))
    return float(gaps.sum() / len(labels))


def intervals(labels: np.ndarray, scores: np.ndarray) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of `summary` over bootstrap resamples of the rows."""
    generator = np.random.default_rng(11)
    draws = [generator.integers(0, len(labels), len(labels)) for _ in range(RESAMPLES)]
    figures = [summary(labels[rows], scores[rows]) for rows in draws]
    return {name: tuple(np.percentile([figure[name] for figure in figures], [2.5, 97.5])) for name in figures[0]}


def by_source(sources: np.ndarray, labels: np.ndarray, scores: np.ndarray) -> list[dict]:
    """Per source: rows, share of positives, AUC within it (None when it has one class) and AUC of its positives against all benign rows."""
    benign = labels == 0
    result = []
    for source in sorted(set(sources)):
        own = sources == source
        both = len(set(labels[own])) == 2
        against = benign | (own & ~benign)
        result.append({
            "source": source, "rows": int(own.sum()), "positive": float(labels[own].mean()),
            "auc": roc_auc_score(labels[own], scores[own]) if both else None,
            "auc_against_all_benign": roc_auc_score(labels[against], scores[against]),
        })  # fmt: skip
    return result


def by_band(labels: np.ndarray, scores: np.ndarray, edges: list[float]) -> list[dict]:
    """Precision, recall and share of benign rows caught from each lower edge on."""
    return [
        {
            "edge": edge,
            "precision": float(labels[scores >= edge].mean()),
            "recall": float((scores[labels == 1] >= edge).mean()),
            "false_positive_rate": float((scores[labels == 0] >= edge).mean()),
        }
        for edge in edges
    ]
