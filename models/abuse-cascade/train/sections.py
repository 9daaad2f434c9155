"""What the card of abuse-cascade says, filled in with the figures of the run."""

import card
import charts
import metrics
import tune
from costs import FAST_COST

LENGTHS = [0, 10, 20, 40, 80, 120, 160, 240, 320, 480, 640, 1000, 2000, 4000, 10_001]
SUMMARY = (
    "Probability that an English text is abusive, by two models: the fast one (`abuse`) decides what is clear, the deep one (`abuse-deep`) sees only what the fast one "
    "is unsure of. There both scores are blended."
)
USE = """For whole files and sessions, where the deep model for every row would take too long, and for /predict where a few milliseconds more on the uncertain rows are fine.
What the cards of [abuse](../../{fast[name]}/{fast[version]}/card.md) and [abuse-deep](../../{deep[name]}/{deep[version]}/card.md) say about intended use holds here.

The deep model is asked when the fast score is at least {cascade.low} and under {cascade.high}. Inside this band the score is
`sigmoid({weights[0]} logit(fast) + {weights[1]} logit(deep) + {weights[2]})`, outside it is the fast score. Categories are the deep model's where it was asked, else the fast model's.

From {threshold} on a text is flagged and its action is `review`; from {block} on it is `block`.

{edges}"""
QUALITY = """{rows:,} rows that neither model was trained on: the fixed split of abuse-deep, with the fast model's out-of-fold scores. The blend is cross-fitted for these figures:
each half of the split is blended by the numbers fitted on the other. Intervals: 95 %, bootstrap over rows. The band was chosen on the same rows
among {bands} bands; two such edges have little to overfit.

{figures}

{models}

The deep model sees {asked:.1%} of the rows, and the cascade takes 1/{speed_up:.1f} of the time of deep-for-all on this mix (times of each padded length as measured on one
core, `train/costs.py`). The mix matters: where most texts are uncertain, so most are asked.

![AUC and speed of every band](bands.svg)

![Reliability diagram](calibration.svg)

![Precision and recall over the threshold](threshold.svg)

Within a source (EDOS has only abusive rows in the union, so it is not listed):

{sources}"""
DATA = """Nothing but the band and the three numbers of the blend was fitted here, on the split named above. The data of the members is listed on their cards."""
FAILURES = """- What the fast model is sure of is final: a text that it scores under {cascade.low} is never seen by the deep one, however plain its abuse
  (irony, emoji in the place of words, polite hate without words that the fast model knows), nor is a benign one from {cascade.high} on (quoted or denied hate).
- The score jumps where the band ends: two texts of almost the same fast score may differ. Inside the band the score is calibrated, and so it is outside.
- The gain depends on the mix of texts; on texts unlike the training sources more fall into the band.
- The failures of both members, as on their cards."""
TRAINING = """No training: {bands} logistic regressions on {rows:,} rows with two inputs each, under a minute on one core of an AMD EPYC, less than 0.2 Wh
(1 min / 60 x 9 W = 0.15 Wh; x 0.48 kg CO2 per kWh = 0.07 g) beside the members' training."""


def build(report: dict) -> dict[str, str]:
    """Text of each section of the card."""
    return {
        "Use": _use(report),
        "Quality": _quality(report),
        "Data": DATA,
        "Known failures": FAILURES.format(**report),
        "Training": _training(report),
    }


def bands_picture(report: dict) -> bytes:
    """AUC over the speed-up for every band, one line for each lower edge."""
    curves = {}
    for low in tune.LOWS[::3]:
        points = sorted((row["speed_up"], row["auc"]) for row in report["found"] if row["low"] == low)
        curves[f"from {low:g}"] = points
    return charts.lines(curves, "times the speed of deep-for-all", "AUC")


def _use(report: dict) -> str:
    edges = metrics.by_edge(report["rows"].labels, report["scores"], [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 0.95])
    return USE.format(**report, weights=report["cascade"].weights, edges=card.edges(edges, "benign rows"))


def _quality(report: dict) -> str:
    rows, chosen = report["rows"], report["chosen"]
    parts = rows.labels, report["scores"], report["threshold"]
    groups = metrics.by_group(report["frame"].source.to_numpy(dtype=str), *parts)
    sources = card.groups([row for row in groups if row["figures"]], {"auc": "AUC", "ap": "AP"}, "source")
    figures = card.figures(metrics.summary(*parts), metrics.intervals(*parts))
    values = {
        "rows": len(rows.labels),
        "bands": len(report["found"]),
        "models": _models(report),
        "figures": figures,
        "sources": sources,
    }
    return QUALITY.format(**chosen, **values)


def _models(report: dict) -> str:
    rows, chosen = report["rows"], report["chosen"]
    deep, fast = float(rows.cost.sum()), FAST_COST * len(rows.labels)
    times = [
        ("fast for all", report["fast_auc"], fast),
        ("deep for all", report["deep_auc"], deep),
        ("cascade", chosen["auc"], deep / chosen["speed_up"]),
    ]
    return card.table(["model", "AUC", "time for the split"], ([name, f"{auc:.4f}", f"{time:.2f} s"] for name, auc, time in times))


def _training(report: dict) -> str:
    return TRAINING.format(bands=len(report["found"]) * 3, rows=len(report["rows"].labels))
