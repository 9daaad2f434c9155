"""What each row of the data says about each category, and about where a text comes from: targets of the heads and of the mixer."""

import numpy as np
import pandas as pd

from composite import CATEGORIES as NAMES
from corpus import EDOS_NEGATIVES

SOURCES = ["davidson", "email", "hatemoji", "prompt", "sms", "surge", "wikitalk"]

# A row is a negative of a category when it is benign or of one of these; of any other kind of abuse it may be both, and is unknown.
# Davidson's annotators chose between hate and offensive, so there each is a negative of the other.
MACHINE_MADE = {"spam", "phishing", "prompt_attack"}
ALSO_NEGATIVE = {
    "hate": MACHINE_MADE | {"offensive"},
    "offensive": MACHINE_MADE,
    "sexism": MACHINE_MADE,
    "toxic": MACHINE_MADE,
    "spam": set(NAMES),
    "phishing": set(NAMES),
    "prompt_attack": set(NAMES),
}


def targets(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(target, known) of each category, [rows, 7], 0 or 1. Rows of EDOS_NEGATIVES are known to be no sexism and nothing else."""
    category, source = frame.category.to_numpy(dtype=str), frame.source.to_numpy(dtype=str)
    target = np.stack([category == name for name in NAMES], axis=1)
    known = np.stack([(category == "none") | np.isin(category, [name, *ALSO_NEGATIVE[name]]) for name in NAMES], axis=1)
    known[(category == "hate") & (source == "davidson"), NAMES.index("offensive")] = True
    known[source == EDOS_NEGATIVES] = np.array(NAMES) == "sexism"
    return target, known


def origins(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(target, known) of each source, [rows, 7]. The composite has nothing of EDOS but sexism, so its other rows are left out."""
    source = frame.source.to_numpy(dtype=str)
    target = np.stack([source == name for name in SOURCES], axis=1)
    return target, np.repeat((source != EDOS_NEGATIVES)[:, None], len(SOURCES), axis=1)
