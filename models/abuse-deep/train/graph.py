"""model.onnx in float32: the trained network written out as standard operators, so that each sum has one fixed order.

Inputs `input_ids` and `attention_mask` (int64 `[rows, length]`), outputs `probability` `[rows]` and `categories` `[rows, 7]`. What is
multiplied with weights has the rows folded in and is quantised later (integers are exact in any order); attention works on one row
at a time; the head is a product and a sum along a row. So no score depends on the rows beside it.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
HEADS, SIZE = 12, 384


class Writer:
    """Collects nodes and weights; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(self, operator: str, name: str, *inputs: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def numbers(self, name: str, *values: int) -> str:
        return self.weight(name, np.array(values, np.int64))

    def linear(self, name: str, value: str, matrix: np.ndarray, bias: np.ndarray) -> str:
        product = self.node("MatMul", f"{name}.product", value, self.weight(f"{name}.weight", matrix))
        return self.node("Add", name, product, self.weight(f"{name}.bias", bias))

    def norm(self, name: str, value: str, scale: np.ndarray, bias: np.ndarray) -> str:
        parts = self.weight(f"{name}.scale", scale), self.weight(f"{name}.bias", bias)
        return self.node("LayerNormalization", name, value, *parts, axis=-1, epsilon=1e-12)


def _embeddings(w: Writer, p: dict[str, np.ndarray], most: int) -> str:
    table = p["embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    w.weight("words", np.round(table / scale).astype(np.int8))
    w.weight("words.scale", scale.astype(np.float32))
    whole = w.node("Cast", "word.float", w.node("Gather", "word.int8", "words", "input_ids"), to=TensorProto.FLOAT)
    word = w.node("Mul", "word", whole, w.node("Gather", "word.scale", "words.scale", "input_ids"))
    places = p["embeddings.position_embeddings.weight"][:most] + p["embeddings.token_type_embeddings.weight"][:1]
    w.weight("places", places.astype(np.float32))
    end = w.node("Shape", "length", "input_ids", start=1, end=2)
    place = w.node("Slice", "place", "places", w.numbers("zero", 0), end)
    summed = w.node("Add", "embedded", word, place)
    return w.norm("embeddings", summed, p["embeddings.LayerNorm.weight"], p["embeddings.LayerNorm.bias"])


def _attention(w: Writer, p: dict[str, np.ndarray], at: str, name: str, states: str) -> str:
    parts = [p[f"{at}.attention.self.{part}.weight"].T for part in ("query", "key", "value")]
    biases = [p[f"{at}.attention.self.{part}.bias"] for part in ("query", "key", "value")]
    shrink = np.float32(1 / np.sqrt(SIZE / HEADS))
    parts[0], biases[0] = parts[0] * shrink, biases[0] * shrink
    joined = w.linear(f"{name}.qkv", states, np.concatenate(parts, 1), np.concatenate(biases))
    split = w.node("Reshape", f"{name}.split", joined, "heads.shape")
    turned = w.node("Transpose", f"{name}.turned", split, perm=[2, 0, 3, 1, 4])
    query, key, value = (w.node("Gather", f"{name}.{part}", turned, f"index.{i}", axis=0) for i, part in enumerate("qkv"))
    match = w.node("MatMul", f"{name}.match", query, w.node("Transpose", f"{name}.kt", key, perm=[0, 1, 3, 2]))
    share = w.node("Softmax", f"{name}.share", w.node("Add", f"{name}.masked", match, "mask.bias"), axis=-1)
    mixed = w.node("Transpose", f"{name}.back", w.node("MatMul", f"{name}.mix", share, value), perm=[0, 2, 1, 3])
    return w.node("Reshape", f"{name}.mixed", mixed, "flat.shape")


def _layer(w: Writer, p: dict[str, np.ndarray], number: int, states: str) -> str:
    at, name = f"encoder.layer.{number}", f"layer{number}"
    mixed = _attention(w, p, at, name, states)
    out = w.linear(f"{name}.out", mixed, p[f"{at}.attention.output.dense.weight"].T, p[f"{at}.attention.output.dense.bias"])
    norm = p[f"{at}.attention.output.LayerNorm.weight"], p[f"{at}.attention.output.LayerNorm.bias"]
    states = w.norm(f"{name}.attended", w.node("Sum", f"{name}.residual", out, states), *norm)
    wide = w.linear(f"{name}.wide", states, p[f"{at}.intermediate.dense.weight"].T, p[f"{at}.intermediate.dense.bias"])
    active = w.node("Gelu", f"{name}.gelu", wide)
    narrow = w.linear(f"{name}.narrow", active, p[f"{at}.output.dense.weight"].T, p[f"{at}.output.dense.bias"])
    norm = p[f"{at}.output.LayerNorm.weight"], p[f"{at}.output.LayerNorm.bias"]
    return w.norm(name, w.node("Sum", f"{name}.sum", narrow, states), *norm)


def _mask(w: Writer) -> None:
    w.node("Cast", "mask", "attention_mask", to=TensorProto.FLOAT)
    less = w.node("Sub", "mask.less", "mask", w.weight("one", np.float32(1)))
    wide = w.node("Unsqueeze", "mask.wide", less, w.numbers("axes.12", 1, 2))
    w.node("Mul", "mask.bias", wide, w.weight("far", np.float32(10_000)))
    w.node("Unsqueeze", "mask.row", "mask", w.numbers("axis.1", 1))
    w.numbers("axis.2", 2)


def _head(w: Writer, states: str, matrix: np.ndarray, bias: np.ndarray) -> None:
    """Mean over the tokens, then logits by product and sum; `matrix` `[8, 384]` and `bias` `[8]` hold the calibration already.

    The mean is a product with the mask: ReduceSum over the tokens adds up in another order when there is one row only.
    """
    total = w.node("MatMul", "total", "mask.row", states)
    mean = w.node("Div", "mean", total, w.node("ReduceSum", "count", "mask.row", "axis.2", keepdims=1))
    each = w.node("Mul", "each", mean, w.weight("head.weight", matrix.astype(np.float32)))
    logits = w.node(
        "Add", "logits", w.node("ReduceSum", "sums", each, "axis.2", keepdims=0), w.weight("head.bias", bias.astype(np.float32))
    )
    scores = w.node("Sigmoid", "scores", logits)
    w.node("Gather", "probability", scores, w.weight("index.first", np.int64(0)), axis=1)
    w.node("Slice", "categories", scores, w.numbers("from", 1), w.numbers("to", len(bias)), "axis.1")


def build(parameters: dict[str, np.ndarray], slope: np.ndarray, shift: np.ndarray, most: int) -> onnx.ModelProto:
    """`parameters`: of AbuseNetwork, by name. `slope` and `shift` `[8]`: calibration of the logits. `most`: longest row in tokens."""
    p = {name.removeprefix("encoder."): value for name, value in parameters.items() if name.startswith("encoder.")}
    w = Writer()
    w.numbers("heads.shape", 0, 0, 3, HEADS, SIZE // HEADS)
    w.numbers("flat.shape", 0, 0, SIZE)
    for i in range(3):
        w.weight(f"index.{i}", np.int64(i))
    _mask(w)
    states = _embeddings(w, p, most)
    for number in range(6):
        states = _layer(w, p, number, states)
    _head(w, states, parameters["head.weight"] * slope[:, None], parameters["head.bias"] * slope + shift)
    ids = [helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "length"]) for name in ("input_ids", "attention_mask")]
    shapes = {"probability": ["rows"], "categories": ["rows", len(shift) - 1]}
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    graph = helper.make_graph(w.nodes, "abuse-deep", ids, outputs, w.weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10, producer_name="sluice")
