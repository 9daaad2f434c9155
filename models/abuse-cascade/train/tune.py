"""Which rows the deep model is asked for, and how both scores become one."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

LOWS = (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)
HIGHS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
# The issue asks for five times the speed of deep-for-all; the rest is room for other mixes of texts.
LEAST_SPEED_UP = 6.0


def logit(scores: np.ndarray) -> np.ndarray:
    """Clamped at 1e-7, as the server does."""
    clipped = np.clip(scores, 1e-7, 1 - 1e-7)
    return np.log(clipped / (1 - clipped))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


@dataclass(frozen=True)
class Rows:
    """Rows that neither model was trained on. `cost`: seconds of the deep model for each row alone."""

    labels: np.ndarray
    fast: np.ndarray
    deep: np.ndarray
    cost: np.ndarray

    def part(self, chosen: np.ndarray) -> "Rows":
        return Rows(self.labels[chosen], self.fast[chosen], self.deep[chosen], self.cost[chosen])


@dataclass(frozen=True)
class Cascade:
    """Scores of the fast model in [low, high) are uncertain."""

    low: float
    high: float
    weights: tuple[float, float, float]

    def asked(self, rows: Rows) -> np.ndarray:
        return (rows.fast >= self.low) & (rows.fast < self.high)

    def scores(self, rows: Rows) -> np.ndarray:
        fast, deep, bias = self.weights
        blended = sigmoid(fast * logit(rows.fast) + deep * logit(rows.deep) + bias)
        return np.where(self.asked(rows), blended, rows.fast)

    def speed_up(self, rows: Rows, fast_cost: float) -> float:
        """Time of deep-for-all over time of the cascade."""
        return float(rows.cost.sum() / (fast_cost * len(rows.cost) + rows.cost[self.asked(rows)].sum()))


def fit(rows: Rows, low: float, high: float) -> Cascade:
    """The blend by logistic regression on the rows of the band, so that a score is a probability there too."""
    inside = rows.part(Cascade(low, high, (0, 0, 0)).asked(rows))
    found = LogisticRegression(C=1e4).fit(np.column_stack([logit(inside.fast), logit(inside.deep)]), inside.labels)
    # Whole thousandths: the manifest is for people too.
    return Cascade(low, high, tuple(round(float(weight), 3) for weight in (*found.coef_[0], found.intercept_[0])))


def crossed(rows: Rows, low: float, high: float, halves: np.ndarray) -> np.ndarray:
    """Scores where each half (bool `[rows]`) is blended by what the other one says."""
    scores = np.zeros(len(rows.labels))
    for half in (halves, ~halves):
        scores[half] = fit(rows.part(~half), low, high).scores(rows.part(half))
    return scores


def candidates(rows: Rows, halves: np.ndarray, fast_cost: float) -> list[dict[str, float]]:
    """low, high, asked (share), speed_up and cross-fitted auc of every band, best first."""
    found = []
    for low in LOWS:
        for high in HIGHS:
            cascade = fit(rows, low, high)
            auc = float(roc_auc_score(rows.labels, crossed(rows, low, high, halves)))
            own = {"low": low, "high": high, "asked": float(cascade.asked(rows).mean()), "auc": auc}
            found.append(own | {"speed_up": cascade.speed_up(rows, fast_cost)})
    return sorted(found, key=lambda row: -row["auc"])


def best(found: list[dict[str, float]]) -> dict[str, float]:
    """The band with the best AUC among those that are fast enough."""
    return next(row for row in found if row["speed_up"] >= LEAST_SPEED_UP)
