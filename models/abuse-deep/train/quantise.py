"""Static int8 (QDQ): the weights of every layer and what they are multiplied with, by ranges measured on training texts.

Dynamic quantisation would take the range of a tensor batch, and a score would depend on its neighbours.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static


class Texts(CalibrationDataReader):
    """Tensor batches of calibration texts, one after another."""

    def __init__(self, batches: list[dict[str, np.ndarray]]) -> None:
        self.rest = iter(batches)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self.rest, None)


def quantise(model: onnx.ModelProto, batches: list[dict[str, np.ndarray]], keep: tuple[str, ...] = ()) -> bytes:
    """`keep`: ends of names of MatMul nodes that stay float32, beside those of attention."""
    stay = (".match", ".mix", "total", *keep)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "float.onnx"), Path(folder, "int8.onnx")
        onnx.save(model, source)
        quantize_static(
            source, target, Texts(batches), quant_format=QuantFormat.QDQ, op_types_to_quantize=["MatMul"],
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            calibrate_method=CalibrationMethod.MinMax, nodes_to_exclude=[node.name for node in model.graph.node if node.name.endswith(stay)],
            extra_options={"MatMulConstBOnly": True, "OpTypesToExcludeOutputQuantization": ["MatMul"]},
        )  # fmt: skip
        return target.read_bytes()


def calibrated(onnx_bytes: bytes, slope: np.ndarray, shift: np.ndarray) -> bytes:
    """The graph with slopes and shifts `[8]` of its logits folded into the head, which is float32."""
    model = onnx.load_from_string(onnx_bytes)
    for tensor in model.graph.initializer:
        value = onnx.numpy_helper.to_array(tensor)
        if tensor.name == "head.weight":
            tensor.CopyFrom(onnx.numpy_helper.from_array((value * slope[:, None]).astype(np.float32), tensor.name))
        if tensor.name == "head.bias":
            tensor.CopyFrom(onnx.numpy_helper.from_array((value * slope + shift).astype(np.float32), tensor.name))
    model.ClearField("metadata_props")
    return model.SerializeToString()
