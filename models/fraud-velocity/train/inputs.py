"""Inputs of the model: the features of the Fraud Detection Handbook, chapter 3, and what the trees make of them."""

from fields import number

DAYS = (1, 7, 30)
AMOUNT = "TX_AMOUNT"


def customer(kind: str, days: int) -> str:
    return f"CUSTOMER_ID_{kind}_{days}DAY_WINDOW"


def terminal(kind: str, days: int) -> str:
    return f"TERMINAL_ID_{kind}_{days}DAY_WINDOW"


def _customer_fields(days: int) -> list:
    return [
        number(customer("NB_TX", days), f"Customer's transactions in {days} days, this one included", minimum=0),
        number(customer("AVG_AMOUNT", days), f"Their mean amount in dollars, over {days} days", minimum=0),
    ]


def _terminal_fields(days: int) -> list:
    window = f"in the {days} days that ended a week before"
    return [
        number(terminal("NB_TX", days), f"Terminal's transactions {window}", minimum=0),
        number(terminal("RISK", days), f"Share of them that was fraud, {window}", minimum=0, maximum=1),
    ]


FIELDS = [
    number(AMOUNT, "Amount in dollars", minimum=0),
    number("TX_DURING_WEEKEND", "1 on Saturday and Sunday, else 0", minimum=0, maximum=1),
    number("TX_DURING_NIGHT", "1 from midnight to six, else 0", minimum=0, maximum=1),
    *[field for days in DAYS for field in _customer_fields(days)],
    *[field for days in DAYS for field in _terminal_fields(days)],
]

# Who, where and when: the windows are made from them, and the model looks at none.
IGNORED = ("TX_DATETIME", "CUSTOMER_ID", "TERMINAL_ID", "TX_TIME_SECONDS", "TX_TIME_DAYS")

# A stolen card shows in amounts far above the customer's own.
RATIOS = [
    *[(AMOUNT, customer("AVG_AMOUNT", days)) for days in (30, 7, 1)],
    *[(customer("AVG_AMOUNT", days), customer("AVG_AMOUNT", 30)) for days in (1, 7)],
]

# Frauds at the terminal: one of two is less than ten of twenty.
PRODUCTS = [(terminal("NB_TX", days), terminal("RISK", days)) for days in DAYS]
