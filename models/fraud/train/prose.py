"""What card.md says beside figures."""

import numpy as np

from result import Result

SUMMARY = """Probability that a card transaction is fraudulent, from the 28 principal components that the card network published, the
time and the amount. Gradient-boosted trees, calibrated to native rates (0.16 % of transactions)."""

USE = """Made for ranking and reviewing transactions of the kind that it was trained on, with the components computed by the same
network. Nobody else can compute them: with one's own features, train one's own model by this recipe. A person decides before a
card is closed.

| cost, in euros         | flagged        | not flagged |
| ---------------------- | -------------- | ----------- |
| fraudulent transaction | 5 (one review) | 125         |
| legitimate transaction | 5 (one review) | 0           |

125 is about the mean amount of a fraudulent transaction (the bank bears it), 5 a few minutes of an analyst and the annoyance of a
call. The threshold {threshold:g} has the least expected cost on out-of-fold scores at native rates. From it on the action is
`review`, from 0.8 on `block`.

{edges}

Time outside of the two days is clipped, an amount under nought is refused, nothing may be missing."""

QUALITY = """Five-fold cross-validation, stratified, three times over; every figure is out of fold and at native rates (`sampling=uniform`
negatives weigh 11.67), the mean of the three. Intervals: 95 %, bootstrap over rows; the calibration (Platt, two parameters) was
fitted on the same out-of-fold scores. 378 frauds is few: the intervals are wide.

{amounts}

{days}"""

DATA = """23,452 transactions of two days in September 2013 by European card holders, all 378 frauds of this part and about one
in twelve of the legitimate ones. A fifth of the published set was set aside beforehand. None of the rows is in this repository; golden.json was made up."""

FAILURES = """- The components are anonymous and fixed: when the network changes its features, scores mean nothing, and nothing in the
  input shows it. Watch the drift of the inputs against reference.json.
- Two days of 2013: seasons, new kinds of fraud and today's online trade were not seen.
- `Time` counts from the first transaction of those days; what it carries is the hour. Send seconds since the midnight before
  yesterday's, or expect noise.
- One in eight frauds looks like any other transaction and is found only past 1 % false positives.
- It looks at one transaction at a time: bursts of small amounts on one card are beyond it (`fraud-velocity` has such windows).
- Labels are what the network confirmed; frauds that nobody reported count as legitimate."""


def sections(result: Result) -> dict[str, str]:
    amounts = np.select([result.frame.Amount < 10, result.frame.Amount < 100], ["0 to 10", "10 to 100"], "100 and over")
    days = np.where(result.frame.Time < 86_400, "first", "second")
    columns = {"auc": "AUC", "recall_at_threshold": "recall", "fpr_at_threshold": "false positive rate"}
    return {
        "Use": USE.format(threshold=result.threshold, edges=result.edges([0.02, 0.1, 0.5, 0.8], "legitimate rows")),
        "Quality": QUALITY.format(
            amounts=result.groups(columns, "amount in euros", amounts), days=result.groups(columns, "day", days)
        ),
        "Data": DATA,
        "Known failures": FAILURES,
    }
