"""Trains the model `abuse` and writes its version folder: python train.py --data DIR --out ../2.0.0

Deterministic: the same data and the pinned requirements give the same bytes. README.md tells the whole story.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "recipe"))

import categories  # noqa: E402
import corpus  # noqa: E402
import golden  # noqa: E402
import graph  # noqa: E402
import linear  # noqa: E402
import report  # noqa: E402
import robustness  # noqa: E402
import stacking  # noqa: E402
import tables  # noqa: E402
import templates  # noqa: E402
import training  # noqa: E402
import vectors  # noqa: E402
import version  # noqa: E402
from scoring import Scorer, check_bits  # noqa: E402
from stacking import Rows, Stack, Written  # noqa: E402
from terms import Terms  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
FILLED = 40  # sentences per template
HELD = 0  # fold on which disguises are tried
SPEC = {
    "type": "terms", "max_length": 10_000, "bucket_bits": 18, "characters": [1, 2, 4], "words": [1],
    "unmask": {
        "leet": {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"},
        "separators": " .-_*,/", "doubled": "gs",
    },
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help=f"folder with {corpus.FILE} and {corpus.EDOS_FILE}")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the version, for example ../2.0.0")
    parser.add_argument("--version", default=version.VERSION, help="version of the manifest")
    parser.add_argument("--scores", type=pathlib.Path, help="also write the out-of-fold score of every row to this CSV file")
    arguments = parser.parse_args()
    with threadpool_limits(1), training.timed("all"):
        train(arguments.data, arguments.out, arguments.version, arguments.scores)


def train(data: pathlib.Path, out: pathlib.Path, number: str, scores: pathlib.Path | None) -> None:
    frame = corpus.load(data)
    spec = SPEC | tables.build()
    terms = Terms(spec)
    with training.timed("featurising"):
        rows, written, factor = featurised(frame, terms)
    with training.timed("fitting"):
        stack = stacking.fit(rows, written, factor, terms.max_ids, len(categories.NAMES))
    if scores:
        out_of_fold = stack.calibration.probabilities(stack.logits)[:, 0]
        frame[["id"]].assign(score=out_of_fold).to_csv(scores, index=False)
    onnx = graph.build(stack.final.base, stack.final.mixer, stack.calibration)
    check_bits(Scorer(terms, onnx), frame.text.tolist()[:200] + list(golden.TEXTS.values()))
    with training.timed("figures"):
        facts = report.facts(frame, stack, version.THRESHOLD, version.EDGES)
        facts |= {"written": len(written.labels), "robustness": disguised(frame, rows, written, stack, terms)}
    version.write(out, number, onnx, spec, golden.TEXTS, facts)
    version.write_vectors(HERE / f"vectors-{number}.json", vectors.texts(), terms)


def featurised(frame: pd.DataFrame, terms: Terms) -> tuple[Rows, Written, np.ndarray]:
    """The rows, the written sentences, and the factor of each id in the regression."""
    texts = frame.text.tolist()
    composite = (frame.source != corpus.EDOS_NEGATIVES).to_numpy()
    ids = linear.matrix(terms, texts)
    words = linear.matrix(terms.words_alone(), frame.text[composite].tolist())
    strata = (frame.source + frame.label.astype(str))[composite].to_numpy(dtype=str)
    targets, known = (np.column_stack(pair) for pair in zip(categories.targets(frame), categories.origins(frame)))
    rows = Rows(ids, frame.label.to_numpy(), composite, targets, known, stacking.folds(strata, int((~composite).sum())))
    sentences, labels = templates.rows(FILLED)
    written = Written(linear.matrix(terms, sentences), np.array(labels), stacking.dealt(len(sentences), seed=6))
    print(f"{len(texts):,} texts, {ids.nnz / len(texts):.0f} ids each; {len(sentences):,} written sentences")
    return rows, written, linear.emphasis(ids[composite], words)


def disguised(frame: pd.DataFrame, rows: Rows, written: Written, stack: Stack, terms: Terms) -> list[dict]:
    """Recall under disguises on one fold, of the models that were trained on the others."""
    old = Terms(json.loads((HERE.parent / "1.0.0" / "featurizer.json").read_text()))
    held = (rows.fold == HELD) & rows.has_label
    texts, labels = frame.text[held].tolist(), rows.labels[held]

    def score(given: list[str]) -> np.ndarray:
        return stack.calibration.probabilities(stack.models[HELD].logits(linear.matrix(terms, given)))[:, 0]

    sentences, _ = templates.rows(FILLED)
    first = robustness.first_version(frame.text.tolist(), rows, written, sentences, old, HELD)
    return robustness.table(texts, labels, {
        "1.0.0": (first, robustness.FIRST_THRESHOLD),
        "2.0.0": (score, version.THRESHOLD),
    })  # fmt: skip


if __name__ == "__main__":
    main()
