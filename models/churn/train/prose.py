"""What card.md says beside figures."""

import numpy as np

from result import Result

SUMMARY = """Probability that a customer of a telephone and internet company leaves within the month. Gradient-boosted shallow trees, strongly
regularised, calibrated."""

USE = """Made for choosing whom to make an offer to stay. Not made for pricing, or for refusing service.

| cost, in dollars | offer made             | no offer |
| ---------------- | ---------------------- | -------- |
| would leave      | 230 (50 + 60 % of 300) | 300      |
| would stay       | 50                     | 0        |

A customer who leaves takes 300 of margin along (four months of a mean charge of 75), an offer costs 50 and keeps four in ten. These
are assumptions: put in one's own. The threshold {threshold:g} has the least expected cost on out-of-fold scores. From it on the action
is `review`, from 0.75 on `block`, which here means: call first.

{edges}

Strings are the very ones of the data file, in their case; others are refused, but for `PaymentMethod`, where an unlisted method or
none counts as unknown (that bucket was trained on copies of the rows with the method hidden). `TotalCharges` may be null or left out:
nothing was billed yet, so it counts as 0. Everything else is required; negative numbers are refused."""

QUALITY = """Five-fold cross-validation, stratified, three times over; every figure is out of fold, the mean of the three. Intervals: 95 %,
bootstrap over rows; the calibration (Platt, two parameters) was fitted on the same out-of-fold scores. Logistic regression with
splines reaches the same AUC within 0.001: differences under 0.01 are noise on this set.

Groups (figures at the threshold, first repeat):

{gender}

{senior}

{contract}"""

DATA = """5,588 customers of a made-up company in California, one quarter; the label is having left within the last month. The set is IBM's
sample, most likely simulated. A fifth of it was set aside beforehand. Eight rows here have a blank `TotalCharges`, all at tenure 0.
None of the rows is in this repository; golden.json was made up."""

FAILURES = """- A sample of one quarter of one company, and most likely simulated: for real customers train anew by this recipe.
- Part of the ranking is knowing the contract: within one kind of contract AUC is 0.73 to 0.76, and of customers bound for a year
  or two next to none is flagged at the threshold, though some leave.
- Senior citizens leave more often and are flagged far more often, at a higher rate of false alarms: an offer does no harm, a
  worse tariff would.
- A change of behaviour (complaints, less use) is not among the inputs: it sees who leaves in general, not what happened lately.
- It predicts leaving, not whether an offer changes it; for that a trial with a control group is needed.
- Charges are in dollars of about 2018."""


def sections(result: Result) -> dict[str, str]:
    frame = result.frame
    columns = {
        "auc": "AUC", "flagged_at_threshold": "flagged", "fpr_at_threshold": "false positive rate", "recall_at_threshold": "recall",
    }  # fmt: skip
    senior = np.where(frame.SeniorCitizen == 1, "65 and over", "under 65")
    return {
        "Use": USE.format(threshold=result.threshold, edges=result.edges([0.25, 0.5, 0.75], "staying rows")),
        "Quality": QUALITY.format(
            gender=result.groups(columns, "gender", frame.gender.to_numpy(dtype=str)),
            senior=result.groups(columns, "age", senior),
            contract=result.groups(columns, "contract", frame.Contract.to_numpy(dtype=str)),
        ),
        "Data": DATA,
        "Known failures": FAILURES,
    }
