"""card.md of a version, filled in with the figures of the run."""

import corpus

TEMPLATE = """# abuse 1.0.0

Probability that a short English text is abusive: insults, hate, harassment, sexism, spam, phishing or an attack on a language
model's prompt. One score for all of them. Logistic regression over hashed word and character n-grams (`terms`), calibrated.

## Use

Made for a first look at chat messages, comments and posts: rank, send to review, block what is plain. A person decides about
people: an account is not to be closed on this score alone. Not made for languages other than English, for long documents
(it was trained on the first 2,000 characters), or to tell apart the kinds of abuse.

From {threshold} on a text is flagged and its action is `review`; from 0.9 on it is `block`.

| from | precision | recall | benign rows caught |
|---|---|---|---|
{bands}

## Quality

{rows:,} rows, 48 % positive, 5-fold cross-validation with folds stratified by source and label; every figure is out of fold.
Intervals: 95 %, bootstrap over rows. The calibration (Platt) was fitted on the same out-of-fold logits, two parameters in all.

| figure | value | interval |
|---|---|---|
{figures}

Within a source, and its positives against the benign rows of all sources:

| source | rows | positive | AUC within | AUC against all benign |
|---|---|---|---|---|
{sources}

The overall figure is flattered by the sources: they differ in style and in their share of positives, so part of the ranking
is knowing where a text comes from. Read the column "AUC within" for a single community.

## Data

| source | published at | licence |
|---|---|---|
{data}

{written:,} sentences made from templates (`train/templates.py`, no slurs) are added to every training set and to no evaluation: neutral
sentences about groups of people against hate with the same names, and plain insults, which the data hardly has. They cost
0.0006 of cross-validated AUC.

None of the rows of the data is in this repository, and golden.json was written for it.

## Known failures

- Davidson's tweets were picked by a lexicon of slurs and labelled with a bias against African American English: harmless
  tweets in it score high.
- EDOS gives sexist posts only (its other rows may be abusive in other ways), so mentions of women still weigh towards abuse.
- Names of groups raise the score of neutral sentences, the more the longer the list of names; negation, quotation and reclaimed words are not understood. On
  functional tests such as HateCheck models of this kind are little better than chance.
- Emoji used as abuse, and pairs that differ in one word (Hatemoji), are mostly beyond n-grams.
- Oaths among friends are flagged.
- Folding look-alikes turns Russian and Greek text into Latin letters: the same text always into the same, but its meaning is
  lost, and such languages were not trained on.
- Phishing and ham mail are of 2002 to 2008 and differ in style: mail of today will score worse than the table says.
- Digits and symbols for letters (`sh1t`, `@ss`) are folded only where Unicode relates them.
"""


def card(report: dict) -> str:
    return TEMPLATE.format(
        threshold=0.45,
        rows=report["rows"],
        written=report["written"],
        bands="\n".join(_band(row) for row in report["bands"]),
        figures="\n".join(_figure(name, value, *report["intervals"][name]) for name, value in report["figures"].items()),
        sources="\n".join(_source(row) for row in report["sources"]),
        data="\n".join(f"| {name} | {url} | {license} |" for name, url, license in corpus.SOURCES),
    )


def _band(row: dict) -> str:
    return f"| {row['edge']} | {row['precision']:.3f} | {row['recall']:.3f} | {row['false_positive_rate']:.2%} |"


def _figure(name: str, value: float, low: float, high: float) -> str:
    return f"| {name} | {value:.4f} | {low:.4f} to {high:.4f} |"


def _source(row: dict) -> str:
    within = "one class" if row["auc"] is None else f"{row['auc']:.3f}"
    return f"| {row['source']} | {row['rows']:,} | {row['positive']:.0%} | {within} | {row['auc_against_all_benign']:.3f} |"
