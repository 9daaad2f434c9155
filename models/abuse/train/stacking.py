"""Cross-validation and the final fit: linear parts first, then the mixer on what they say of rows that they were not trained on."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

import base
import mixer
from base import Base
from graph import Calibration
from linear import Trainer
from mixer import Mixer

FOLDS = 5


@dataclass(frozen=True)
class Rows:
    """Rows of one kind, in one order everywhere."""

    ids: sp.csr_matrix
    labels: np.ndarray  # of abuse
    has_label: np.ndarray  # bool: False where abuse is unknown
    targets: np.ndarray  # of the heads: categories, then sources
    known: np.ndarray
    fold: np.ndarray

    def of(self, rows: np.ndarray) -> "Rows":
        parts = (self.ids, self.labels, self.has_label, self.targets, self.known, self.fold)
        return Rows(*(part[rows] for part in parts))


@dataclass(frozen=True)
class Written:
    """Sentences that are added to every training set. Of the categories a benign one is known to have none."""

    ids: sp.csr_matrix
    labels: np.ndarray
    fold: np.ndarray

    def of(self, rows: np.ndarray) -> "Written":
        return Written(self.ids[rows], self.labels[rows], self.fold[rows])


@dataclass(frozen=True)
class Model:
    base: Base
    mixer: Mixer

    def logits(self, ids: sp.csr_matrix) -> np.ndarray:
        """[rows, 8]: abuse, then the categories."""
        return self.mixer.logits(self.base.inputs(ids))


@dataclass(frozen=True)
class Stack:
    models: list[Model]  # by fold: trained without it
    final: Model
    logits: np.ndarray  # of each row by the model that was trained without its fold
    calibration: Calibration


def folds(strata: np.ndarray, rest: int) -> np.ndarray:
    """Fold of each row: the first rows keep the shares of `strata`, `rest` more are dealt at random."""
    fold = np.zeros(len(strata) + rest, dtype=int)
    for number, (_, rows) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(strata, strata)):
        fold[rows] = number
    fold[len(strata) :] = dealt(rest, seed=5)
    return fold


def dealt(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, FOLDS, count)


def fit_base(rows: Rows, written: Written, factor: np.ndarray, max_count: int) -> Base:
    trainer = Trainer(factor, written.ids, written.labels, max_count)
    labelled = rows.has_label
    return base.fit(trainer, rows.ids[labelled], rows.labels[labelled], rows.ids, rows.targets, rows.known)


def fit(rows: Rows, written: Written, factor: np.ndarray, max_count: int, categories: int) -> Stack:
    """`categories`: how many of the targets are categories."""
    bases = []
    for fold in range(FOLDS):
        bases.append(fit_base(rows.of(rows.fold != fold), written.of(written.fold != fold), factor, max_count))
        print(f"fold {fold}: linear parts are fitted")
    inputs = np.concatenate([_out_of_fold(bases, rows.ids, rows.fold), _out_of_fold(bases, written.ids, written.fold)])
    targets, weights = _mixer_targets(rows, written, categories)
    fold = np.concatenate([rows.fold, written.fold])
    models = [Model(own, mixer.fit(inputs[fold != k], targets[fold != k], weights[fold != k])) for k, own in enumerate(bases)]
    count = len(rows.labels)
    logits = np.zeros((count, targets.shape[1]))
    for k, model in enumerate(models):
        logits[rows.fold == k] = model.mixer.logits(inputs[:count][rows.fold == k])
    final = Model(fit_base(rows, written, factor, max_count), mixer.fit(inputs, targets, weights))
    return Stack(models, final, logits, _calibrated(logits, targets[:count], weights[:count]))


def _out_of_fold(bases: list[Base], ids: sp.csr_matrix, fold: np.ndarray) -> np.ndarray:
    inputs = [own.inputs(ids[fold == k]) for k, own in enumerate(bases)]
    result = np.zeros((len(fold), inputs[0].shape[1]))
    for k, part in enumerate(inputs):
        result[fold == k] = part
    return result


def _mixer_targets(rows: Rows, written: Written, categories: int) -> tuple[np.ndarray, np.ndarray]:
    """Targets and weights [rows and written, 1 + categories]: abuse, then the categories; weight 0 where unknown."""
    own = np.column_stack([rows.labels, rows.targets[:, :categories]])
    own_known = np.column_stack([rows.has_label, rows.known[:, :categories]])
    benign = np.repeat(written.labels[:, None] == 0, categories, axis=1)
    written_targets = np.column_stack([written.labels, np.zeros_like(benign)])
    written_known = np.column_stack([np.ones(len(written.labels), dtype=bool), benign])
    return np.concatenate([own, written_targets]).astype(float), np.concatenate([own_known, written_known]).astype(float)


def _calibrated(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Calibration:
    """Platt's method on out-of-fold logits, each output over the rows where it is known."""
    slopes, shifts = [], []
    for column in range(logits.shape[1]):
        known = weights[:, column] > 0
        platt = LogisticRegression(C=1e6).fit(logits[known, column : column + 1], targets[known, column])
        slopes.append(platt.coef_[0, 0])
        shifts.append(platt.intercept_[0])
    return Calibration(np.array(slopes), np.array(shifts))
