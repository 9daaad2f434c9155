"""What a recipe of a tabular model states."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from curve import Curve, logistic
from derived import Derived
from fields import Field
from metrics import Costs
from result import Result

REPEATS, FOLDS = 3, 5

Split = tuple[np.ndarray, np.ndarray]


@dataclasses.dataclass(frozen=True)
class Calibration:
    """Probability = curve(slope * raw + shift)."""

    slope: float
    shift: float
    curve: Curve


def platt(raw: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> Calibration:
    """Platt's method on out-of-fold log-odds."""
    fitted = LogisticRegression(C=1e6).fit(raw[:, None], labels, sample_weight=weights)
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]), logistic())


def stratified(frame: pd.DataFrame) -> Iterable[list[Split]]:
    """Three times five folds that keep the share of positives."""
    for repeat in range(REPEATS):
        yield list(StratifiedKFold(FOLDS, shuffle=True, random_state=repeat).split(frame, frame.label))


@dataclasses.dataclass(frozen=True)
class Model:
    """What a recipe states."""

    name: str
    description: str
    summary: str
    license: str
    labels: tuple[str, str]
    count_name: str
    file: str
    fields: Sequence[Field]
    sources: Sequence[tuple[str, str, str]]
    params: Mapping[str, object]
    rounds: int
    costs: Costs
    block: float
    core_minutes: float
    golden: Mapping[str, Mapping[str, object]]
    sections: Callable[[Result], dict[str, str]]
    ratios: Sequence[tuple[str, str]] = ()
    products: Sequence[tuple[str, str]] = ()
    ignored: Sequence[str] = ()
    weights: Callable[[pd.DataFrame], np.ndarray] = lambda frame: np.ones(len(frame))
    augment: Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]] = lambda *rows: rows
    splits: Callable[[pd.DataFrame], Iterable[list[Split]]] = stratified
    calibrate: Callable[[np.ndarray, np.ndarray, np.ndarray], Calibration] = platt

    def derived(self) -> Derived:
        at = {field["name"]: i for i, field in enumerate(self.fields)}
        pairs = [tuple((at[a], at[b]) for a, b in named) for named in (self.ratios, self.products)]
        return Derived(*pairs)
