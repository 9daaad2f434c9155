"""Instances of golden.json: made up for it, none is a row of the data."""

STATUSES = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")


def _instance(limit: float, education: float, status: list[float], bills: list[float], paid: list[float]) -> dict[str, float]:
    """Latest month first, as in the columns."""
    months = range(1, 7)
    return {
        "LIMIT_BAL": limit,
        "EDUCATION": education,
        **dict(zip(STATUSES, status)),
        **{f"BILL_AMT{i}": bill for i, bill in zip(months, bills)},
        **{f"PAY_AMT{i}": amount for i, amount in zip(months, paid)},
    }


INSTANCES = {
    "pays in full": _instance(200_000, 1, [-1] * 6, [5_000] * 6, [5_000] * 6),
    "card not used": _instance(360_000, 1, [-2] * 6, [0] * 6, [0] * 6),
    "revolving credit, pays the least": _instance(80_000, 2, [0] * 6, [60_000] * 6, [2_500] * 6),
    "at the limit": _instance(50_000, 3, [0] * 6, [50_500] * 6, [1_800] * 6),
    "one month late now": _instance(120_000, 2, [1, -2, -2, -2, -2, -2], [0] * 6, [0] * 6),
    "two months late now": _instance(90_000, 2, [2, 0, 0, 0, 0, 0], [40_000] * 6, [2_000, 0, 1_500, 1_500, 1_500, 1_500]),
    "late for half a year": _instance(20_000, 3, [3, 2, 2, 2, 2, 2], [19_000] * 6, [0, 0, 700, 0, 800, 0]),
    "status past nine months is clipped": _instance(20_000, 3, [12] * 6, [19_000] * 6, [0] * 6),
    "status under -2 is clipped": _instance(200_000, 1, [-5] * 6, [0] * 6, [0] * 6),
    "limit of nought": _instance(0, 2, [0] * 6, [0] * 6, [0] * 6),
    "education unknown, least": _instance(100_000, 0, [0] * 6, [20_000] * 6, [1_000] * 6),
    "education unknown, most": _instance(100_000, 6, [0] * 6, [20_000] * 6, [1_000] * 6),
    "balance in the client's favour": _instance(150_000, 1, [-1] * 6, [-165_000.5] * 6, [0] * 6),
    "very large amounts": _instance(1e9, 1, [0] * 6, [1e12] * 6, [1e12] * 6),
}
