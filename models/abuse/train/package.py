"""Writes the files of a version: golden rows, reference histograms, manifest, card."""

import hashlib
import json
import pathlib
from collections.abc import Callable

import numpy as np

import corpus
from card import card
from metrics import THRESHOLD
from terms import Terms

# Featurising (4) and scoring (12) one 130-character text alone: Node 20, onnxruntime-node 1.30, one core of an AMD EPYC, 21 Nov
# 2026. A constant, as what the recipe writes must not depend on how busy its machine is.
COST_US = 16
TEXT_LENGTH_EDGES = [0, 10, 20, 40, 80, 120, 160, 240, 320, 480, 640, 1000, 2000, 4000, 10_001]


def encode(value: object, indent: int | None = None) -> bytes:
    return (json.dumps(value, indent=indent, ensure_ascii=True) + "\n").encode()


def golden(texts: dict[str, str], score: Callable[[str], float]) -> bytes:
    return encode({"rows": [{"name": name, "text": text, "score": score(text)} for name, text in texts.items()]}, indent=1)


def reference(texts: list[str], scores: np.ndarray) -> bytes:
    """Histograms of the training rows: bin i holds edges[i] <= x < edges[i + 1], the last bin its upper edge as well."""
    edges = [round(0.05 * i, 2) for i in range(21)]
    lengths = [len(text) for text in texts]
    return encode({
        "scores": {"edges": edges, "counts": np.histogram(scores, edges)[0].tolist()},
        "text_length": {"edges": TEXT_LENGTH_EDGES, "counts": np.histogram(lengths, TEXT_LENGTH_EDGES)[0].tolist()},
    })  # fmt: skip


def write(out: pathlib.Path, files: dict[str, bytes], report: dict) -> None:
    out.mkdir(parents=True, exist_ok=True)
    digests = {name: "sha256:" + hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = encode(_manifest(digests, report["figures"]), indent=2)
    for name, content in {**files, "manifest.json": manifest, "card.md": card(report).encode()}.items():
        (out / name).write_bytes(content)
    print(f"wrote {out}: {sum(map(len, files.values())):,} bytes, digest {hashlib.sha256(manifest).hexdigest()}")


def write_vectors(path: pathlib.Path, texts: list[str], terms: Terms) -> None:
    rows = ",\n".join(json.dumps({"text": text, "ids": terms.featurize(text)}, separators=(",", ":")) for text in texts)
    path.write_text(f'{{"rows":[\n{rows}\n]}}\n')


def show(report: dict) -> None:
    """Prints the metrics."""
    for name, value in report["figures"].items():
        low, high = report["intervals"][name]
        print(f"{name:24} {value:.4f}  [{low:.4f}, {high:.4f}]")
    for row in [*report["sources"], *report["bands"]]:
        print("  ".join(f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}" for name, value in row.items()))


def _manifest(files: dict[str, str], figures: dict[str, float]) -> dict:
    return {
        "$schema": "../../manifest.schema.json",
        "name": "abuse",
        "version": "1.0.0",
        "kind": "text",
        "task": "binary",
        "description": "Abuse in short English texts: insults, hate, harassment, spam, phishing and prompt attacks",
        "license": "MIT",
        "labels": {"positive": "ABUSIVE", "negative": "BENIGN"},
        "count_name": "abusive_count",
        "max_text_length": 10_000,
        "featurizer": {"type": "terms", "file": "featurizer.json", "input": "ids"},
        "output": "probability",
        "threshold": THRESHOLD,
        "bands": {"review": THRESHOLD, "block": 0.9},
        "session_bands": {"review": 0.5, "block": 0.9},
        "tolerance": 1e-6,
        "max_batch_size": 32,
        "chunk_rows": 16_384,
        "cost_us": COST_US,
        "warmup_rows": 256,
        "files": files,
        "training": {
            "data": [{"name": name, "url": url, "license": license} for name, url, license in corpus.SOURCES],
            "metrics": {f"cv_{name}": round(value, 4) for name, value in figures.items()},
        },
    }
