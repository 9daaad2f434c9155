"""Tunes the model `abuse-cascade` and writes its version folder: python train.py --data DIR --out ../1.0.0 --fast-scores F --deep-scores D

Deterministic: the same scores and members give the same bytes. README.md tells the whole story.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

MODELS = Path(__file__).resolve().parents[2]
# The recipe of the deep model comes last: its `scoring` and `batches` are meant, and this folder's `train` and `sections`.
sys.path[1:1] = [str(MODELS / "recipe"), str(MODELS / "abuse-deep" / "train")]

import card
import charts
import metrics
import package
import sections
import tune
from costs import FAST_COST, deep_cost
from scoring import Scorer

THRESHOLD, BLOCK = 0.5, 0.9


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with text_abuse_all.csv.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the version, for example ../1.0.0")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--fast", type=Path, default=MODELS / "abuse" / "2.0.0", help="version folder of the fast member")
    parser.add_argument("--deep", type=Path, default=MODELS / "abuse-deep" / "1.0.0", help="version folder of the deep member")
    parser.add_argument(
        "--fast-scores", type=Path, required=True, help="CSV of id and score: out-of-fold scores of the fast member"
    )
    parser.add_argument("--deep-scores", type=Path, required=True, help="CSV of id and score: rows that the deep member never saw")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    fast, deep = member(options.fast), member(options.deep)
    scorer = deep_scorer(options.deep, deep)
    frame = joined(options)
    lengths = np.array([len(row) for row in scorer.ids(frame.text.tolist())])
    rows = tune.Rows(frame.label.to_numpy(int), frame.fast.to_numpy(), frame.deep.to_numpy(), deep_cost(lengths))
    halves = frame.id.map(lambda row_id: int(hashlib.sha256(row_id.encode()).hexdigest(), 16) // 10 % 2 == 0).to_numpy()
    found = tune.candidates(rows, halves, FAST_COST)
    chosen = tune.best(found)
    cascade = tune.fit(rows, chosen["low"], chosen["high"])
    deep_auc, fast_auc = (float(roc_auc_score(rows.labels, scores)) for scores in (rows.deep, rows.fast))
    print(
        f"{len(frame):,} rows; fast AUC {fast_auc:.4f}, deep {deep_auc:.4f}, cascade {chosen['auc']:.4f} at {chosen['speed_up']:.1f} times the speed"
    )
    print(f"band [{cascade.low}, {cascade.high}), {chosen['asked']:.1%} asked, weights {cascade.weights}")
    report = {
        "frame": frame, "rows": rows, "scores": tune.crossed(rows, cascade.low, cascade.high, halves), "cascade": cascade, "chosen": chosen,
        "found": found, "deep_auc": deep_auc, "fast_auc": fast_auc, "threshold": THRESHOLD, "block": BLOCK, "fast": fast, "deep": deep,
    }  # fmt: skip
    write(options, report, golden(options.fast, scorer, cascade))


def member(folder: Path) -> dict:
    """The manifest with the digest that pins it."""
    content = (folder / "manifest.json").read_bytes()
    return json.loads(content) | {"digest": package.digest(content)}


def deep_scorer(folder: Path, manifest: dict) -> Scorer:
    tokenizer = Tokenizer.from_file(str(folder / manifest["featurizer"]["file"]))
    return Scorer(tokenizer, (folder / "model.onnx").read_bytes(), manifest["featurizer"]["max_tokens"])


def joined(options: argparse.Namespace) -> pd.DataFrame:
    """Rows of the union that both files score, with columns fast and deep."""
    frame = pd.read_csv(options.data / "text_abuse_all.csv.gz")[["id", "label", "source", "text"]]
    for name, path in (("fast", options.fast_scores), ("deep", options.deep_scores)):
        scores = pd.read_csv(path)[["id", "score"]].rename(columns={"score": name})
        frame = frame.merge(scores, on="id")
    return frame


def golden(folder: Path, scorer: Scorer, cascade: tune.Cascade) -> bytes:
    """The fast member's golden texts with the score of the cascade."""
    rows = json.loads((folder / "golden.json").read_text())["rows"]
    fast = np.array([row["score"] for row in rows])
    deep = np.array([package.round_score(scorer.scores([row["text"]])[0, 0]) for row in rows])
    scores = cascade.scores(tune.Rows(fast, fast, deep, fast))
    return package.golden({"name": row["name"], "text": row["text"], "score": score} for row, score in zip(rows, scores))


def manifest(options: argparse.Namespace, report: dict, figures: dict[str, float]) -> dict:
    cascade, fast, deep = report["cascade"], report["fast"], report["deep"]
    refs = {name: {key: one[key] for key in ("name", "version", "digest")} for name, one in (("fast", fast), ("deep", deep))}
    weights = dict(zip(("fast", "deep", "bias"), cascade.weights))
    return {
        "name": "abuse-cascade", "version": options.version, "runtime": "cascade", "kind": "text", "task": "binary",
        "description": "Abuse in English texts: the fast model decides what is clear, the deep one sees the uncertain rest",
        "license": "MIT", "labels": deep["labels"], "count_name": deep["count_name"], "max_text_length": deep["max_text_length"],
        "categories": {"names": deep["categories"]["names"]},
        "cascade": refs | {"band": {"low": cascade.low, "high": cascade.high}, "blend": weights},
        "threshold": THRESHOLD, "bands": {"review": THRESHOLD, "block": BLOCK}, "session_bands": deep["session_bands"],
        "session_model": deep["session_model"], "tolerance": deep["tolerance"], "max_batch_size": 32, "chunk_rows": 1024,
        "cost_us": fast["cost_us"] + deep["cost_us"], "warmup_rows": 32,
        "training": {"data": deep["training"]["data"], "metrics": figures},
    }  # fmt: skip


def write(options: argparse.Namespace, report: dict, golden_rows: bytes) -> None:
    labels, scores = report["rows"].labels, report["scores"]
    figures = metrics.training_metrics(metrics.summary(labels, scores, THRESHOLD), "split_")
    figures |= {"split_asked": round(report["chosen"]["asked"], 4), "split_speed_up": round(report["chosen"]["speed_up"], 2)}
    lengths = report["frame"].text.str.len().to_numpy(float)
    files = {
        "golden.json": golden_rows,
        "reference.json": package.reference(scores, {"text_length": package.histogram(lengths, sections.LENGTHS)}),
    }
    people = {
        "card.md": card.page("abuse-cascade", options.version, sections.SUMMARY, sections.build(report)),
        "calibration.svg": charts.calibration(labels, scores),
        "threshold.svg": charts.threshold(labels, scores, THRESHOLD),
        "bands.svg": sections.bands_picture(report),
    }
    package.write(options.out, manifest(options, report, figures), files, people)


if __name__ == "__main__":
    main()
