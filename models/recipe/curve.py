"""From a raw score to a probability by a table of lines, in a graph and in Python, with the same bits on every machine.

The graph holds no exponential, whose last bit depends on the SIMD lane that a row falls into, and so on its neighbours: it works
in float64 with look-ups, products and sums, which IEEE 754 rounds correctly.
"""

import dataclasses

import numpy as np
import onnx
from onnx import TensorProto, helper

LIMIT = 18.0  # beyond +-18 the logistic function is within 2e-8 of 0 and 1
SEGMENTS = 4096


@dataclasses.dataclass(frozen=True)
class Curve:
    """Line i goes through the values at `low + i * step` and `low + (i + 1) * step`; raw scores beyond the ends stay there."""

    low: float
    step: float
    values: np.ndarray

    def __call__(self, raw: np.ndarray) -> np.ndarray:
        heights, slopes = self._lines()
        position = np.clip(np.asarray(raw, dtype=np.float64) * (1 / self.step) + -self.low / self.step, 0.0, self._last())
        segment = position.astype(np.int32)
        return (heights[segment] + position * slopes[segment]).astype(np.float32)

    def constants(self) -> dict[str, np.ndarray]:
        """Initializers of the nodes."""
        heights, slopes = self._lines()
        return {
            "heights": heights, "slopes": slopes, "per_step": np.array(1 / self.step), "origin": np.array(-self.low / self.step),
            "least": np.array(0.0), "most": np.array(self._last()),
        }  # fmt: skip

    def nodes(self, raw: str, probability: str) -> list[onnx.NodeProto]:
        """From a float tensor of whatever shape to one of the same shape."""
        node = helper.make_node
        return [
            node("Cast", [raw], ["exact_raw"], to=TensorProto.DOUBLE),
            node("Mul", ["exact_raw", "per_step"], ["scaled"]),
            node("Add", ["scaled", "origin"], ["unbounded"]),
            node("Clip", ["unbounded", "least", "most"], ["position"]),
            node("Cast", ["position"], ["segment"], to=TensorProto.INT32),
            node("Gather", ["heights", "segment"], ["height"]),
            node("Gather", ["slopes", "segment"], ["slope"]),
            node("Mul", ["position", "slope"], ["rise"]),
            node("Add", ["height", "rise"], ["exact_probability"]),
            node("Cast", ["exact_probability"], [probability], to=TensorProto.FLOAT),
        ]

    def _lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Line i as height + slope * position, the position counted in steps from `low`."""
        slopes = np.diff(self.values)
        return self.values[:-1] - slopes * np.arange(len(slopes)), slopes

    def _last(self) -> float:
        return float(np.nextafter(float(len(self.values) - 1), 0))


def logistic() -> Curve:
    """1 / (1 + exp(-raw)), within 1e-6."""
    ends = np.linspace(-LIMIT, LIMIT, SEGMENTS + 1)
    return Curve(-LIMIT, 2 * LIMIT / SEGMENTS, 1 / (1 + np.exp(-ends)))


def through(raw: np.ndarray, probability: np.ndarray, low: float, high: float, segments: int = 1024) -> Curve:
    """Lines through the points given, level beyond the first and the last; on a grid of `segments` from `low` to `high`."""
    grid = np.linspace(low, high, segments + 1)
    return Curve(low, (high - low) / segments, np.interp(grid, raw, probability))
