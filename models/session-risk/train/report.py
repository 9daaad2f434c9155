"""What the recipe found: on the terminal, in manifest.json and in card.md."""

import pandas as pd

import card
import metrics
import package
import sessions
import training
import validation

# Features and one run of a session alone: Node 20, onnxruntime-node 1.30, one core of an AMD EPYC, 21 Nov 2026.
COST_US = 20
CORE_MINUTES = 0.2
TITLES = {"github": "GitHub", "stormfront": "Stormfront", "toxichat": "ToxiChat"}
MEANINGS = {
    "events": "Scored messages of the session",
    "flagged": "Messages whose score reaches the message model's threshold",
    "longest_streak": "Most flagged messages that follow one another",
    "score_sum": "Sum of the scores",
    "excess_evidence": "Sum of -log(1 - e) in nats, e the excess of a score over the threshold",
    "score_evidence": "Sum of -log(1 - score) in nats",
} | {f"top_{place}": f"Score at place {place} from the highest; 0 when there are fewer messages" for place in range(1, sessions.TOP + 1)}


def show(found: dict) -> None:
    """Prints the figures."""
    for name, row in (found["plain"] | found["tried"] | {"served": found["by_set"], "set left out": found["left_out"]}).items():
        print(f"{name:20}", "  ".join(f"{set_name} {value:.4f}" for set_name, value in row.items()))
    for name, value in found["figures"].items():
        low, high = found["intervals"][name]
        print(f"{name:24} {value:.4f}  [{low:.4f}, {high:.4f}]")
    print(*found["edges"], found["risk"], sep="\n")


def manifest(found: dict) -> dict:
    """The fields of manifest.json."""
    own = {f"cv_auc_{name}": round(value, 4) for name, value in found["by_set"].items()}
    return {
        "name": "session-risk",
        "version": found["version"],
        "kind": "tabular",
        "task": "binary",
        "description": "Repeated abuse in a session: two abusive messages or more, judged by the session's aggregated message scores",
        "license": "MIT",
        "labels": {"positive": "REPEATED_ABUSE", "negative": "NO_REPEATED_ABUSE"},
        "count_name": "repeated_count",
        "inputs": [_field(name) for name in sessions.FEATURES],
        "encoding": {"type": "matrix", "input": "features"},
        "output": "probability",
        "threshold": found["bands"]["review"],
        "bands": found["bands"],
        "session_bands": found["bands"],
        "tolerance": 1e-6,
        "max_batch_size": 256,
        "chunk_rows": 16_384,
        "cost_us": COST_US,
        "warmup_rows": 256,
        "training": package.training(sessions.SOURCES, metrics.training_metrics(found["figures"]) | own),
    }


def _field(name: str) -> dict:
    kind = "integer" if name in ("events", "flagged", "longest_streak") else "number"
    most = {"maximum": 1} if name.startswith("top_") else {"maximum": 64} if name.endswith("evidence") else {}
    return {"name": name, "description": MEANINGS[name], "type": kind, "minimum": 0} | most


SUMMARY = """
Probability that a user session holds repeated abuse, two abusive messages or more, from aggregates of the scores that a message model
gave it, and from nothing else: no text, no name, no time. A logistic regression with {weights} weights, none negative, so that one more
abusive message never lowers the risk.
"""

USE = """
Judges sessions in stage 2 in place of the formula when the message model's manifest names it (`session_model`), and answers
`/models/session-risk/predict` for aggregates that were made elsewhere. It ranks sessions for people who look at them; it is no ground to
close an account. Made for English chats, threads and forum posts, scored by {message_model} or a model with scores of the same meaning.

From {review} on a session is for `review`, from {block} on for `block`:

- {review}: out of fold {review_precision} of the sessions from here on hold repeated abuse, where one in {one_in} of all does. Quiet sessions
  of any length, and doubtful messages among harmless ones, such as words of abuse used without abuse, stay below.
- {block}: {block_precision} do. There is no edge with certainty in these sets, so `block` means that somebody should look at once.
- One message with a score of 0.97 or more lifts the risk to the edge of review, whatever surrounds it. By itself it says little about
  repetition, but nobody should overlook it. Between 0.96 and 0.97 the least risk rises from 0 to that edge.
"""

QUALITY = """
{count:,} sessions with {messages:,} messages ({refused} of them refused for their length), {positive:.1%} of the sessions positive; {folds}-fold cross-validation over whole sessions,
folds stratified by set and label. Every figure is out of fold, calibration included. The message scores are out of sample: {message_model}
was not trained on any of the sets. Intervals: 95 %, bootstrap over sessions.

{figures}

Within a set (the overall figure is flattered by sets that differ in their share of positives):

{groups}

AUC within each set, for the model the mean of {repeats} repetitions, against plain aggregates of the same scores:

{ranking}

"Set left out": trained on the two other sets only. The margins over the best plain aggregate are small, within the intervals above.

Other aggregates rank no better overall (the weights alone, without the least risk of a strong message, which costs the difference to the
row "session-risk" above). With dozens of variants tried on the same folds, differences under 0.005 mean nothing:

{tried}

![Reliability diagram: share of sessions with repeated abuse over the risk](calibration.svg)

Calibrated for the mixture of the three sets. Within a set it is not: their shares of positive sessions lie between {least:.0%} and {most:.0%}.
Bands and what they catch:

{edges}

![Precision and recall over the threshold](threshold.svg)
"""

