"""model.onnx: ids to probabilities, with the same bits whatever the tensor batch, the padding and the machine.

The sums over ids are of bytes, exact in float32 in any order. The mixer works on integers in float64, every product and sum of
them below 2^53 and so exact as well. What is left works on each number by itself with operations that IEEE 754 rounds correctly,
and no exponential, whose last bit depends on the SIMD lane: the logistic function is a table of lines, within 1e-6 of it.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import mixer
from base import COARSE, Base, length
from linear import norm
from mixer import Mixer

LIMIT = 18.0  # beyond +-18 the logistic function is within 2e-8 of 0 and 1
SEGMENTS = 4096
PER_UNIT = SEGMENTS / (2 * LIMIT)
OPSET, IR_VERSION = 20, 10
# Bits behind the point: of the mixer's inputs, of its weights, and what is cut off its hidden units to keep sums below 2^53.
INPUT_BITS, WEIGHT_BITS, CUT_BITS = 18, 16, 16

node = helper.make_node


@dataclass(frozen=True)
class Calibration:
    """P = logistic(slope * logit + shift), for each output of the mixer."""

    slope: np.ndarray
    shift: np.ndarray

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(logits * self.slope + self.shift)))


def build(base: Base, net: Mixer, calibration: Calibration) -> bytes:
    """The graph with outputs `probability` [rows] and `categories` [rows, outputs - 1]."""
    if base.table[0].any():
        raise ValueError("id 0 is padding and must weigh nothing")
    constants = _sums(base, net) | _layers(net, calibration) | _lines()
    return _model(constants, outputs=len(calibration.slope)).SerializeToString(deterministic=True)


def _sums(base: Base, net: Mixer) -> dict[str, np.ndarray]:
    """From bytes to standardised inputs: (sums @ pick) * norm * gain + by_count @ place + centre."""
    columns, inputs = base.table.shape[1], len(net.mean)
    if len(base.bias) * 127 >= 2**24:
        raise ValueError(f"{len(base.bias)} ids could overflow what float32 holds exactly: lower max_length")
    pick = np.zeros((columns, inputs))
    pick[:2, 0] = COARSE, 1
    pick[2:, 1:-1] = np.eye(columns - 2)
    count = np.arange(len(base.bias))
    by_count = np.column_stack([
        norm(count), (base.bias - net.mean[0]) / net.spread[0], (length(count) - net.mean[-1]) / net.spread[-1],
    ])  # fmt: skip
    place = np.zeros((3, inputs))
    place[1, 0] = place[2, -1] = 1
    return {
        "weights": base.table, "pick": pick, "by_count": by_count, "place": place,
        "gain": np.concatenate([base.steps / net.spread[:-1], [0]]),
        "centre": np.concatenate([[0], (base.offsets - net.mean[1:-1]) / net.spread[1:-1], [0]]),
        "along": np.array([1], dtype=np.int64), "norm_column": np.array([0], dtype=np.int64),
        "lowest": np.array(-mixer.LIMIT), "highest": np.array(mixer.LIMIT), "fine": np.array(2.0**INPUT_BITS),
    }  # fmt: skip


def _layers(net: Mixer, calibration: Calibration) -> dict[str, np.ndarray]:
    """Integers; the last product and sum turn the result into a position on the axis of the lines."""
    unit, hidden_unit = 2.0**WEIGHT_BITS, 2.0 ** (INPUT_BITS + WEIGHT_BITS)
    last_unit = hidden_unit * unit / 2.0**CUT_BITS
    first, first_bias = np.round(net.first * unit), np.round(net.first_bias * hidden_unit)
    second, second_bias = np.round(net.second * unit), np.round(net.second_bias * last_unit)
    most_hidden = mixer.LIMIT * 2**INPUT_BITS * np.abs(first).sum(0) + np.abs(first_bias)
    most = most_hidden / 2**CUT_BITS @ np.abs(second) + np.abs(second_bias)
    if max(most_hidden.max(), most.max()) >= 2**53:
        raise ValueError("the mixer's weights are too large for exact sums: lower WEIGHT_BITS")
    return {
        "first": first, "first_bias": first_bias, "second": second, "second_bias": second_bias,
        "cut": np.array(2.0**-CUT_BITS),
        "slope": calibration.slope * (PER_UNIT / last_unit), "shift": (calibration.shift + LIMIT) * PER_UNIT,
    }  # fmt: skip


def _lines() -> dict[str, np.ndarray]:
    """Line i through the logistic function at the ends of segment i, as height + rise * position."""
    ends = 1 / (1 + np.exp(-np.linspace(-LIMIT, LIMIT, SEGMENTS + 1)))
    rises = np.diff(ends)
    return {
        "heights": ends[:-1] - rises * np.arange(SEGMENTS), "rises": rises,
        "least": np.array(0.0), "most": np.array(np.nextafter(float(SEGMENTS), 0)),
    }  # fmt: skip


def _sum_nodes() -> list[onnx.NodeProto]:
    """From ids to standardised inputs within the limits."""
    return [
        node("Gather", ["weights", "ids"], ["bytes"]),
        node("Cast", ["bytes"], ["floats"], to=TensorProto.FLOAT),
        node("ReduceSum", ["floats", "along"], ["float_sums"], keepdims=0),
        node("Cast", ["float_sums"], ["sums"], to=TensorProto.DOUBLE),
        node("Sign", ["ids"], ["present"]),
        node("ReduceSum", ["present", "along"], ["count"], keepdims=0),
        node("Gather", ["by_count", "count"], ["of_count"]),
        node("Gather", ["of_count", "norm_column"], ["norm"], axis=1),
        node("MatMul", ["sums", "pick"], ["picked"]),
        node("Mul", ["picked", "norm"], ["normed"]),
        node("Mul", ["normed", "gain"], ["gained"]),
        node("MatMul", ["of_count", "place"], ["placed"]),
        node("Add", ["gained", "placed"], ["moved"]),
        node("Add", ["moved", "centre"], ["standard"]),
        node("Clip", ["standard", "lowest", "highest"], ["bounded"]),
    ]


def _mixer_nodes() -> list[onnx.NodeProto]:
    """The network on integers."""
    return [
        node("Mul", ["bounded", "fine"], ["fine_inputs"]),
        node("Floor", ["fine_inputs"], ["inputs"]),
        node("MatMul", ["inputs", "first"], ["first_sums"]),
        node("Add", ["first_sums", "first_bias"], ["first_result"]),
        node("Relu", ["first_result"], ["hidden"]),
        node("Mul", ["hidden", "cut"], ["cut_hidden"]),
        node("Floor", ["cut_hidden"], ["hidden_units"]),
        node("MatMul", ["hidden_units", "second"], ["second_sums"]),
        node("Add", ["second_sums", "second_bias"], ["second_result"]),
    ]


def _logistic_nodes() -> list[onnx.NodeProto]:
    """From integers to probabilities."""
    return [
        node("Mul", ["second_result", "slope"], ["sloped"]),
        node("Add", ["sloped", "shift"], ["unbounded"]),
        node("Clip", ["unbounded", "least", "most"], ["position"]),
        node("Cast", ["position"], ["segment"], to=TensorProto.INT32),
        node("Gather", ["heights", "segment"], ["height"]),
        node("Gather", ["rises", "segment"], ["rise"]),
        node("Mul", ["position", "rise"], ["climb"]),
        node("Add", ["height", "climb"], ["exact"]),
        node("Cast", ["exact"], ["all"], to=TensorProto.FLOAT),
        node("Split", ["all", "parts"], ["first_column", "categories"], axis=1),
        node("Squeeze", ["first_column", "along"], ["probability"]),
    ]


def _model(constants: dict[str, np.ndarray], outputs: int) -> onnx.ModelProto:
    constants |= {"parts": np.array([1, outputs - 1], dtype=np.int64)}
    graph = helper.make_graph(
        [*_sum_nodes(), *_mixer_nodes(), *_logistic_nodes()],
        "terms-mixer",
        [helper.make_tensor_value_info("ids", TensorProto.INT32, ["rows", "length"])],
        [
            helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows"]),
            helper.make_tensor_value_info("categories", TensorProto.FLOAT, ["rows", outputs - 1]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, producer_name="sluice", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model
