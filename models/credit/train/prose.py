"""What card.md says beside figures, and the audit by attributes that the model does not see."""

import numpy as np

from result import Result

SUMMARY = """Probability that a credit card client defaults on next month's payment, from the credit limit, education, and bills,
payments and delays of six months. Gradient-boosted trees over the inputs and six ratios to the limit, calibrated. Sex, marriage
and age are not inputs."""

USE = """Made for ranking clients for a review of their limit or an early call. A person decides, and tells the client the reasons: a
refusal of credit by a score alone is not what it is for (and is regulated, in the EU by article 22 of the GDPR).

| relative cost | flagged | not flagged |
| ------------- | ------- | ----------- |
| will default  | 0       | 5           |
| will repay    | 1       | 0           |

Five to one is the cost matrix published with UCI's Statlog German Credit data: a default loses the principal, a needless
review a little interest and good will. The threshold {threshold:g} has the least expected cost on out-of-fold scores. From it on the
action is `review`, from 0.7 on `block`.

{edges}

Statuses past nine months or under -2 are clipped, education outside of 0 to 6 and negative payments or limits are refused,
nothing may be missing. SEX, MARRIAGE and AGE are refused as unknown fields: leave them out."""

QUALITY = """Five-fold cross-validation, stratified, three times over; every figure is out of fold, the mean of the three. Intervals: 95 %,
bootstrap over rows; the calibration (Platt, two parameters) was fitted on the same out-of-fold scores.

Audit by attributes that the model does not see (figures at the threshold, first repeat):

{sex}

{marriage}

{age}

Men, clients under 30 and the few who are neither married nor single are flagged more often, also among those who repay; the base rates differ
too. The attributes were left out; equal outcomes were not sought, as other inputs carry some of the same information."""

DATA = """23,938 clients of a bank in Taiwan, October 2005, six months of history; the label is default on the payment of that month. A fifth
of the published set was set aside beforehand. EDUCATION has codes that the publisher does not explain (0, 5, 6): they are few.
None of the rows is in this repository; golden.json was made up."""

FAILURES = """- One bank, one country, one month of a credit card crisis: the base rate of 22 % is far above that of calm times. Calibrate
  anew on one's own clients before a threshold is used.
- No client without history: all had a card for six months. New clients need another model.
- Bills and payments are in Taiwan dollars of 2005; other currencies must be converted, and the result is a guess.
- About four in ten of the flagged default at the threshold: it is a list for review, not of defaulters.
- Clients who pay on time until the month they stop look like everybody else.
- Education stands in for income and, in part, age."""


def sections(result: Result) -> dict[str, str]:
    frame = result.frame
    columns = {
        "auc": "AUC", "flagged_at_threshold": "flagged", "fpr_at_threshold": "false positive rate", "recall_at_threshold": "recall",
    }  # fmt: skip
    sex = np.where(frame.SEX == 1, "men", "women")
    marriage = np.select([frame.MARRIAGE == 1, frame.MARRIAGE == 2], ["married", "single"], "other")
    age = np.select([frame.AGE < 30, frame.AGE < 45, frame.AGE < 60], ["21 to 29", "30 to 44", "45 to 59"], "60 and over")
    return {
        "Use": USE.format(threshold=result.threshold, edges=result.edges([0.3, 0.5, 0.7], "repaid rows")),
        "Quality": QUALITY.format(
            sex=result.groups(columns, "sex", sex),
            marriage=result.groups(columns, "marriage", marriage),
            age=result.groups(columns, "age", age),
        ),
        "Data": DATA,
        "Known failures": FAILURES,
    }
