"""Instances of golden.json: made up for it, none is a row of the data."""

NAMES = [f"V{i}" for i in range(1, 29)]


def _instance(time: float, amount: float, components: dict[str, float] | float = 0.0) -> dict[str, float]:
    values = components if isinstance(components, dict) else {name: components for name in NAMES}
    return {"Time": time, **{name: values.get(name, 0.0) for name in NAMES}, "Amount": amount}


STOLEN = {"V3": -6.5, "V4": 4.8, "V7": -5.2, "V10": -6.1, "V11": 4.2, "V12": -7.4, "V14": -9.3, "V16": -5.5, "V17": -8.1}

INSTANCES = {
    "all components nought": _instance(50_000, 20),
    "free of charge at the first second": _instance(0, 0),
    "largest amount": _instance(120_000, 25_000),
    "small test of a stolen card": _instance(41_000, 1, STOLEN),
    "stolen card, large amount": _instance(95_000, 800, STOLEN),
    "half way to a stolen card": _instance(95_000, 80, {name: value / 2 for name, value in STOLEN.items()}),
    "a quarter of the way": _instance(95_000, 80, {name: value / 4 for name, value in STOLEN.items()}),
    "low V14 alone": _instance(30_000, 45, {"V14": -8.0}),
    "time clipped to the second day's end": _instance(1e9, 20),
    "time before the first second is clipped": _instance(-1, 20),
    "components far out": _instance(50_000, 20, 1e6),
    "components far out below": _instance(50_000, 20, -1e6),
    "more digits than float32 holds": _instance(50_000.123456789, 19.99, {name: 0.1 * i for i, name in enumerate(NAMES)}),
    "typical": _instance(150_000, 12.5, {"V1": 1.9, "V2": -0.4, "V3": -1.3, "V4": 0.3, "V14": 0.4, "V17": -0.2}),
}
