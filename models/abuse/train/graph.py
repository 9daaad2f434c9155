"""model.onnx: ids to probability, with the same bits whatever the tensor batch, the padding and the machine.

Weights are integers, so their sum is exact in any order. What follows works on one number per row in float64 with operations
that IEEE 754 rounds correctly (products, sums, look-ups) and no exponential, whose last bit depends on the SIMD lane: the
logistic function is a table of lines over the calibrated logit, within 1e-6 of it.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from linear import Linear, norm

LARGEST_WEIGHT = 32767
LIMIT = 18.0  # beyond +-18 the logistic function is within 2e-8 of 0 and 1
SEGMENTS = 4096
OPSET, IR_VERSION = 20, 10


def build(model: Linear, slope: float, shift: float) -> bytes:
    """The graph of P(positive) = logistic(slope * logit + shift)."""
    step = np.abs(model.weights).max() / LARGEST_WEIGHT
    weights = np.round(model.weights / step).astype(np.int32)
    max_count = len(model.bias) - 1
    if max_count * LARGEST_WEIGHT >= 2**31:
        raise ValueError(f"{max_count} ids could overflow an int32 sum: lower max_length or LARGEST_WEIGHT")
    # Position on the table's axis = sum * gain[count] + offset[count]
    per_unit = SEGMENTS / (2 * LIMIT)
    gain = norm(np.arange(max_count + 1)) * (step * slope * per_unit)
    offset = (model.bias * slope + shift + LIMIT) * per_unit
    heights, slopes = _lines()
    constants = {
        "weights": weights, "gain": gain, "offset": offset, "heights": heights, "slopes": slopes,
        "flat": np.array([-1], dtype=np.int64), "along": np.array([1], dtype=np.int64),
        "least": np.array(0.0), "most": np.array(np.nextafter(float(SEGMENTS), 0)),
    }  # fmt: skip
    return _model(constants).SerializeToString(deterministic=True)


def _lines() -> tuple[np.ndarray, np.ndarray]:
    """Line i through the logistic function at the ends of segment i, as height + slope * position."""
    ends = 1 / (1 + np.exp(-np.linspace(-LIMIT, LIMIT, SEGMENTS + 1)))
    slopes = np.diff(ends)
    return ends[:-1] - slopes * np.arange(SEGMENTS), slopes


def _model(constants: dict[str, np.ndarray]) -> onnx.ModelProto:
    node = helper.make_node
    nodes = [
        # GatherElements on a flat tensor: three times as fast in ONNX Runtime as Gather, which copies element by element.
        node("Shape", ["ids"], ["shape"]),
        node("Reshape", ["ids", "flat"], ["flat_ids"]),
        node("GatherElements", ["weights", "flat_ids"], ["flat_weights"]),
        node("Reshape", ["flat_weights", "shape"], ["row_weights"], allowzero=1),
        node("ReduceSum", ["row_weights", "along"], ["sum"], keepdims=0),
        node("Sign", ["ids"], ["present"]),
        node("ReduceSum", ["present", "along"], ["count"], keepdims=0),
        node("Cast", ["sum"], ["exact_sum"], to=TensorProto.DOUBLE),
        node("Gather", ["gain", "count"], ["row_gain"]),
        node("Gather", ["offset", "count"], ["row_offset"]),
        node("Mul", ["exact_sum", "row_gain"], ["scaled"]),
        node("Add", ["scaled", "row_offset"], ["unbounded"]),
        node("Clip", ["unbounded", "least", "most"], ["position"]),
        node("Cast", ["position"], ["segment"], to=TensorProto.INT32),
        node("Gather", ["heights", "segment"], ["height"]),
        node("Gather", ["slopes", "segment"], ["slope"]),
        node("Mul", ["position", "slope"], ["rise"]),
        node("Add", ["height", "rise"], ["exact_probability"]),
        node("Cast", ["exact_probability"], ["probability"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(
        nodes,
        "terms-linear",
        [helper.make_tensor_value_info("ids", TensorProto.INT32, ["rows", "length"])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, producer_name="sluice", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model
