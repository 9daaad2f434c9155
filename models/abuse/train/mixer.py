"""A small network over the linear scores of a text: what weighs how much depends on what kind of text it is.

One hidden layer of rectified units; each output a logit of its own, trained on log loss with Adam (Kingma and Ba 2015). It sees
few numbers and has few weights, so plain numpy is enough, and its result depends on the seed alone.
"""

from dataclasses import dataclass

import numpy as np

HIDDEN = 64
EPOCHS = 60
BATCH = 512
RATE = 0.015
DECAY = 0.03
LIMIT = 8.0  # inputs are standardised, then kept within +-LIMIT: no score of a strange text is beyond what was trained on


@dataclass(frozen=True)
class Mixer:
    mean: np.ndarray
    spread: np.ndarray
    first: np.ndarray  # [inputs, hidden]
    first_bias: np.ndarray
    second: np.ndarray  # [hidden, outputs]
    second_bias: np.ndarray

    def logits(self, inputs: np.ndarray) -> np.ndarray:
        standard = np.clip((inputs - self.mean) / self.spread, -LIMIT, LIMIT)
        return np.maximum(standard @ self.first + self.first_bias, 0) @ self.second + self.second_bias


def fit(inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray, seed: int = 3) -> Mixer:
    """`weights` [rows, outputs]: 0 where a target is unknown."""
    random = np.random.default_rng(seed)
    mean, spread = inputs.mean(0), inputs.std(0)
    standard = np.clip((inputs - mean) / spread, -LIMIT, LIMIT)
    outputs = targets.shape[1]
    parameters = [
        random.normal(0, np.sqrt(2 / inputs.shape[1]), (inputs.shape[1], HIDDEN)),
        np.zeros(HIDDEN),
        random.normal(0, np.sqrt(1 / HIDDEN), (HIDDEN, outputs)),
        np.zeros(outputs),
    ]
    moments = [(np.zeros_like(value), np.zeros_like(value)) for value in parameters]
    steps = EPOCHS * (len(inputs) // BATCH)
    for step in range(steps):
        if step % (len(inputs) // BATCH) == 0:
            order = random.permutation(len(inputs))
        start = step % (len(inputs) // BATCH) * BATCH
        rows = order[start : start + BATCH]
        gradients = _gradients(parameters, standard[rows], targets[rows], weights[rows])
        # One cycle: half a cosine from RATE to nothing.
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        for value, gradient, (first, second) in zip(parameters, gradients, moments):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            unbiased = np.sqrt(second / (1 - 0.999 ** (step + 1))) + 1e-8
            value -= rate * (first / (1 - 0.9 ** (step + 1)) / unbiased + DECAY * value)
    return Mixer(mean, spread, *parameters)


def _gradients(parameters: list[np.ndarray], inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Of the mean log loss over the batch."""
    first, first_bias, second, second_bias = parameters
    hidden = np.maximum(inputs @ first + first_bias, 0)
    error = weights * (1 / (1 + np.exp(-(hidden @ second + second_bias))) - targets) / len(inputs)
    back = (error @ second.T) * (hidden > 0)
    return [inputs.T @ back, back.sum(0), hidden.T @ error, error.sum(0)]
