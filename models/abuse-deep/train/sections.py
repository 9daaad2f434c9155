"""What the card of abuse-deep says, filled in with the figures of the run."""

import numpy as np

import card
import corpus
import metrics
import training
from scoring import MAX_TOKENS


CORE_MINUTES = 90
USE = """For stage 2: rows of batches and sessions, and the rows that the fast model is unsure of (`abuse-cascade`). Rank, send to review, block what is
plain; a person decides about people. English only. A text is read up to its first {tokens} word pieces, about 1,000 characters: what comes later is not seen.

`categories` are probabilities of their own, not shares of one: a text can be hate and sexism, or none.

From {threshold} on a text is flagged and its action is `review`; from {block} on it is `block`. The best accuracy on the split is at {best}; {threshold} gives up little of it and
finds more of what is written without slurs.

{bands}"""
QUALITY = """{rows:,} rows of a fixed split that training never saw: SHA-256 of the row's id, as a number, divisible by ten. The exported int8 graph was
measured, not the network in training. Intervals: 95 %, bootstrap over rows. Calibration (Platt, two numbers for each output) is cross-fitted for
these figures: each half of the split calibrated by the other; the shipped numbers are fitted on all of it.

{figures}

Static int8 costs {lost:.4f} of AUC against float32.

![Reliability diagram](calibration.svg)

![Precision and recall over the threshold](threshold.svg)

Within a source (EDOS: by the category sexism, against its own negatives):

{sources}

Hatemoji comes in twins that differ in little and have opposite labels, and a split by row puts the twin of most of its rows in training, which pulls a row to the wrong side.
On the {alone} rows whose twin was not in training the AUC is {alone_auc:.3f} ({alone_low:.3f} to {alone_high:.3f}).

Each category, against the rows of which it is known that they are not in it:

{categories}

A functional test of {probes} sentences written by hand (`train/probe.py`; half hateful, none in training): AUC {probe_auc:.3f}, balanced accuracy {probe_balanced:.3f}
at the threshold."""
DATA = """{data}

The negatives of EDOS count for the category sexism only: they may be abusive in other ways. Annotators of a source chose one label, so a
hateful row says nothing about toxic or offensive except in Davidson, whose labels exclude each other; such cells are left out of the loss.
{written:,} sentences filled into templates (`train/functional.py`, `train/harm.py`) are added to training only: denied, quoted and criticised hate,
neutral sentences about groups, oaths, abuse of things, emoji in the place of words. A tenth of the rows of each epoch is disguised
(leetspeak, spacing, look-alikes, zero-width characters, repeated letters, stars). No row of the data is in this repository."""
FAILURES = """- Davidson's tweets were picked by a lexicon of slurs and labelled with a bias against African American English: harmless tweets in it score high.
- Talk pages (wikitalk) are rarely abusive (1 %), and often only by context: there the ranking is far from what the overall figure says.
- The overall figure is flattered by the sources, which differ in style and in their share of positives. Read the rows of a single source.
- The benign mail is from mailing lists of 2002, unlike the spam and phishing in style: mail of today will score worse.
- Abuse after the first {tokens} word pieces is not seen; a long harmless start hides it.
- Reclaimed slurs and dialect are flagged; irony and abuse that needs the conversation before it are missed.
- Emoji are read as English names (`tokenizer.json`); one newer than Unicode 14, or a letter of a script beyond the vocabulary, is unknown to it.
- Cyrillic and Greek look-alikes are folded to Latin letters, digits between letters to letters: text in those scripts loses its meaning.
- Between machines the float32 parts round differently before int8, so scores may differ in the third decimal; hence the tolerance of 0.01. On one machine they are
  bit-identical beside any neighbours."""


def build(report: dict) -> dict[str, str]:
    """Text of each section of the card."""
    return {
        "Use": _use(report),
        "Quality": _quality(report),
        "Data": _data(report),
        "Known failures": _failures(),
        "Training": _training(),
    }


