"""The session sets: whole sessions with the scores of a message model that was never trained on them, and their aggregates."""

import json
import pathlib
import sys

import numpy as np
import pandas as pd

import package

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "abuse" / "train"))

from scoring import Scorer  # noqa: E402
from terms import Terms  # noqa: E402

SETS = ("github", "stormfront", "toxichat")
SOURCES = [
    ("GitHub incivility", "https://github.com/vcu-swim-lab/incivility-dataset", "MIT"),
    ("Stormfront", "https://github.com/Vicomtech/hate-speech-dataset", "CC-BY-SA-3.0-ES"),
    ("ToxiChat", "https://github.com/abaheti95/ToxiChat", "CC-BY-SA-4.0"),
]
REPEATED = 2  # abusive messages from which on a session is positive
TOP = 5
# The names and the order of SESSION_FEATURES in libs/detection.
FEATURES = ["events", "flagged", "longest_streak", "score_sum", "excess_evidence", "score_evidence"] + [f"top_{i + 1}" for i in range(TOP)]
ONE, MAX_EVIDENCE = 2.0**24, 64.0


def messages(data: pathlib.Path, model: pathlib.Path) -> tuple[pd.DataFrame, float]:
    """Columns set, session_id, label and score, sessions whole and in order; and the message model's threshold.

    The score is NaN where the server would refuse the message: it is blank or too long."""
    manifest = json.loads((model / "manifest.json").read_text())
    scorer = Scorer(Terms(json.loads((model / "featurizer.json").read_text())), (model / "model.onnx").read_bytes())
    parts = []
    for name in SETS:
        frame = pd.read_csv(data / f"session_{name}.csv.gz", keep_default_na=False).sort_values(["session_id", "seq"], kind="stable")
        scores = _scores(scorer, frame.text.tolist(), manifest["max_text_length"])
        parts.append(pd.DataFrame({"set": name, "session_id": frame.session_id, "label": frame.label, "score": scores}))
    return pd.concat(parts, ignore_index=True), manifest["threshold"]


def aggregates(rows: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """One row a session: set, positive (0 or 1), and FEATURES as the graph gets them."""
    sessions = []
    for (name, _), session in rows.groupby(["set", "session_id"], sort=True):
        positive = int(session.label.sum() >= REPEATED)
        scores = session.score.dropna().to_numpy()
        if len(scores) > 0:
            sessions.append({"set": name, "positive": positive} | aggregate(scores, threshold))
    return pd.DataFrame(sessions).astype(dict.fromkeys(FEATURES, np.float32))


def aggregate(scores: np.ndarray, threshold: float) -> dict[str, float]:
    """FEATURES of one session from its scores in order, as libs/detection computes them: sums of multiples of 2^-24."""
    flags = scores >= threshold
    excess = np.where(flags, (scores - threshold) / (1 - threshold), 0.0)
    top = np.zeros(TOP)
    top[: len(scores)] = np.sort(scores)[::-1][:TOP]
    breaks = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    sums = {
        "score_sum": float(np.round(scores * ONE).sum() / ONE),
        "excess_evidence": _evidence(excess),
        "score_evidence": _evidence(scores),
    }
    counts = {"events": len(scores), "flagged": int(flags.sum()), "longest_streak": int(np.diff(breaks)[::2].max(initial=0))}
    return counts | sums | {f"top_{i + 1}": float(score) for i, score in enumerate(top)}


def _evidence(probabilities: np.ndarray) -> float:
    nats = -np.log1p(-np.minimum(probabilities, np.nextafter(1.0, 0)))
    return float(min(MAX_EVIDENCE, np.round(np.where(probabilities == 1, MAX_EVIDENCE, nats) * ONE).sum() / ONE))


def _scores(scorer: Scorer, texts: list[str], max_length: int) -> np.ndarray:
    scores = np.full(len(texts), np.nan)
    taken = [row for row, text in enumerate(texts) if text.strip() and len(text) <= max_length]
    order = sorted(taken, key=lambda row: len(texts[row]))
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]
        scores[batch] = [package.round_score(score) for score in scorer.probabilities([texts[row] for row in batch])]
    return scores
