"""Trains the model `session-risk` and writes its version folder: python train.py --data DIR --out ../1.0.0

Deterministic: the same data, message model and pinned requirements give the same bytes. README.md tells the whole story.
"""

import argparse
import pathlib
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

MODELS = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(MODELS / "recipe"))

import charts  # noqa: E402
import metrics  # noqa: E402
import package  # noqa: E402
import runtime  # noqa: E402
import training  # noqa: E402

import golden_rows  # noqa: E402
import report  # noqa: E402
import risk_graph  # noqa: E402
import sessions  # noqa: E402
import validation  # noqa: E402
from risk import Risk, fit  # noqa: E402

# The session sets are in no training of it.
MESSAGE_MODEL = ("abuse", "2.0.0")
# Not the number of messages, which ranks better on GitHub and on no set of chats: see the decision record.
NAMES = ["top_1", "top_2", "top_3", "top_4", "top_5"]
# Others that were tried, for the card.
TRIED = {
    "chosen": NAMES,
    "top_1, top_2, score_sum": ["top_1", "top_2", "score_sum"],
    "top_1, top_2, events": ["top_1", "top_2", "events"],
    "and events": [*NAMES, "events"],
    "and score_sum": [*NAMES, "score_sum"],
    "and excess_evidence": [*NAMES, "excess_evidence"],
    "all aggregates": sessions.FEATURES,
}
REVIEW, BLOCK = 0.33, 0.8
# One strong message is looked at by a person, however little it says about repetition: the least risk by the highest score.
STRONG = (np.float32([0.96, 0.97]).astype(float), np.array([0.0, REVIEW + 0.001]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with session_github.csv.gz and the other sets")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the version, for example ../1.0.0")
    parser.add_argument("--version", default="1.0.0")
    arguments = parser.parse_args()
    with threadpool_limits(1), training.timed("training"):
        train(arguments.data, arguments.out, arguments.version)


def train(data: pathlib.Path, out: pathlib.Path, version: str) -> None:
    rows, threshold = sessions.messages(data, MODELS.joinpath(*MESSAGE_MODEL))
    frame = sessions.aggregates(rows, threshold)
    labels, groups = frame.positive.to_numpy(), frame["set"].to_numpy(dtype=str)
    print(f"{len(rows):,} messages in {len(frame):,} sessions, {labels.mean():.1%} with repeated abuse")
    made_up = golden_rows.instances(threshold)
    found = evaluate(frame)
    scores = found["risks"][0]
    found |= {
        "figures": metrics.summary(labels, scores, REVIEW),
        "intervals": metrics.intervals(labels, scores, REVIEW),
        "groups": metrics.by_group(groups, labels, scores, REVIEW),
        "edges": metrics.by_edge(labels, scores, [0.2, REVIEW, 0.4, 0.5, 0.6, 0.7, BLOCK]),
        "risk": fit(frame, NAMES), "sessions": frame, "messages": len(rows), "refused": int(rows.score.isna().sum()), "message_threshold": threshold,
        "message_model": " ".join(MESSAGE_MODEL), "bands": {"review": REVIEW, "block": BLOCK}, "version": version,
    }  # fmt: skip
    found |= {
        "lifted": (bare(found["risk"], frame) < REVIEW) & (served(found["risk"], frame) >= REVIEW),
        "quiet_risk": served(found["risk"], pd.DataFrame([made_up["quiet, a thousand messages"]]))[0],
    }
    report.show(found)

    onnx = risk_graph.build(found["risk"], sessions.FEATURES, STRONG)
    score = check(onnx, found["risk"], frame)
    golden = [{"name": name, "instance": row, "score": score(pd.DataFrame([row]))[0]} for name, row in made_up.items()]
    files = {
        "model.onnx": onnx,
        "golden.json": package.golden(golden),
        "reference.json": package.reference(scores, {name: histogram(frame[name]) for name in sessions.FEATURES}),
    }
    pages = {
        "card.md": report.card_page(found),
        "calibration.svg": charts.calibration(labels, scores),
        "threshold.svg": charts.threshold(labels, scores, REVIEW),
    }
    package.write(out, report.manifest(found), files, pages)


def evaluate(frame: pd.DataFrame) -> dict:
    """Risks out of fold, and the AUC within each set of plain aggregates, of what was tried, and with the set left out."""
    plain = {name: validation.by_set(frame, values(frame).to_numpy(dtype=float)) for name, values in validation.PLAIN.items()}
    tried = {name: validation.by_set(frame, validation.out_of_fold(frame, own, bare)) for name, own in TRIED.items()}
    risks = validation.out_of_fold(frame, NAMES, served)
    return {
        "risks": risks, "plain": plain, "tried": tried, "by_set": validation.by_set(frame, risks),
        "left_out": validation.left_out(frame, NAMES, served),
    }  # fmt: skip


def bare(risk: Risk, frame: pd.DataFrame) -> np.ndarray:
    """The risk by the weights alone."""
    return 1 / (1 + np.exp(-risk.log_odds(frame)))


def served(risk: Risk, frame: pd.DataFrame) -> np.ndarray:
    """The risk as it is served: never under that of one strong message."""
    return np.maximum(bare(risk, frame), np.interp(frame.top_1, *STRONG))


def check(onnx: bytes, risk: Risk, frame: pd.DataFrame) -> Callable[[pd.DataFrame], np.ndarray]:
    """A function from sessions to the scores of the graph, which agree with Python's and do not depend on the tensor batch."""
    graph = runtime.Graph(onnx)

    def score(own: pd.DataFrame) -> np.ndarray:
        return graph.run({"features": own[sessions.FEATURES].to_numpy(dtype=np.float32)})

    gap = np.abs(score(frame) - served(risk, frame)).max()
    assert gap <= 1e-6, f"the graph is off by {gap}"
    print(f"graph and Python agree to {gap:.1e}")
    few = frame.iloc[::9]
    runtime.check_bits(lambda own: score(few.iloc[own]), len(few), [2, 3, 7, 8, 31, 32, 64, 255, 256])
    return score


def histogram(values: pd.Series) -> dict:
    numbers = values.to_numpy(dtype=float)
    return package.histogram(numbers, package.quantile_edges(numbers))


if __name__ == "__main__":
    main()
