"""Makes graphs that models:add must refuse, each for one reason: python make_refused.py"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).parent / "refused"
FLOAT, STRING = TensorProto.FLOAT, TensorProto.STRING


def main() -> None:
    features = np.array([[0, 1], [1, 0], [1, 1], [0, 0]], dtype=np.float32)
    zipmap = to_onnx(LogisticRegression().fit(features, [0, 1, 1, 0]), features[:1])
    graphs = {
        "zipmap": zipmap,
        "float16-input": graph([sigmoid("x", "y")], [("x", TensorProto.FLOAT16, ["rows", 1])], [("y", TensorProto.FLOAT16, ["rows", 1])]),
        "fixed-rows": graph([sigmoid("x", "y")], [("x", FLOAT, [8, 1])], [("y", FLOAT, [8, 1])]),
        "picture": graph([sigmoid("x", "y")], [("x", FLOAT, ["rows", 3, 8, 8])], [("y", FLOAT, ["rows", 3, 8, 8])]),
        "two-outputs": graph([sigmoid("x", "y"), sigmoid("x", "z")], [matrix("x")], [matrix("y"), matrix("z")]),
        "label-only": graph([helper.make_node("Cast", ["x"], ["y"], to=TensorProto.INT64)], [matrix("x")], [("y", TensorProto.INT64, ["rows", 1])]),
        "logits": graph([helper.make_node("Mul", ["x", "ten"], ["y"])], [matrix("x")], [matrix("y")], [constant("ten", 10)]),
        "unknown-operator": graph([helper.make_node("Guess", ["x"], ["y"], domain="com.example")], [matrix("x")], [matrix("y")], domain="com.example"),
        "new-opset": graph([sigmoid("x", "y")], [matrix("x")], [matrix("y")], opset=99),
        "no-locale": graph([normaliser(), *length_score()], [("x", STRING, ["rows"])], [("y", FLOAT, ["rows"])], [constant("one", 1)]),
        "external-data": graph([helper.make_node("Mul", ["x", "weights"], ["y"])], [matrix("x")], [matrix("y")], [external("weights")]),
    }  # fmt: skip
    HERE.mkdir(exist_ok=True)
    for name, model in graphs.items():
        (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    (HERE / "truncated.onnx").write_bytes(zipmap.SerializeToString()[:100])


def graph(nodes, inputs, outputs, constants=(), opset=17, domain=None):
    values = [[helper.make_tensor_value_info(*value) for value in values] for values in (inputs, outputs)]
    opsets = [helper.make_opsetid("", opset)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    return helper.make_model(helper.make_graph(nodes, "refused", *values, list(constants)), opset_imports=opsets, ir_version=8)


def sigmoid(source: str, target: str):
    return helper.make_node("Sigmoid", [source], [target])


def matrix(name: str):
    return name, FLOAT, ["rows", 1]


def constant(name: str, value: float):
    return numpy_helper.from_array(np.array([value], dtype=np.float32), name)


def external(name: str):
    tensor = TensorProto(name=name, data_type=FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "weights.bin"), ("offset", "0"), ("length", "4")):
        tensor.external_data.add(key=key, value=value)
    return tensor


def normaliser():
    """A locale that no machine has, as en_US is missing in most containers."""
    return helper.make_node("StringNormalizer", ["x"], ["lower"], case_change_action="LOWER", locale="xx_YY")


def length_score() -> list:
    """1 for every text."""
    return [
        helper.make_node("LabelEncoder", ["lower"], ["codes"], domain="ai.onnx.ml", keys_strings=["a"], values_floats=[1.0], default_float=1.0),
        helper.make_node("Mul", ["codes", "one"], ["y"]),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
