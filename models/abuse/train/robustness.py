"""How much recall is left when texts are disguised: this version and 1.0.0 side by side, on one fold that neither was trained on."""

from collections.abc import Callable

import numpy as np
from sklearn.linear_model import LogisticRegression

import linear
import perturbations
from stacking import Rows, Written
from terms import Terms

ROWS = 1500  # of each label
FIRST_THRESHOLD = 0.45

Score = Callable[[list[str]], np.ndarray]


def table(texts: list[str], labels: np.ndarray, models: dict[str, tuple[Score, float]]) -> list[dict]:
    """For each kind, after the plain texts: {"kind", name: (recall, false positive rate)}; `models` are name to (score, threshold)."""
    generator = np.random.default_rng(17)
    chosen = {label: [texts[row] for row in generator.permutation(np.flatnonzero(labels == label))[:ROWS]] for label in (1, 0)}
    rows = []
    for kind in ["none", *perturbations.KINDS]:
        given = {label: own if kind == "none" else perturbations.perturbed(own, kind) for label, own in chosen.items()}
        row = {"kind": kind}
        for name, (score, threshold) in models.items():
            row[name] = tuple(float((score(given[label]) >= threshold).mean()) for label in (1, 0))
        print("  ".join(f"{name} {value}" for name, value in row.items()))
        rows.append(row)
    return rows


def first_version(texts: list[str], rows: Rows, written: Written, sentences: list[str], terms: Terms, fold: int) -> Score:
    """Version 1.0.0 as it would be without a fold. `terms` is its featurizer, `texts` those of `rows`, `sentences` those of `written`."""
    ids, labels = linear.matrix(terms, [texts[row] for row in np.flatnonzero(rows.has_label)]), rows.labels[rows.has_label]
    words = linear.matrix(terms.words_alone(), [texts[row] for row in np.flatnonzero(rows.has_label)])
    rest = rows.fold[rows.has_label] != fold
    trainer = linear.Trainer(linear.emphasis(ids, words), linear.matrix(terms, sentences), written.labels, terms.max_ids)
    model = trainer.fit(ids[rest], labels[rest])
    platt = LogisticRegression(C=1e6).fit(model.logits(ids[~rest])[:, None], labels[~rest])
    return lambda given: platt.predict_proba(model.logits(linear.matrix(terms, given))[:, None])[:, 1]
