"""The files of a version: what the code reads, and the pages for people."""

import json
import pathlib

import numpy as np

import categories
import card
import charts
import composite
import package
import pages
from scoring import Scorer
from terms import Terms

NAME, VERSION = "abuse", "2.0.0"
# Reasons are in the card (pages.py).
THRESHOLD, BLOCK = 0.45, 0.9
EDGES = [0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95]
# Featurising and scoring one 130-character text alone: Node 20, onnxruntime-node 1.30, one core of an AMD EPYC, 21 Nov 2026.
# A constant, as what the recipe writes must not depend on how busy its machine is.
COST_US = 40
TEXT_LENGTH_EDGES = [0, 10, 20, 40, 80, 120, 160, 240, 320, 480, 640, 1000, 2000, 4000, 10_001]


def write(out: pathlib.Path, number: str, onnx: bytes, spec: dict, golden: dict[str, str], report: dict) -> None:
    scorer = Scorer(Terms(spec), onnx)
    files = {
        "model.onnx": onnx,
        "featurizer.json": package.encode(spec),
        "golden.json": package.golden(
            {"name": name, "text": text, "score": scorer.probabilities([text])[0]} for name, text in golden.items()
        ),
        "reference.json": package.reference(
            report["scores"], {"text_length": package.histogram(report["text_lengths"], TEXT_LENGTH_EDGES)}
        ),
    }
    package.write(out, _fields(number, report), files, {
        "card.md": card.page(NAME, number, pages.SUMMARY, pages.sections(report, THRESHOLD, BLOCK)),
        "calibration.svg": charts.calibration(report["labels"], report["scores"]),
        "threshold.svg": charts.threshold(report["labels"], report["scores"], THRESHOLD),
    })  # fmt: skip


def write_vectors(path: pathlib.Path, texts: list[str], terms: Terms) -> None:
    rows = ",\n".join(json.dumps({"text": text, "ids": terms.featurize(text)}, separators=(",", ":")) for text in texts)
    path.write_text(f'{{"rows":[\n{rows}\n]}}\n')


def _fields(number: str, report: dict) -> dict:
    return {
        "name": NAME,
        "version": number,
        "kind": "text",
        "task": "binary",
        "description": "Abuse in short English texts: insults, hate, harassment, spam, phishing and prompt attacks",
        "license": "MIT",
        "labels": {"positive": "ABUSIVE", "negative": "BENIGN"},
        "count_name": "abusive_count",
        "max_text_length": 10_000,
        "featurizer": {"type": "terms", "file": "featurizer.json", "input": "ids"},
        "output": "probability",
        "categories": {"output": "categories", "names": categories.NAMES},
        "threshold": THRESHOLD,
        "bands": {"review": THRESHOLD, "block": BLOCK},
        "session_bands": {"review": 0.5, "block": 0.9},
        "session_model": "session-risk",
        "tolerance": 1e-6,
        "max_batch_size": 32,
        "chunk_rows": 16_384,
        "cost_us": COST_US,
        "warmup_rows": 256,
        "training": package.training(composite.SOURCES, report["metrics"]),
    }