def by_category(report: dict) -> list[dict]:
    """category, rows (known), positive (rows), auc, with bounds of a bootstrap interval and the calibration error."""
    result = []
    for i, name in enumerate(corpus.CATEGORIES):
        truth, scores = report["found"]["truth"][:, i + 1], report["found"]["crossed"][:, i + 1]
        known = ~np.isnan(truth)
        parts = truth[known].astype(int), scores[known], 0.5
        figures, bounds = metrics.summary(*parts), metrics.intervals(*parts)
        row = {"category": name, "rows": int(known.sum()), "positive": int(truth[known].sum()), "auc": figures["auc"]}
        result.append(row | {"interval": bounds["auc"], "ece": figures["ece_15_bins"]})
    return result


def _use(report: dict) -> str:
    labels, scores = report["labels"], report["scores"]
    edges = metrics.by_edge(labels, scores, [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 0.95])
    best = max(np.arange(5, 96) / 100, key=lambda edge: np.mean((scores >= edge) == labels))
    use = USE.format(
        tokens=MAX_TOKENS, threshold=report["threshold"], block=report["block"], best=best, bands=card.edges(edges, "benign rows")
    )
    return use


def _quality(report: dict) -> str:
    parts = report["labels"], report["scores"], report["threshold"]
    truth, scores = report["probe"]
    flagged = scores >= report["threshold"]
    alone = report["labels"][report["alone"]], report["scores"][report["alone"]], report["threshold"]
    alone_low, alone_high = metrics.intervals(*alone)["auc"]
    return QUALITY.format(
        alone=len(alone[0]), alone_auc=metrics.summary(*alone)["auc"], alone_low=alone_low, alone_high=alone_high,
        rows=len(report["labels"]), lost=report["found"]["lost"], figures=card.figures(metrics.summary(*parts), metrics.intervals(*parts)),
        sources=_sources(report), categories=_categories(report), probes=len(truth), probe_auc=metrics.summary(truth, scores, 0.5)["auc"],
        probe_balanced=(flagged[truth == 1].mean() + (~flagged)[truth == 0].mean()) / 2,
    )  # fmt: skip


def _sources(report: dict) -> str:
    part, known = report["part"], report["known"]
    sources = part.source.to_numpy(dtype=str)
    rows = metrics.by_group(sources[known], report["labels"], report["scores"], report["threshold"])
    own = sources == "edos"
    sexism = (part.category[own] == "sexism").to_numpy(int), report["found"]["crossed"][own, 3], 0.5
    edos = metrics.by_group(np.full(own.sum(), "edos (sexism)"), *sexism)
    rows = sorted([row for row in rows if row["figures"]] + edos, key=lambda row: row["group"])
    return card.groups(rows, {"auc": "AUC", "ap": "AP"}, "source")


def _categories(report: dict) -> str:
    rows = (
        [row["category"], f"{row['rows']:,}", f"{row['positive']:,}", "{:.4f}".format(row["auc"]), "{:.4f} to {:.4f}".format(*row["interval"]), f"{row['ece']:.4f}"]
        for row in by_category(report)
    )  # fmt: skip
    return card.table(["category", "rows", "positive", "AUC", "95 % interval", "ECE"], rows)


def _data(report: dict) -> str:
    return DATA.format(data=card.sources(corpus.SOURCES), written=report["written"])


def _failures() -> str:
    return FAILURES.format(tokens=MAX_TOKENS)


def _training() -> str:
    return (
        "AdamW, bf16 matrix products, about 2,048 tokens a step. Three epochs of all rows at a rate falling from 1e-4; one from 4e-5 with the "
        "hard rows twice; half a one from 3e-5 with the sources at their own shares. In the last two the labels are softened (0.3, 0.4) by the "
        "out-of-fold scores of the fast model, which knows odd labels. The weights are a mean of the last four epochs. "
        + training.paragraph(CORE_MINUTES, "one core of an AMD EPYC (2 cores, 24 GiB, shared with other work)").replace(
            "cross-validation", "evaluation"
        )
    )
