"""Instances of a tabular model to its matrix, as libs/inference encodes them: what the manifest declares and nothing else."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

import package

Field = Mapping[str, object]


def number(name: str, description: str, **rules: object) -> Field:
    """A number field of the manifest; `rules` as in libs/contracts/src/input-field.ts."""
    return {"name": name, "type": "number", "description": description, **rules}


def category(name: str, description: str, categories: Sequence[str], **rules: object) -> Field:
    """A category field of the manifest."""
    return {"name": name, "type": "category", "description": description, "categories": list(categories), **rules}


def matrix(fields: Sequence[Field], instances: Sequence[Mapping[str, object]]) -> np.ndarray:
    """float32 [instances, fields]. Raises ValueError for a value that the manifest refuses."""
    rows = [[_encode(field, instance.get(field["name"])) for field in fields] for instance in instances]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(fields))


def instances(fields: Sequence[Field], frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a data file as instances: an empty cell is None."""
    names = [field["name"] for field in fields]
    known = frame[names].astype(object).where(frame[names].notna(), None)
    return known.to_dict("records")


def histograms(fields: Sequence[Field], frame: pd.DataFrame) -> dict[str, dict]:
    """For reference.json: the inputs as the file has them, before defaults."""
    result = {}
    for field in fields:
        values = frame[field["name"]]
        if field["type"] == "category":
            result[field["name"]] = package.category_histogram(values.tolist(), field["categories"])
        else:
            numbers = values.to_numpy(dtype=float)
            result[field["name"]] = package.histogram(numbers, package.quantile_edges(numbers))
    return result


def _encode(field: Field, value: object) -> float:
    if value is None:
        value = _missing(field)
    if field["type"] == "category":
        return _index(field, value)
    if math.isnan(value):
        return value
    return _in_range(field, float(value))


def _missing(field: Field) -> object:
    rule = field.get("missing", "refuse")
    if rule == "refuse":
        raise ValueError(f"{field['name']} is missing")
    return {"default": field.get("default"), "nan": math.nan, "bucket": None}[rule]


def _index(field: Field, value: object) -> int:
    categories = field["categories"]
    if value in categories:
        return categories.index(value)
    if value is not None and field.get("unknown", "refuse") == "refuse":
        raise ValueError(f"{field['name']} is none of its categories")
    return len(categories)


def _in_range(field: Field, value: float) -> float:
    low, high = field.get("minimum", -math.inf), field.get("maximum", math.inf)
    if low <= value <= high:
        return value
    if field.get("out_of_range", "refuse") == "refuse":
        raise ValueError(f"{field['name']} is out of its range")
    return min(max(value, low), high)
