"""The main score: logistic regression over the ids of a text, normalised by how many there are.

logit = sum(weights[id]) * NORM[count] + bias[count], with `count` the number of distinct ids. Both factors of `count` are
tables, so that the graph needs no more than look-ups, sums and products.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from terms import Terms

INVERSE_REGULARISATION = 6.0
NORM_EXPONENT = 0.2
MEAN_COUNT, LONGEST_COUNT = 326, 2000
# Whole words are regularised less than pieces of words.
WORD_EMPHASIS = 1.5
# The bias bends with the length of a text: piecewise linear in log2(count) between these knots.
LENGTH_KNOTS = np.array([0, *range(3, 15)], dtype=np.float64)
LENGTH_SCALE = 0.1


@dataclass(frozen=True)
class Linear:
    weights: np.ndarray  # float64 by id; 0 is padding
    bias: np.ndarray  # float64 by count
    scale: np.ndarray  # float64 by id: what its feature was multiplied by

    def logits(self, ids: sp.csr_matrix) -> np.ndarray:
        count = np.diff(ids.indptr)
        return (ids @ self.weights) * norm(count) + self.bias[count]


def norm(count: np.ndarray) -> np.ndarray:
    """Falls with count ** -0.2: evidence adds up in a long text, but a long text is no evidence.

    At the mean count it is one over the length of a vector of idf weights, whose mean square is about 20. Between a plain sum
    (exponent 0) and the usual 0.5, cross-validated AUC is flat from 0.1 to 0.2 and 0.002 lower at 0.5. Beyond
    LONGEST_COUNT, which 99 % of the training texts stay under, evidence is averaged: else thousands of ids that were never seen
    would add up to a verdict by chance.
    """
    falling = (MEAN_COUNT / np.maximum(count, 1)) ** NORM_EXPONENT / np.sqrt(20 * MEAN_COUNT)
    return falling * np.minimum(1, LONGEST_COUNT / np.maximum(count, 1)) ** (1 - NORM_EXPONENT)


def matrix(terms: Terms, texts: list[str]) -> sp.csr_matrix:
    """Row by id: 1 where the text has the id."""
    rows, ids = terms.ids(texts)
    width = terms.width
    keys = rows.astype(np.int64) * width + ids
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    starts = np.searchsorted(keys, np.arange(len(texts) + 1) * width)
    return sp.csr_matrix((np.ones(len(keys)), keys % width, starts), shape=(len(texts), width))


def emphasis(ids: sp.csr_matrix, words: sp.csr_matrix) -> np.ndarray:
    """Factor by id: WORD_EMPHASIS where most texts that have the id have it from a word. `words`: the ids of words alone."""
    by_word = 2 * np.bincount(words.indices, minlength=ids.shape[1]) > np.bincount(ids.indices, minlength=ids.shape[1])
    return np.where(by_word, WORD_EMPHASIS, 1.0)


@dataclass(frozen=True)
class Trainer:
    factor: np.ndarray  # of each id, see emphasis
    extra_ids: sp.csr_matrix  # rows that are added to every training set
    extra_labels: np.ndarray
    max_count: int  # most ids of a text

    def fit(self, ids: sp.csr_matrix, labels: np.ndarray) -> Linear:
        ids, labels = sp.vstack([ids, self.extra_ids]).tocsr(), np.concatenate([labels, self.extra_labels])
        # Common n-grams are regularised more than rare ones: idf scales the features, then moves into the weights.
        documents = np.bincount(ids.indices, minlength=ids.shape[1])
        scale = self.factor * (np.log((1 + ids.shape[0]) / (1 + documents)) + 1)
        count = np.diff(ids.indptr)
        features = sp.hstack([sp.diags(norm(count)) @ ids @ sp.diags(scale), _length(count)]).tocsr()
        model = LogisticRegression(C=INVERSE_REGULARISATION, tol=1e-5, max_iter=500).fit(features, labels)
        coefficients = model.coef_[0]
        bias = model.intercept_[0] + _length(np.arange(self.max_count + 1)) @ coefficients[ids.shape[1] :]
        return Linear(coefficients[: ids.shape[1]] * scale, bias, scale)


def _length(count: np.ndarray) -> sp.csr_matrix:
    """Hat functions of log2(count): each row sums to LENGTH_SCALE."""
    x = np.log2(np.maximum(count, 1))
    left = np.clip(np.searchsorted(LENGTH_KNOTS, x, side="right") - 1, 0, len(LENGTH_KNOTS) - 2)
    share = np.clip((x - LENGTH_KNOTS[left]) / (LENGTH_KNOTS[left + 1] - LENGTH_KNOTS[left]), 0, 1)
    row = np.arange(len(x))
    values = LENGTH_SCALE * np.concatenate([1 - share, share])
    columns = np.concatenate([left, left + 1])
    return sp.csr_matrix((values, (np.concatenate([row, row]), columns)), shape=(len(x), len(LENGTH_KNOTS)))
