"""Columns that a graph makes from its inputs before the trees see them: ratios and products of two fields."""

import dataclasses

import numpy as np
import onnx
from onnx import helper

Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True)
class Derived:
    """Pairs of columns. A ratio is a / (b + 1): finite for every b that is not negative. Single operations in float32, so that
    NumPy and ONNX Runtime agree to the bit."""

    ratios: tuple[Pair, ...] = ()
    products: tuple[Pair, ...] = ()

    @property
    def count(self) -> int:
        return len(self.ratios) + len(self.products)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """float32 [rows, fields] to [rows, fields + count]."""
        ratios = [features[:, a] / (features[:, b] + np.float32(1)) for a, b in self.ratios]
        products = [features[:, a] * features[:, b] for a, b in self.products]
        return np.column_stack([features, *ratios, *products])

    def constants(self) -> dict[str, np.ndarray]:
        """Initializers of the nodes."""
        sides = {"ratio": self.ratios, "product": self.products}
        result = {
            f"{name}_{side}": np.array([pair[i] for pair in pairs], dtype=np.int64)
            for name, pairs in sides.items()
            for i, side in enumerate(("left", "right"))
            if pairs
        }
        return result | ({"one": np.array(1, dtype=np.float32)} if self.ratios else {})

    def nodes(self, features: str) -> tuple[list[onnx.NodeProto], str]:
        """The nodes, and the name of the tensor with all columns."""
        node, nodes, parts = helper.make_node, [], [features]
        if self.ratios:
            nodes += [
                node("Gather", [features, "ratio_left"], ["numerator"], axis=1),
                node("Gather", [features, "ratio_right"], ["divisor"], axis=1),
                node("Add", ["divisor", "one"], ["safe_divisor"]),
                node("Div", ["numerator", "safe_divisor"], ["ratios"]),
            ]
            parts.append("ratios")
        if self.products:
            nodes += [
                node("Gather", [features, "product_left"], ["factor_left"], axis=1),
                node("Gather", [features, "product_right"], ["factor_right"], axis=1),
                node("Mul", ["factor_left", "factor_right"], ["products"]),
            ]
            parts.append("products")
        if len(parts) == 1:
            return nodes, features
        return [*nodes, node("Concat", parts, ["columns"], axis=1)], "columns"
