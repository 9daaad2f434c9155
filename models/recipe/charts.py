"""Pictures of a model card as SVG, with the same bytes for the same figures."""

import io
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.figure import Figure

import metrics

# Text stays text: small files that do not depend on the fonts of the machine.
matplotlib.rcParams.update({"svg.hashsalt": "sluice", "svg.fonttype": "none", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})

SIZE = (5.2, 3.6)


def calibration(labels: np.ndarray, scores: np.ndarray, weights: np.ndarray | None = None) -> bytes:
    """Reliability diagram: share of positives over mean score in 15 bins of equal width, and how many rows each holds."""
    points = np.array(metrics.reliability(labels, scores, weights))
    figure = Figure(SIZE, layout="tight")
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    top.plot([0, 1], [0, 1], color="grey", linewidth=0.8, label="perfect")
    top.plot(points[:, 0], points[:, 1], marker="o", markersize=3, linewidth=1.2, label="model")
    top.set(ylabel="share of positives", ylim=(0, 1))
    top.legend(loc="upper left")
    bottom.bar(points[:, 0], points[:, 2], width=0.04)
    bottom.set(xlabel="score", ylabel="rows", xlim=(0, 1), yscale="log")
    return _svg(figure)


def threshold(labels: np.ndarray, scores: np.ndarray, at: float, weights: np.ndarray | None = None) -> bytes:
    """Precision and recall over the threshold; the dashed line is the manifest's."""
    edges = np.arange(1, 100) / 100
    rows = metrics.by_edge(labels, scores, edges, weights)
    figure = Figure(SIZE, layout="tight")
    axes = figure.subplots()
    for name in ("precision", "recall"):
        axes.plot(edges, [row[name] for row in rows], linewidth=1.2, label=name)
    axes.axvline(at, color="black", linestyle="--", linewidth=0.8, label=f"threshold {at:g}")
    axes.set(xlabel="threshold", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(loc="lower left")
    return _svg(figure)


def lines(curves: dict[str, Sequence[tuple[float, float]]], xlabel: str, ylabel: str) -> bytes:
    """One line of (x, y) points for each name."""
    figure = Figure(SIZE, layout="tight")
    axes = figure.subplots()
    for name, points in curves.items():
        axes.plot(*np.array(points).T, linewidth=1.2, label=name)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.legend(loc="best")
    return _svg(figure)


def _svg(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return b"\n".join(line.rstrip() for line in out.getvalue().split(b"\n"))
