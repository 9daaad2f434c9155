"""The rows that the recipe trains on. They are not in the repository; where they were published: recipe/composite.py."""

import pathlib

import pandas as pd

FILE, EDOS_FILE = "text_abuse_all.csv.gz", "text_edos.csv.gz"
# Source of the rows of EDOS that are no sexism: they may be abusive in other ways, so only `sexism` learns from them.
EDOS_NEGATIVES = "edos_negatives"


def load(data: pathlib.Path) -> pd.DataFrame:
    """Columns id, text, label (0 or 1), category and source: the composite in the order of its file, then EDOS_NEGATIVES."""
    composite = pd.read_csv(data / FILE, keep_default_na=False)
    edos = pd.read_csv(data / EDOS_FILE, keep_default_na=False)
    rest = edos[edos.label == 0].assign(source=EDOS_NEGATIVES)
    return pd.concat([composite, rest], ignore_index=True)[["id", "text", "label", "category", "source"]]
