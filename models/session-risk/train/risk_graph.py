"""model.onnx: the aggregates of sessions to their risk, never lower for a higher input, with the same bits in every tensor batch.

Contributions are rounded to integers, so their sum is exact in any order; the logistic function is a table of lines, each kept
between its ends. All else is arithmetic on one number per row that IEEE 754 rounds correctly, and rounding never reverses an order.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from risk import Risk
from shapes import CURVES

UNIT = 2.0**32
LIMIT = 18.0  # beyond +-18 the logistic function is within 2e-8 of 0 and 1
LINES = 8192
OPSET, IR_VERSION = 20, 10


def build(risk: Risk, features: list[str], strong: tuple[np.ndarray, np.ndarray]) -> bytes:
    """`features` [rows, features] float32 to `probability` [rows] float32. `strong` is the curve of the least risk by `top_1`."""
    ramps = [ramp for name, weight in risk.weights.items() if weight > 0 for ramp in _ramps(features.index(name), *CURVES[name], weight)]
    column, low, high, gain = (np.array(values) for values in zip(*ramps))
    _, least_low, least_high, least_gain = (np.array(values) for values in zip(*_ramps(0, *strong, 1.0)))
    ends = 1 / (1 + np.exp(-np.linspace(-LIMIT, LIMIT, LINES + 1)))
    constants = {
        "column": column, "low": low, "high": high, "gain": gain * UNIT,
        "top": np.array([features.index("top_1")]),
        "least_low": least_low, "least_high": least_high, "least_gain": least_gain * UNIT,
        "along": np.array([1]), "unit": np.array(UNIT), "start": np.array(risk.intercept + LIMIT),
        "lines": np.array(LINES / (2 * LIMIT)), "first": np.array(0.0), "last": np.array(np.nextafter(float(LINES), 0)),
        "line_from": ends[:-1], "line_to": ends[1:],
    }  # fmt: skip
    return _model(constants, len(features)).SerializeToString(deterministic=True)


def _ramps(column: int, xs: np.ndarray, ys: np.ndarray, weight: float) -> list[tuple[int, float, float, float]]:
    """A curve as a sum of (column, low, high, gain): gain * (clip(x, low, high) - low). Starts at 0."""
    return [(column, low, high, weight * rise / (high - low)) for low, high, rise in zip(xs, xs[1:], np.diff(ys)) if rise > 0]


def _model(constants: dict[str, np.ndarray], width: int) -> onnx.ModelProto:
    node = helper.make_node
    nodes = [
        node("Cast", ["features"], ["exact"], to=TensorProto.DOUBLE),
        *_sum("exact", "column", "", "log_odds"),
        *_sum("exact", "top", "least_", "least"),
        node("Add", ["log_odds", "start"], ["offset"]),
        node("Mul", ["offset", "lines"], ["unbounded"]),
        node("Max", ["unbounded", "first"], ["not_below"]),
        node("Min", ["not_below", "last"], ["position"]),
        node("Floor", ["position"], ["whole"]),
        node("Sub", ["position", "whole"], ["share"]),
        node("Cast", ["whole"], ["line"], to=TensorProto.INT64),
        node("Gather", ["line_from", "line"], ["from"]),
        node("Gather", ["line_to", "line"], ["to"]),
        node("Sub", ["to", "from"], ["height"]),
        node("Mul", ["height", "share"], ["rise"]),
        node("Add", ["from", "rise"], ["raised"]),
        node("Min", ["raised", "to"], ["by_weights"]),
        node("Max", ["by_weights", "least"], ["risk"]),
        node("Cast", ["risk"], ["probability"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(
        nodes,
        "session-risk",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", width])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, producer_name="sluice", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def _sum(source: str, column: str, prefix: str, result: str) -> list[onnx.NodeProto]:
    """The sum of the ramps `<prefix>low`, `<prefix>high`, `<prefix>gain` over their columns."""
    node, low, high, gain = helper.make_node, prefix + "low", prefix + "high", prefix + "gain"
    steps = [prefix + step for step in ("value", "above", "inside", "length", "exact_part", "part", "whole_part", "total", "exact_total")]
    return [
        node("Gather", [source, column], [steps[0]], axis=1),
        node("Max", [steps[0], low], [steps[1]]),
        node("Min", [steps[1], high], [steps[2]]),
        node("Sub", [steps[2], low], [steps[3]]),
        node("Mul", [steps[3], gain], [steps[4]]),
        node("Round", [steps[4]], [steps[5]]),
        node("Cast", [steps[5]], [steps[6]], to=TensorProto.INT64),
        node("ReduceSum", [steps[6], "along"], [steps[7]], keepdims=0),
        node("Cast", [steps[7]], [steps[8]], to=TensorProto.DOUBLE),
        node("Div", [steps[8], "unit"], [result]),
    ]