DATA = """
{sources}

{shapes}

A session is positive when two or more of its messages are labelled abusive. Messages were scored with {message_model}, whose flags begin
at {message_threshold:g}. None of the rows is in this repository; golden.json holds made-up sessions.
"""

FAILURES = """
- It knows no more than the scores: what the message model misses stays missed. In GitHub threads, where incivility is rarely
  abuse, the number of messages ranks sessions as well as the model does. It is left out all the same: it says what threads are like on
  GitHub, and in chats of similar length it only adds noise.
- It sees the five highest scores. What else a session holds, much or little, adds nothing: {quiet_risk:.2f} for a thousand messages at 0.05.
- A single strong message is for review although the session may hold nothing else. {strong:,} of {count:,} sessions are lifted to the edge
  that way, and {strong_positive:.0%} of these hold repeated abuse.
- Trained on the scores of {message_model}. Another message model whose scores mean something else needs the recipe run again.
- A batch with a threshold of its own changes what `flagged`, `longest_streak` and `excess_evidence` count; {threshold_free}.
- Risks of communities with other shares of abuse are off in level, not in order.
"""

TRAINING = """
The weights, as log odds for a unit of each curve (`train/shapes.py`: log odds of a score, logarithm of a count; flat beyond what was
trained on), with the intercept {intercept:.3f}:

{weights}

They were fitted with an intercept for each set, so that they come from differences within the sets, with sets weighted by
the square root of their size and a ridge of 3; slope and intercept for the mixture followed (Platt).

{cost}
"""


def card_page(found: dict) -> bytes:
    """card.md."""
    facts = _facts(found)
    sections = {"Use": USE, "Quality": QUALITY, "Data": DATA, "Known failures": FAILURES, "Training": TRAINING}
    texts = {heading: text.format(**facts) for heading, text in sections.items()}
    return card.page("session-risk", found["version"], SUMMARY.format(**facts | {"weights": len(found["risk"].weights)}), texts)


def _facts(found: dict) -> dict:
    edges = {row["edge"]: f"{row['precision']:.0%}" for row in found["edges"]}
    frame, bands, labels = found["sessions"], found["bands"], found["sessions"].positive
    lifted = found["lifted"]
    shares = frame.groupby("set").positive.mean()
    return {
        **bands, "review_precision": edges[bands["review"]], "block_precision": edges[bands["block"]],
        "one_in": round(1 / labels.mean()), "count": len(frame), "positive": labels.mean(), "least": shares.min(), "most": shares.max(),
        "messages": found["messages"], "refused": found["refused"], "message_model": found["message_model"], "message_threshold": found["message_threshold"],
        "folds": validation.FOLDS, "repeats": validation.REPEATS, "intercept": found["risk"].intercept, "quiet_risk": found["quiet_risk"],
        "strong": int(lifted.sum()), "strong_positive": labels[lifted].mean() if lifted.any() else 0.0,
        "threshold_free": _threshold_free(found["risk"].weights),
        "figures": card.figures(found["figures"], found["intervals"]),
        "groups": card.groups([row | {"group": TITLES[row["group"]]} for row in found["groups"]], {"auc": "AUC", "ap": "AP"}, "set"),
        "ranking": _ranking({**found["plain"], "**session-risk**": found["by_set"], "session-risk, set left out": found["left_out"]}),
        "tried": _ranking(found["tried"]), "edges": card.edges(found["edges"], "other sessions"),
        "sources": card.sources(sessions.SOURCES), "shapes": card.table(SHAPE_TITLES, _shapes(frame)),
        "weights": card.table(["aggregate", "weight"], ([name, f"{weight:.3f}"] for name, weight in found["risk"].weights.items())),
        "cost": training.paragraph(CORE_MINUTES, "one core of an AMD EPYC (2 vCPU, 24 GiB)"),
    }  # fmt: skip


SHAPE_TITLES = ["set", "sessions", "messages", "median length", "longest", "repeated abuse"]


def _shapes(frame: pd.DataFrame) -> list[list[str]]:
    rows = []
    for name, own in frame.groupby("set"):
        counts = [f"{len(own):,}", f"{int(own.events.sum()):,}", f"{own.events.median():g}", f"{int(own.events.max()):,}"]
        rows.append([TITLES[name], *counts, f"{own.positive.mean():.1%}"])
    return rows


def _ranking(rows: dict[str, dict[str, float]]) -> str:
    return card.table(["ranked by", *TITLES.values()], ([name, *(f"{row[name_of]:.4f}" for name_of in TITLES)] for name, row in rows.items()))


def _threshold_free(weights: dict[str, float]) -> str:
    used = {"flagged", "longest_streak", "excess_evidence"} & {name for name, weight in weights.items() if weight > 0}
    return f"of these the risk uses {', '.join(sorted(used))}" if used else "the risk uses none of them, so it stays the same"
