"""Trains the model `fraud` and writes its version folder: python train.py --data DIR --out ../1.0.0

Deterministic: the same data and the pinned requirements give the same bytes. README.md tells the whole story.
"""

import pathlib
import sys

import numpy as np
import pandas as pd

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "recipe"))

import tabular
from fields import number
from golden import INSTANCES
from metrics import Costs
from model import Model
from prose import SUMMARY, sections

# `sampling=uniform`: about one in twelve legitimate transactions was kept, so each stands for as many.
NATIVE_WEIGHT = 11.67

FIELDS = [
    number("Time", "Seconds since the first transaction of the two days", minimum=0, maximum=172_800, out_of_range="clip"),
    *[number(f"V{i}", f"Principal component {i} of the card network's features") for i in range(1, 29)],
    number("Amount", "Amount in euros", minimum=0),
]


def weights(frame: pd.DataFrame) -> np.ndarray:
    """Native rates: how many transactions a row stands for."""
    return np.where((frame.sampling == "uniform") & (frame.label == 0), NATIVE_WEIGHT, 1.0)


MODEL = Model(
    name="fraud",
    description="Fraud among card transactions, from the network's principal components, time and amount",
    summary=SUMMARY,
    license="MIT",
    labels=("FRAUD", "LEGITIMATE"),
    count_name="fraud_count",
    file="fraud_ulb",
    fields=FIELDS,
    sources=[("ULB credit card fraud", "https://www.kaggle.com/datasets/mlg-ulb/creditcardfraud", "ODbL-1.0")],
    params={
        "objective": "binary", "learning_rate": 0.05, "num_leaves": 10, "max_depth": 4, "min_data_in_leaf": 20,
        "lambda_l2": 5.0, "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": 0.4,
    },
    rounds=200,
    weights=weights,
    costs=Costs(missed=125, alarm=5, hit=5),
    block=0.8,
    core_minutes=0.15,
    golden=INSTANCES,
    sections=sections,
)  # fmt: skip

if __name__ == "__main__":
    tabular.main(MODEL, __doc__.splitlines()[0])
