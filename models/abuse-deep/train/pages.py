"""The files of a version: manifest, golden rows, reference histograms, card and its pictures."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

import card
import charts
import corpus
import metrics
import package
import probe
import sections
from golden import TEXTS
from scoring import BUCKET, MAX_TOKENS, Scorer

THRESHOLD, BLOCK = 0.5, 0.9
LENGTHS = [0, 10, 20, 40, 80, 120, 160, 240, 320, 480, 640, 1000, 2000, 4000, 10_001]
# Featurising (0.1 ms) and scoring a text of 48 ids alone: onnxruntime 1.30, one core of an AMD EPYC with VNNI, 21 Nov 2026. Constants, as what
# the recipe writes must not depend on how busy its machine is.
COST_US = 4500
SUMMARY = (
    "Probability that an English text is abusive, with a probability for each of seven kinds: hate, offensive, sexism, toxic, spam, phishing, "
    "prompt_attack. A MiniLM encoder (6 layers, 384 wide) fine-tuned on all of them at once, static int8."
)


def manifest(version: str, figures: dict[str, float]) -> dict:
    return {
        "name": "abuse-deep",
        "version": version,
        "kind": "text",
        "task": "binary",
        "description": "Abuse in English texts by a small transformer: understands negation, quotation and emoji where the fast model counts words",
        "license": "MIT",
        "labels": {"positive": "ABUSIVE", "negative": "BENIGN"},
        "count_name": "abusive_count",
        "max_text_length": 10_000,
        "featurizer": {
            "type": "wordpiece",
            "file": "tokenizer.json",
            "input": "input_ids",
            "mask_input": "attention_mask",
            "max_tokens": MAX_TOKENS,
            "bucket": BUCKET,
        },
        "output": "probability",
        "categories": {"output": "categories", "names": corpus.CATEGORIES},
        "threshold": THRESHOLD,
        "bands": {"review": THRESHOLD, "block": BLOCK},
        "session_bands": {"review": 0.5, "block": 0.9},
        "session_model": "session-risk",
        "tolerance": 0.01,
        "max_batch_size": 8,
        "chunk_rows": 256,
        "cost_us": COST_US,
        "warmup_rows": 32,
        "training": package.training(corpus.SOURCES, figures),
    }


def write(
    out: Path, version: str, scorer: Scorer, onnx: bytes, rows: pd.DataFrame, part: pd.DataFrame, written: int, found: dict
) -> None:
    """`rows`: all, `part`: the evaluation rows with `found["crossed"]`, their scores, each half calibrated by the other."""
    known = part.label.notna().to_numpy()
    labels, scores = part.label[known].to_numpy(int), found["crossed"][known, 0]
    texts, truth = probe.texts()
    report = {
        "rows": len(rows),
        "part": part,
        "written": written,
        "known": known,
        "alone": (part.source.eq("hatemoji") & ~part.pair.isin(rows.pair[~rows.evaluation]))[known].to_numpy(),
        "labels": labels,
        "scores": scores,
        "found": found,
        "probe": (np.array(truth), scorer.scores(texts)[:, 0]),
        "threshold": THRESHOLD,
        "block": BLOCK,
    }
    text = sections.build(report)
    figures = metrics.training_metrics(metrics.summary(labels, scores, THRESHOLD), "split_") | {
        f"split_auc_{row['category']}": round(row["auc"], 4) for row in sections.by_category(report)
    }
    golden = package.golden(
        {"name": name, "text": text, "score": score} for (name, text), score in zip(TEXTS.items(), golden_scores(scorer))
    )
    lengths = rows.text.str.len().to_numpy(float)
    files = {
        "model.onnx": onnx,
        "tokenizer.json": (
            json.dumps(json.loads(scorer.tokenizer.to_str()), ensure_ascii=True, separators=(",", ":")) + "\n"
        ).encode(),
        "golden.json": golden,
        "reference.json": package.reference(scores, {"text_length": package.histogram(lengths, LENGTHS)}),
    }
    people = {
        "card.md": card.page("abuse-deep", version, SUMMARY, text),
        "calibration.svg": charts.calibration(labels, scores),
        "threshold.svg": charts.threshold(labels, scores, THRESHOLD),
    }
    package.write(out, manifest(version, figures), files, people)


def golden_scores(scorer: Scorer) -> list[float]:
    """Each text alone: its score does not depend on others."""
    return [float(scorer.scores([text])[0, 0]) for text in TEXTS.values()]
