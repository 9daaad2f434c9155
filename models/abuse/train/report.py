"""What the card and the manifest say about a trained stack."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

import categories
import corpus
import metrics
from stacking import Stack


def facts(frame: pd.DataFrame, stack: Stack, threshold: float, edges: Sequence[float]) -> dict:
    """Figures of the out-of-fold probabilities; prints the most important ones."""
    known = (frame.source != corpus.EDOS_NEGATIVES).to_numpy()
    probabilities = stack.calibration.probabilities(stack.logits)
    labels, scores = frame.label.to_numpy()[known], probabilities[known, 0]
    sources = frame.source.to_numpy(dtype=str)[known]
    figures = metrics.summary(labels, scores, threshold)
    by_category = [_category(frame, probabilities, column) for column in range(len(categories.NAMES))]
    for name, value in {**figures, **{f"auc of {row['name']}": row["auc"] for row in by_category}}.items():
        print(f"{name:24} {value:.4f}")
    return {
        "labels": labels, "scores": scores, "text_lengths": frame.text[known].str.len().to_numpy(dtype=float),
        "figures": figures, "intervals": metrics.intervals(labels, scores, threshold),
        "edges": metrics.by_edge(labels, scores, edges),
        "sources": metrics.by_group(sources, labels, scores, threshold),
        "against": [_against(source, sources, labels, scores) for source in sorted(set(sources[labels == 1]))],
        "categories": by_category, "negatives": int((~known).sum()),
        "negatives_flagged": float((probabilities[~known, 0] >= threshold).mean()),
        "metrics": metrics.training_metrics(figures | _named(by_category)),
    }  # fmt: skip


def _named(by_category: list[dict]) -> dict[str, float]:
    """AUC of each category, and that of sexism within EDOS, whose other rows are known to be none."""
    within = next(row["within"] for row in by_category if row["name"] == "sexism")
    return {f"auc_{row['name']}": row["auc"] for row in by_category} | {"auc_sexism_edos": within}


def _against(source: str, sources: np.ndarray, labels: np.ndarray, scores: np.ndarray) -> dict:
    """Positives of one source against the benign rows of all."""
    rows = (labels == 0) | (sources == source)
    return {"source": source, "positives": int(labels[sources == source].sum())} | _auc(labels[rows], scores[rows])


def _category(frame: pd.DataFrame, probabilities: np.ndarray, column: int) -> dict:
    """Positives of a category against the rows known to be none, against all others, and within the sources they come from."""
    targets, known = categories.targets(frame)
    target, known, scores = targets[:, column].astype(int), known[:, column], probabilities[:, column + 1]
    source = frame.source.replace(corpus.EDOS_NEGATIVES, "edos").to_numpy(dtype=str)
    composite = (frame.source != corpus.EDOS_NEGATIVES).to_numpy()
    within = np.isin(source, source[target == 1])
    own = metrics.summary(target[known], scores[known], 0.5)
    return {
        "name": categories.NAMES[column], "positives": int(target.sum()), **_auc(target[known], scores[known]),
        "against_all": metrics.summary(target[composite], scores[composite], 0.5)["auc"],
        "within": metrics.summary(target[within], scores[within], 0.5)["auc"],
        "ece": own["ece_15_bins"],
    }  # fmt: skip


def _auc(labels: np.ndarray, scores: np.ndarray) -> dict:
    return {
        "auc": metrics.summary(labels, scores, 0.5)["auc"],
        "interval": metrics.intervals(labels, scores, 0.5)["auc"],
    }
