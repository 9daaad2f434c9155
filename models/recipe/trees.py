"""model.onnx of gradient-boosted trees: the scores of the graph are those of the booster, to the bit and in any tensor batch."""

import re
from collections.abc import Sequence

import lightgbm as lgb
import numpy as np
import onnx
import onnxmltools
from onnx import TensorProto, helper, numpy_helper
from onnxmltools.convert.common.data_types import FloatTensorType

from curve import Curve
from derived import Derived

# Leaves are multiples of this, so that sums of them under 32 are exact in float32, in whatever order a runtime adds them up.
GRID = 2.0**-19
OPSET, ML_OPSET, IR_VERSION = 20, 3, 10


def exact(booster: lgb.Booster, slope: float = 1.0, shift: float = 0.0) -> lgb.Booster:
    """The booster of `slope * raw + shift` (Platt's method, for one) with leaves on the grid and thresholds that float32 holds.

    A threshold is rounded down: of float32 values the same are at most the threshold. Raises ValueError where a sum could be inexact.
    """
    first = True

    def leaves(match: re.Match) -> str:
        nonlocal first
        values = np.array(match[2].split(), dtype=float) * slope + (shift if first else 0.0)
        first = False
        return match[1] + " ".join(repr(float(value)) for value in np.round(values / GRID) * GRID)

    def thresholds(match: re.Match) -> str:
        return match[1] + " ".join(repr(float(value)) for value in round_down(np.array(match[2].split(), dtype=float)))

    text = re.sub(r"^tree_sizes=.*\n", "", booster.model_to_string(), flags=re.M)
    text = re.sub(r"^objective=.*$", "objective=regression", text, flags=re.M)
    text = re.sub(r"^(leaf_value=)(.*)$", leaves, text, flags=re.M)
    text = re.sub(r"^(threshold=)(.*)$", thresholds, text, flags=re.M)
    result = lgb.Booster(model_str=text)
    _check_range(result)
    return result


def round_down(values: np.ndarray) -> np.ndarray:
    """The largest float32 that is not above each value."""
    nearest = values.astype(np.float32)
    return np.where(nearest > values, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def build(booster: lgb.Booster, fields: int, derived: Derived, curve: Curve) -> bytes:
    """The graph: `features` float32 [rows, fields] to `probability` float32 [rows]. `booster` comes from `exact`."""
    trees = _trees(booster, fields + derived.count)
    derive_nodes, joined = derived.nodes("features")
    trees.input[0], trees.output[0] = joined, "column"
    constants = curve.constants() | derived.constants() | {"flat": np.array([-1], dtype=np.int64)}
    nodes = [*derive_nodes, trees, helper.make_node("Reshape", ["column", "flat"], ["raw"]), *curve.nodes("raw", "probability")]
    return _model(nodes, fields, constants).SerializeToString(deterministic=True)


def _trees(booster: lgb.Booster, columns: int) -> onnx.NodeProto:
    converted = onnxmltools.convert_lightgbm(booster, initial_types=[("features", FloatTensorType([None, columns]))])
    (node,) = (node for node in converted.graph.node if node.op_type == "TreeEnsembleRegressor")
    return node


def _model(nodes: Sequence[onnx.NodeProto], fields: int, constants: dict[str, np.ndarray]) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "boosted-trees",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", fields])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    model = helper.make_model(graph, producer_name="sluice", opset_imports=opsets)
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def _check_range(booster: lgb.Booster) -> None:
    trees = booster.trees_to_dataframe()
    leaves = trees[trees.left_child.isna()]
    largest = leaves.groupby("tree_index").value.agg(lambda values: values.abs().max()).sum()
    if largest >= GRID * 2**24:
        raise ValueError(f"raw scores up to {largest:.0f} do not add up exactly: regularise the trees or widen GRID")
