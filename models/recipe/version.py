"""The version folder of a tabular model."""

import pathlib

import card
import charts
import fields
import metrics
import package
import training
from model import Model
from result import Result
from runtime import Graph

BATCH = 256
# Reading, encoding and scoring one row alone: Node 20, onnxruntime-node 1.30, one core of an AMD EPYC, 21 Nov 2026. A constant,
# as what a recipe writes must not depend on how busy its machine is.
COST_US = 20
MACHINE = "one core of an AMD EPYC (a virtual machine with two)"


def write(model: Model, result: Result, onnx: bytes, graph: Graph, out: pathlib.Path, version: str) -> None:
    labels, scores, weights = result.pooled
    inputs = fields.histograms(model.fields, result.frame)
    files = {
        "model.onnx": onnx,
        "golden.json": package.golden(_golden(model, graph)),
        "reference.json": package.reference(result.repeats[0].scores, inputs),
    }
    pages = {
        "card.md": card.page(model.name, version, model.summary, _sections(model, result)),
        "calibration.svg": charts.calibration(labels, scores, weights),
        "threshold.svg": charts.threshold(labels, scores, result.threshold, weights),
    }
    package.write(out, manifest(model, result, version), files, pages)


def manifest(model: Model, result: Result, version: str) -> dict:
    positive, negative = model.labels
    return {
        "name": model.name,
        "version": version,
        "kind": "tabular",
        "task": "binary",
        "description": model.description,
        "license": model.license,
        "labels": {"positive": positive, "negative": negative},
        "count_name": model.count_name,
        "inputs": list(model.fields),
        **({"ignored": list(model.ignored)} if model.ignored else {}),
        "encoding": {"type": "matrix", "input": "features"},
        "output": "probability",
        "threshold": result.threshold,
        "bands": {"review": result.threshold, "block": model.block},
        "session_bands": {"review": 0.5, "block": 0.9},
        "tolerance": 1e-6,
        "max_batch_size": BATCH,
        "chunk_rows": 16_384,
        "cost_us": COST_US,
        "warmup_rows": 256,
        "training": package.training(model.sources, metrics.training_metrics(dict(result.figures))),
    }


def _golden(model: Model, graph: Graph) -> list[dict]:
    scores = graph.run({"features": fields.matrix(model.fields, list(model.golden.values()))})
    return [{"name": name, "instance": row, "score": score} for (name, row), score in zip(model.golden.items(), scores)]


def _sections(model: Model, result: Result) -> dict[str, str]:
    own = model.sections(result)
    own["Quality"] = "\n\n".join([
        card.figures(result.figures, result.intervals),
        own["Quality"].strip(),
        "Resampling adds to a calibration error, which is why its interval may lie above its value.",
        "![Reliability diagram](calibration.svg)",
        "![Precision and recall over the threshold](threshold.svg)",
    ])  # fmt: skip
    own["Data"] = card.sources(model.sources) + "\n\n" + own["Data"].strip()
    return own | {"Training": training.paragraph(model.core_minutes, MACHINE)}
