"""The classifier: logistic regression over the ids of a text, normalised by how many there are.

logit = sum(weights[id]) * NORM[count] + bias[count], with `count` the number of distinct ids. Both factors of `count` are
tables, so that the graph needs no more than look-ups, sums and products.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from terms import Terms

INVERSE_REGULARISATION = 6.0
# The bias bends with the length of a text: piecewise linear in log2(count) between these knots.
LENGTH_KNOTS = np.array([0, *range(3, 15)], dtype=np.float64)
LENGTH_SCALE = 0.1


@dataclass(frozen=True)
class Linear:
    weights: np.ndarray  # float64 by id; 0 is padding
    bias: np.ndarray  # float64 by count

    def logits(self, ids: sp.csr_matrix) -> np.ndarray:
        count = np.diff(ids.indptr)
        return (ids @ self.weights) * norm(count) + self.bias[count]


def norm(count: np.ndarray) -> np.ndarray:
    """1 / sqrt(20 * count), where 20 is about the mean square of an id's idf; 1 for no ids at all."""
    return 1 / np.sqrt(20 * np.maximum(count, 1))


def matrix(terms: Terms, texts: list[str], width: int) -> sp.csr_matrix:
    """Row by id: 1 where the text has the id."""
    rows, ids = terms.ids(texts)
    keys = rows.astype(np.int64) * width + ids
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    starts = np.searchsorted(keys, np.arange(len(texts) + 1) * width)
    return sp.csr_matrix((np.ones(len(keys)), keys % width, starts), shape=(len(texts), width))


def fit(ids: sp.csr_matrix, labels: np.ndarray, max_count: int) -> Linear:
    # Common n-grams are regularised more than rare ones: idf scales the features, then moves into the weights.
    documents = np.bincount(ids.indices, minlength=ids.shape[1])
    scale = np.log((1 + ids.shape[0]) / (1 + documents)) + 1
    count = np.diff(ids.indptr)
    features = sp.hstack([sp.diags(norm(count)) @ ids @ sp.diags(scale), _length(count)]).tocsr()
    model = LogisticRegression(C=INVERSE_REGULARISATION, tol=1e-5, max_iter=500).fit(features, labels)
    coefficients = model.coef_[0]
    bias = model.intercept_[0] + _length(np.arange(max_count + 1)) @ coefficients[ids.shape[1] :]
    return Linear(coefficients[: ids.shape[1]] * scale, bias)


def _length(count: np.ndarray) -> sp.csr_matrix:
    """Hat functions of log2(count): each row sums to LENGTH_SCALE."""
    x = np.log2(np.maximum(count, 1))
    left = np.clip(np.searchsorted(LENGTH_KNOTS, x, side="right") - 1, 0, len(LENGTH_KNOTS) - 2)
    share = np.clip((x - LENGTH_KNOTS[left]) / (LENGTH_KNOTS[left + 1] - LENGTH_KNOTS[left]), 0, 1)
    row = np.arange(len(x))
    values = LENGTH_SCALE * np.concatenate([1 - share, share])
    columns = np.concatenate([left, left + 1])
    return sp.csr_matrix((values, (np.concatenate([row, row]), columns)), shape=(len(x), len(LENGTH_KNOTS)))
