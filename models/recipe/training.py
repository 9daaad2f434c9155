"""What training costs: measured time, estimated energy and carbon."""

import contextlib
import time
from collections.abc import Iterator

# A 64-core server processor takes about 280 W under load, 4.4 W a core; doubled for memory, fans, conversion and cooling.
WATTS_PER_CORE = 9.0
# World average of 2023: Ember, Global Electricity Review 2024, 480 g CO2 per kWh.
KG_PER_KWH = 0.48


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints wall and CPU time of the block, in seconds."""
    wall, cpu = time.monotonic(), time.process_time()
    yield
    print(f"{what}: {time.monotonic() - wall:.0f} s, {time.process_time() - cpu:.0f} s of CPU")


def paragraph(core_minutes: float, machine: str) -> str:
    """For the card. The time is a constant of the recipe, as what it writes must not depend on how busy its machine is."""
    kwh = core_minutes / 60 * WATTS_PER_CORE / 1000
    return (
        f"{core_minutes:g} core minutes on {machine}, cross-validation included. Estimated energy: {core_minutes:g} min / 60 x"
        f" {WATTS_PER_CORE:g} W (assumed for a busy core with its share of memory, conversion and cooling) = {kwh * 1000:.3g} Wh."
        f" Estimated carbon: {kwh * 1000:.3g} Wh x {KG_PER_KWH} kg/kWh (world average of 2023, Ember, Global Electricity Review"
        f" 2024) = {kwh * KG_PER_KWH * 1000:.2g} g CO2."
    )
