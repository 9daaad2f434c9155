"""Trains the model `abuse` and writes its version folder: python train.py --data DIR --out ../1.0.0

Deterministic: the same data and the pinned requirements give the same bytes. README.md tells the whole story.
"""

import argparse
import pathlib

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

import corpus
import golden
import graph
import linear
import metrics
import package
import tables
import templates
import vectors
from scoring import Scorer
from terms import Terms

FOLDS = 5
FILLED = 40  # sentences per template
SPEC = {
    "type": "terms", "max_length": 10_000, "bucket_bits": 18, "characters": [1, 2, 4], "words": [1],
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help=f"folder with {corpus.FILE}")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the version, for example ../1.0.0")
    arguments = parser.parse_args()
    with threadpool_limits(1):
        train(arguments.data, arguments.out)


def train(data: pathlib.Path, out: pathlib.Path) -> None:
    frame = corpus.load(data)
    texts, labels, sources = frame.text.tolist(), frame.label.to_numpy(), frame.source.to_numpy(dtype=str)
    spec = SPEC | tables.build()
    terms = Terms(spec)
    width = 2 ** spec["bucket_bits"] + 1
    ids = linear.matrix(terms, texts, width)
    factor = linear.emphasis(ids, linear.matrix(Terms(spec | {"characters": []}), texts, width))
    written, written_labels = templates.rows(FILLED)
    trainer = linear.Trainer(factor, linear.matrix(terms, written, width), np.array(written_labels), terms.max_ids)
    print(f"{len(texts):,} texts, {ids.nnz / len(texts):.0f} ids each; {len(written):,} written sentences")

    logits = out_of_fold(trainer, ids, labels, sources)
    slope, shift = calibrate(logits, labels)
    scores = 1 / (1 + np.exp(-(slope * logits + shift)))
    report = {
        "rows": len(texts),
        "written": len(written),
        "figures": metrics.summary(labels, scores),
        "intervals": metrics.intervals(labels, scores),
        "sources": metrics.by_source(sources, labels, scores),
        "bands": metrics.by_band(labels, scores, [0.45, 0.8, 0.85, 0.9, 0.95]),
    }
    package.show(report)

    onnx = graph.build(trainer.fit(ids, labels), slope, shift)
    scorer = Scorer(terms, onnx)
    files = {
        "model.onnx": onnx,
        "featurizer.json": package.encode(spec),
        "golden.json": package.golden(golden.TEXTS, scorer.score),
        "reference.json": package.reference(texts, scores),
    }
    scorer.check_bits(texts[:200] + list(golden.TEXTS.values()))
    package.write(out, files, report)
    package.write_vectors(pathlib.Path(__file__).parent / "vectors.json", vectors.texts(), terms)


def out_of_fold(
    trainer: linear.Trainer, ids: sp.csr_matrix, labels: np.ndarray, sources: np.ndarray
) -> np.ndarray:
    """Logit of each row by the model that was trained without its fold; folds keep the shares of source and label."""
    strata = np.char.add(sources, labels.astype(str))
    logits = np.zeros(len(labels))
    for rest, fold in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(strata, strata):
        logits[fold] = trainer.fit(ids[rest], labels[rest]).logits(ids[fold])
    return logits


def calibrate(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Slope and shift of Platt's method on out-of-fold logits."""
    platt = LogisticRegression(C=1e6).fit(logits[:, None], labels)
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])


if __name__ == "__main__":
    main()
