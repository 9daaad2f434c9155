"""The model: a logistic regression without negative weights over the curves of shapes.py."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from shapes import curve

RIDGE = 3.0


@dataclass(frozen=True)
class Risk:
    weights: dict[str, float]  # >= 0, log odds of the risk by unit of the curve
    intercept: float

    def log_odds(self, sessions: pd.DataFrame) -> np.ndarray:
        parts = [weight * curve(name, sessions[name].to_numpy(dtype=float)) for name, weight in self.weights.items()]
        return self.intercept + np.sum(parts, axis=0)


def fit(sessions: pd.DataFrame, names: list[str]) -> Risk:
    """Weights from differences within the sets: each has an intercept of its own, so that where a session comes from is not learnt.
    One slope and intercept then turn their sum into a probability for the mixture of the sets."""
    inputs = np.column_stack([curve(name, sessions[name].to_numpy(dtype=float)) for name in names])
    labels = sessions.positive.to_numpy()
    raw = _weights(inputs, labels, pd.get_dummies(sessions["set"]).to_numpy(dtype=float))
    platt = LogisticRegression(C=1e6).fit((inputs @ raw)[:, None], labels)
    slope = float(platt.coef_[0, 0])
    return Risk(dict(zip(names, (slope * raw).tolist())), float(platt.intercept_[0]))


def _weights(inputs: np.ndarray, labels: np.ndarray, sets: np.ndarray) -> np.ndarray:
    # A set counts by the square root of its size: GitHub has a tenth of Stormfront's sessions, but ten times as many positive ones.
    emphasis = sets @ (1 / np.sqrt(sets.sum(axis=0)))
    emphasis /= emphasis.mean()
    # The intercepts take up what centring moves, and the search converges.
    inputs = inputs - inputs.mean(axis=0)
    width = inputs.shape[1]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercepts = values[:width], values[width:]
        logits = inputs @ weights + sets @ intercepts
        gap = emphasis * (1 / (1 + np.exp(-logits)) - labels)
        value = np.sum(emphasis * (np.logaddexp(0, logits) - labels * logits)) + RIDGE / 2 * weights @ weights
        return value, np.concatenate([inputs.T @ gap + RIDGE * weights, sets.T @ gap])

    start = np.concatenate([np.full(width, 0.1), np.full(sets.shape[1], -2.0)])
    bounds = [(0, None)] * width + [(None, None)] * sets.shape[1]
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000, "maxfun": 10_000}).x[:width]
