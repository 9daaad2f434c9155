"""Gradient boosting on a table, from the data file to the version folder. A recipe states a Model and calls `main`."""

import argparse
import pathlib

import numpy as np
import pandas as pd

import fields
import training
import trees
from model import Model
from result import Result
from runtime import Graph, check_bits
from validation import fit, validate
from version import BATCH, write

SIZES = (2, 3, 7, 8, 31, 32, 64, BATCH)


def main(model: Model, doc: str) -> None:
    """Command line of a recipe."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--data", type=pathlib.Path, required=True, help=f"folder with {model.file}.csv.gz or .csv")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the version, for example ../1.0.0")
    parser.add_argument("--version", default="1.0.0", help="version to write into the manifest")
    arguments = parser.parse_args()
    with training.timed("trained"):
        train(model, load(arguments.data, model.file), arguments.out, arguments.version)


def load(data: pathlib.Path, file: str) -> pd.DataFrame:
    """The data file, compressed or not."""
    path = next((data / f"{file}{end}" for end in (".csv.gz", ".csv") if (data / f"{file}{end}").exists()), None)
    if path is None:
        raise SystemExit(f"{data} holds no {file}.csv.gz: --data names the data folder")
    return pd.read_csv(path)


def train(model: Model, frame: pd.DataFrame, out: pathlib.Path, version: str) -> None:
    features = fields.matrix(model.fields, fields.instances(model.fields, frame))
    result, calibration = validate(model, frame, features)
    show(model, result)
    columns = model.derived()(features)
    fitted = fit(model, columns, frame.label.to_numpy(), model.weights(frame))
    booster = trees.exact(fitted, calibration.slope, calibration.shift)
    onnx = trees.build(booster, len(model.fields), model.derived(), calibration.curve)
    graph = Graph(onnx)
    check(graph, features, calibration.curve(booster.predict(columns, raw_score=True)))
    write(model, result, onnx, graph, out, version)


def check(graph: Graph, features: np.ndarray, expected: np.ndarray) -> None:
    """Raises AssertionError when the graph is not the booster, or its scores depend on the tensor batch."""
    gap = float(np.abs(graph.run({"features": features}) - expected).max())
    print(f"largest gap of graph and booster: {gap:.1e}")
    assert gap <= 1e-6, "the graph is not the booster"
    some = np.random.default_rng(3).permutation(len(features))[:600]
    check_bits(lambda rows: graph.run({"features": features[some[rows]]}), len(some), SIZES)


def show(model: Model, result: Result) -> None:
    print(f"{model.name}: {len(result.frame):,} rows, threshold {result.threshold:g}")
    for name, value in result.figures.items():
        print(f"{name:24} {value:.4f}  [{result.intervals[name][0]:.4f}, {result.intervals[name][1]:.4f}]")
