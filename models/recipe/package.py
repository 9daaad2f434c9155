"""Writes the files of a version with the same bytes for the same content."""

import hashlib
import json
import math
import pathlib
from collections.abc import Iterable, Sequence

import numpy as np

SCORE_EDGES = [round(0.05 * i, 2) for i in range(21)]


def encode(value: object, indent: int | None = None) -> bytes:
    """JSON in ASCII, keys in the order given, one line end at the end. Raises ValueError on NaN."""
    return (json.dumps(value, indent=indent, ensure_ascii=True, allow_nan=False) + "\n").encode()


def digest(content: bytes) -> str:
    """As `files` of the manifest wants it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def round_score(score: float) -> float:
    """As roundScore in libs/inference: 7 decimals, halves up."""
    return math.floor(float(score) * 1e7 + 0.5) / 1e7


def golden(rows: Iterable[dict]) -> bytes:
    """golden.json: each row is {"name", "text" or "instance", "score"}."""
    return encode({"rows": [{**row, "score": round_score(row["score"])} for row in rows]}, indent=1)


def histogram(values: np.ndarray, edges: Sequence[float]) -> dict:
    """Bin i holds edges[i] <= x < edges[i + 1], the last bin its upper edge as well; `missing` counts NaN."""
    known = values[~np.isnan(values)]
    counts = np.histogram(known, edges)[0].tolist()
    missing = len(values) - len(known)
    return {"edges": list(edges), "counts": counts} | ({"missing": missing} if missing else {})


def category_histogram(values: Sequence[str], categories: Sequence[str]) -> dict:
    """Counts in the order of `categories`."""
    return {"categories": list(categories), "counts": [sum(value == name for value in values) for name in categories]}


def quantile_edges(values: np.ndarray, bins: int = 10) -> list[float]:
    """Edges that split the values about evenly: distinct quantiles to six significant digits, opened to hold every value."""
    known = values[~np.isnan(values)]
    inner = {float(f"{edge:.6g}") for edge in np.quantile(known, np.arange(1, bins) / bins)}
    low, high = float(np.floor(known.min())), float(np.ceil(known.max()))
    inner = sorted(edge for edge in inner if low < edge < high)
    return [low, *inner, high if high > low else low + 1]


def reference(scores: np.ndarray, inputs: dict[str, dict]) -> bytes:
    """reference.json: histograms of the out-of-fold scores and of the inputs of the training rows, by name."""
    return encode({"scores": histogram(scores, SCORE_EDGES), "inputs": inputs})


def training(data: Sequence[tuple[str, str, str]], figures: dict[str, float]) -> dict:
    """`training` of the manifest from (name, url, licence) of each source and `metrics.training_metrics`."""
    return {"data": [dict(zip(("name", "url", "license"), source)) for source in data], "metrics": figures}


def write(out: pathlib.Path, fields: dict, files: dict[str, bytes], pages: dict[str, bytes]) -> None:
    """Writes the files that the code reads, the pages for people (card.md, pictures) and manifest.json: `fields` in their order
    with `$schema` and `files`, the digests, added and `training` last."""
    out.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in fields.items() if name != "training"}
    digests = {"files": {name: digest(content) for name, content in files.items()}}
    manifest = encode({"$schema": "../../manifest.schema.json"} | rest | digests | {"training": fields["training"]}, indent=2)
    for name, content in {**files, **pages, "manifest.json": manifest}.items():
        (out / name).write_bytes(content)
    print(f"wrote {out}: {sum(map(len, files.values())):,} bytes that the code reads, {digest(manifest)}")
