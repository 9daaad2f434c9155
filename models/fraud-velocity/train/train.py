"""Trains the model `fraud-velocity` and writes its version folder: python train.py --data DIR --out ../1.0.0

Deterministic: the same data and the pinned requirements give the same bytes. README.md tells the whole story.
"""

import pathlib
import sys
from collections.abc import Iterable

import numpy as np
import pandas as pd

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "recipe"))

import tabular
from calibration import lines
from golden import INSTANCES
from inputs import FIELDS, IGNORED, PRODUCTS, RATIOS
from metrics import Costs
from model import Model, Split
from prose import SUMMARY, sections

TESTED_DAYS = 4


def chronological(frame: pd.DataFrame) -> Iterable[list[Split]]:
    """Each of the last four days, by a model trained on the days before it. As in the Handbook, cards that were known to be
    compromised by then are left out: they would have been blocked."""
    day, fraud = frame.TX_TIME_DAYS.to_numpy(), frame.label.to_numpy() == 1
    splits = []
    for tested in range(day.max() - TESTED_DAYS + 1, day.max() + 1):
        compromised = frame.CUSTOMER_ID.isin(frame.CUSTOMER_ID[fraud & (day < tested)]).to_numpy()
        splits.append((np.flatnonzero(day < tested), np.flatnonzero((day == tested) & ~compromised)))
    yield splits


MODEL = Model(
    name="fraud-velocity",
    description="Fraud among card transactions, from the amount and the customer's and the terminal's last 1, 7 and 30 days",
    summary=SUMMARY,
    license="MIT",
    labels=("FRAUD", "LEGITIMATE"),
    count_name="fraud_count",
    file="fraud_handbook",
    fields=FIELDS,
    ignored=IGNORED,
    sources=[
        (
            "Fraud Detection Handbook, simulated transactions",
            "https://github.com/Fraud-Detection-Handbook/simulated-data-transformed",
            "not stated (the simulator is GPL-3.0)",
        )
    ],
    # Squared error, not log-loss: half of the frauds look like any other transaction when they happen, and log-loss spends the trees on them.
    params={
        "objective": "regression", "learning_rate": 0.05, "num_leaves": 10, "min_data_in_leaf": 10, "lambda_l2": 15.0,
        "bagging_fraction": 0.6, "bagging_freq": 1, "feature_fraction_bynode": 0.5, "max_bin": 1000,
    },
    rounds=120,
    ratios=RATIOS,
    products=PRODUCTS,
    splits=chronological,
    calibrate=lines,
    costs=Costs(missed=125, alarm=5, hit=5),
    block=0.8,
    core_minutes=0.1,
    golden=INSTANCES,
    sections=sections,
)  # fmt: skip

if __name__ == "__main__":
    tabular.main(MODEL, __doc__.splitlines()[0])
