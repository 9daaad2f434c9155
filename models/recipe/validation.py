"""Cross-validation of gradient boosting: scores of rows by models that have not seen them, calibration, threshold by cost."""

from collections.abc import Mapping, Sequence

import lightgbm as lgb
import numpy as np
import pandas as pd

import metrics
from model import Calibration, Model, Split
from result import Repeat, Result

# Deterministic on one thread, whatever order the machine would sum in.
FIXED = {"verbose": -1, "num_threads": 1, "seed": 0, "deterministic": True, "force_row_wise": True}


def fit(model: Model, columns: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> lgb.Booster:
    rows, targets, own = model.augment(columns, labels, weights)
    return lgb.train({**FIXED, **model.params}, lgb.Dataset(rows, targets, weight=own), model.rounds)


def validate(model: Model, frame: pd.DataFrame, features: np.ndarray) -> tuple[Result, Calibration]:
    columns, labels, weights = model.derived()(features), frame.label.to_numpy(), model.weights(frame)
    raws = [out_of_fold(model, columns, labels, weights, splits) for splits in model.splits(frame)]
    rows = np.concatenate([own for own, _ in raws])
    raw = np.concatenate([own for _, own in raws])
    calibration = model.calibrate(raw, labels[rows], weights[rows])
    repeats = [Repeat(own, calibration.curve(calibration.slope * part + calibration.shift)) for own, part in raws]
    pooled = labels[rows], np.concatenate([repeat.scores for repeat in repeats]), weights[rows]
    threshold, _ = metrics.least_cost(*pooled[:2], model.costs, pooled[2])
    parts = [(labels[repeat.rows], repeat.scores, threshold, weights[repeat.rows]) for repeat in repeats]
    figures = _means([metrics.summary(*part) for part in parts])
    intervals = metrics.percentiles(_means([metrics.draws(*part) for part in parts]))
    return Result(frame, weights, repeats, threshold, figures, intervals, pooled), calibration


def out_of_fold(
    model: Model, columns: np.ndarray, labels: np.ndarray, weights: np.ndarray, splits: Sequence[Split]
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the rows in the folds, in order, and their raw scores by the model that was trained without their fold."""
    rows, raws = [], []
    for rest, fold in splits:
        booster = fit(model, columns[rest], labels[rest], weights[rest])
        rows.append(fold)
        raws.append(booster.predict(columns[fold], raw_score=True))
    order = np.argsort(np.concatenate(rows))
    return np.concatenate(rows)[order], np.concatenate(raws)[order]


def _means(parts: Sequence[Mapping[str, object]]) -> dict:
    return {name: np.mean([part[name] for part in parts], axis=0) for name in parts[0]}
