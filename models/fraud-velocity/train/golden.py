"""Instances of golden.json: made up for it, none is a row of the data."""

from inputs import DAYS, customer, terminal


def _instance(amount: float, usual: float = 50.0, share: float = 0.0, night: int = 0, weekend: int = 0) -> dict[str, float]:
    """A customer with three transactions a day of `usual` dollars, at a terminal with one a day of which `share` was fraud."""
    return {
        "TX_AMOUNT": amount,
        "TX_DURING_WEEKEND": weekend,
        "TX_DURING_NIGHT": night,
        **{customer("NB_TX", days): 3 * days for days in DAYS},
        **{customer("AVG_AMOUNT", days): usual for days in DAYS},
        **{terminal("NB_TX", days): days for days in DAYS},
        **{terminal("RISK", days): share for days in DAYS},
    }


IDENTITY = {
    "TX_DATETIME": "2018-08-01T12:00:00", "CUSTOMER_ID": 17, "TERMINAL_ID": 4, "TX_TIME_SECONDS": 10_584_000, "TX_TIME_DAYS": 122,
}  # fmt: skip

INSTANCES = {
    "usual amount": _instance(50),
    "usual amount, with who, where and when": _instance(50) | IDENTITY,
    "nothing paid": _instance(0),
    "a cent under 220": _instance(219.99),
    "a cent over 220": _instance(220.01),
    "very large": _instance(1e6),
    "five times the usual": _instance(150, usual=30),
    "first transaction of a customer": _instance(40, usual=40) | {customer("NB_TX", days): 1 for days in DAYS},
    "customer without history": _instance(40, usual=0) | {customer("NB_TX", days): 0 for days in DAYS},
    "terminal without history": _instance(40) | {terminal("NB_TX", days): 0 for days in DAYS},
    "terminal with every transaction fraud": _instance(40, share=1),
    "terminal with a third fraud": _instance(40, share=1 / 3),
    "terminal that was bad last month": _instance(40) | {terminal("RISK", 30): 0.4},
    "at night": _instance(50, night=1),
    "at the weekend": _instance(50, weekend=1),
    "everything at once": _instance(700, usual=20, share=1, night=1, weekend=1),
}
