"""How well sessions are ranked: out of fold, on a set that was left out, and by plain aggregates."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from risk import Risk, fit

FOLDS, REPEATS = 5, 5
# What one would rank by without a model; `formula` is the risk of libs/detection, which rises with its evidence.
PLAIN: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "highest score": lambda sessions: sessions.top_1,
    "second highest": lambda sessions: sessions.top_2,
    "mean": lambda sessions: sessions.score_sum / sessions.events,
    "sum": lambda sessions: sessions.score_sum,
    "noisy-or": lambda sessions: sessions.score_evidence,
    "formula": lambda sessions: sessions.excess_evidence,
    "flagged": lambda sessions: sessions.flagged,
    "messages": lambda sessions: sessions.events,
}


def out_of_fold(sessions: pd.DataFrame, names: list[str], risk_of: Callable[[Risk, pd.DataFrame], np.ndarray]) -> np.ndarray:
    """[REPEATS, sessions]: the risk of each session by a model, calibration included, that was trained without its fold."""
    strata = sessions["set"] + sessions.positive.astype(str)
    risks = np.zeros((REPEATS, len(sessions)))
    for repeat in range(REPEATS):
        for rest, fold in StratifiedKFold(FOLDS, shuffle=True, random_state=repeat).split(strata, strata):
            risks[repeat, fold] = risk_of(fit(sessions.iloc[rest], names), sessions.iloc[fold])
    return risks


def left_out(sessions: pd.DataFrame, names: list[str], risk_of: Callable[[Risk, pd.DataFrame], np.ndarray]) -> dict[str, float]:
    """AUC on each set of a model that was trained on the two others."""
    result = {}
    for name in sorted(set(sessions["set"])):
        own = sessions["set"] == name
        result[name] = auc(sessions[own], risk_of(fit(sessions[~own], names), sessions[own]))
    return result


def auc(sessions: pd.DataFrame, values: np.ndarray | pd.Series) -> float:
    return float(roc_auc_score(sessions.positive, values))


def by_set(sessions: pd.DataFrame, values: np.ndarray) -> dict[str, float]:
    """AUC within each set; of several repeats their mean."""
    repeats = np.atleast_2d(values)
    owns = {name: (sessions["set"] == name).to_numpy() for name in sorted(set(sessions["set"]))}
    return {name: float(np.mean([auc(sessions[own], repeat[own]) for repeat in repeats])) for name, own in owns.items()}
