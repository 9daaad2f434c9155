"""Trains the model `credit` and writes its version folder: python train.py --data DIR --out ../1.0.0

Deterministic: the same data and the pinned requirements give the same bytes. README.md tells the whole story.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "recipe"))

import tabular
from fields import number
from golden import INSTANCES
from metrics import Costs
from model import Model
from prose import SUMMARY, sections

MONTHS = {1: "September", 2: "August", 3: "July", 4: "June", 5: "May", 6: "April"}
STATUS = "-2 no use, -1 paid in full, 0 revolving credit, n months late; 9 is nine months and more"


def _status(column: str, month: str) -> dict:
    return number(column, f"Repayment in {month} 2005: {STATUS}", minimum=-2, maximum=9, out_of_range="clip")


# SEX, MARRIAGE and AGE are not among them: they serve only to audit the scores (prose.py).
FIELDS = [
    number("LIMIT_BAL", "Credit limit in Taiwan dollars, the family's supplementary credit included", minimum=0),
    number("EDUCATION", "1 graduate school, 2 university, 3 high school, 0 and 4 to 6 other or unknown", minimum=0, maximum=6),
    _status("PAY_0", "September"),
    *[_status(f"PAY_{i}", MONTHS[i]) for i in range(2, 7)],
    *[number(f"BILL_AMT{i}", f"Bill of {month} 2005 in Taiwan dollars; negative: a balance") for i, month in MONTHS.items()],
    *[number(f"PAY_AMT{i}", f"Paid in {month} 2005 in Taiwan dollars", minimum=0) for i, month in MONTHS.items()],
]

MODEL = Model(
    name="credit",
    description="Default on next month's credit card payment, from limit, bills and payments of six months",
    summary=SUMMARY,
    license="MIT",
    labels=("DEFAULT", "REPAID"),
    count_name="default_count",
    file="credit_uci_default",
    fields=FIELDS,
    sources=[
        (
            "UCI default of credit card clients",
            "https://archive.ics.uci.edu/dataset/350/default+of+credit+card+clients",
            "CC-BY-4.0",
        )
    ],
    params={
        "objective": "binary", "learning_rate": 0.065, "num_leaves": 8, "max_depth": 4, "min_data_in_leaf": 50,
        "lambda_l2": 20.0, "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": 0.4, "max_bin": 127,
    },
    rounds=150,
    # How much of the limit is used, and how much of it was paid back: worth 0.003 of AUC.
    ratios=[(f"{column}{i}", "LIMIT_BAL") for column in ("BILL_AMT", "PAY_AMT") for i in (1, 2, 3)],
    costs=Costs(missed=5, alarm=1),
    block=0.7,
    core_minutes=0.2,
    golden=INSTANCES,
    sections=sections,
)  # fmt: skip

if __name__ == "__main__":
    tabular.main(MODEL, __doc__.splitlines()[0])
