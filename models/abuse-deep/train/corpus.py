"""Training rows of abuse-deep: the union, the negatives of EDOS and the written sentences, with what is known of each category."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from composite import CATEGORIES
from composite import SOURCES as COMPOSITE
import functional

MAIL = ["spam", "phishing", "prompt_attack"]
UNKNOWN = np.nan
SOURCES = [
    ("encoder (all-MiniLM-L6-v2)", "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2", "Apache-2.0"),
    *COMPOSITE,
]
# Per category of a positive row: what it says of the others. Annotators of one source chose one label, so that a hateful tweet may
# as well be sexist: such cells stay unknown. Davidson's hate and offensive exclude each other by its guideline.
KNOWN = {
    ("davidson", "hate"): {"hate": 1, "offensive": 0},
    ("davidson", "offensive"): {"hate": 0, "offensive": 1},
    ("sms", "spam"): {"hate": 0, "offensive": 0, "sexism": 0, "spam": 1, "phishing": UNKNOWN},
    ("email", "spam"): {"hate": 0, "offensive": 0, "sexism": 0, "toxic": 0, "spam": 1, "phishing": 0},
    ("email", "phishing"): {"hate": 0, "offensive": 0, "sexism": 0, "toxic": 0, "spam": UNKNOWN, "phishing": 1},
    ("prompt", "prompt_attack"): {"prompt_attack": 1},
    ("written", "insult"): {"toxic": 1},
}


def number(row_id: str) -> int:
    """SHA-256 of the id: a fixed drawing of lots that needs no file."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16)


def in_evaluation(row_id: str) -> bool:
    """The fixed split: the tenth of all rows whose number is divisible by ten."""
    return number(row_id) % 10 == 0


def _targets(source: str, category: str, label: float) -> list[float]:
    if label == 0:
        return [0.0] * len(CATEGORIES)
    known = {name: 0.0 for name in MAIL} | ({category: 1.0} if category in CATEGORIES else {}) | KNOWN.get((source, category), {})
    if np.isnan(label):
        known = {name: 0.0 for name in MAIL} | {"sexism": 0.0}
    return [known.get(name, UNKNOWN) for name in CATEGORIES]


def load(data: Path) -> pd.DataFrame:
    """Columns id, source, category, label (NaN: unknown), text, targets (7 numbers, NaN: unknown), evaluation,
    pair (twins of Hatemoji share it, else NaN); in the files' order."""
    union = pd.read_csv(data / "text_abuse_all.csv.gz")[["id", "label", "category", "source", "text"]]
    edos = pd.read_csv(data / "text_edos.csv.gz")
    edos = edos[edos.label == 0].assign(source="edos", category="none", label=np.nan)[union.columns]
    rows = pd.concat([union, edos[~edos.id.isin(set(union.id))]], ignore_index=True)
    rows["text"] = rows.text.astype(str)
    rows["evaluation"] = rows.id.map(in_evaluation)
    pairs = pd.read_csv(data / "text_hatemojibuild.csv.gz").set_index("id").pair
    rows["pair"] = rows.id.map(pairs)
    rows["targets"] = [_targets(*row) for row in zip(rows.source, rows.category, rows.label)]
    return rows


def written(times: int = 20) -> pd.DataFrame:
    """The written sentences in the same columns; never part of the evaluation."""
    rows = pd.DataFrame(functional.rows(times)).assign(source="written", evaluation=False)
    rows["id"] = [f"written-{i}" for i in range(len(rows))]
    rows["targets"] = [_targets("written", row.category, row.label) for row in rows.itertuples()]
    return rows


def taught(rows: pd.DataFrame, scores: Path | None) -> pd.Series:
    """Score of the teacher for each row, NaN where it has none."""
    known = {} if scores is None else pd.read_csv(scores).set_index("id").score
    return rows.id.map(known).astype(float)
