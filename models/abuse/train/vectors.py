"""Texts of the vectors: short ones, hand-made and random, whose ids must be the same in Python and TypeScript."""

import random

from golden import DISGUISED, PLAIN, UNICODE

LONE_SURROGATES = ["\ud83d", "a\udc00b", "\udc00\ud800", "x \ud83d\ud83d y", "\ud83d\u200b\ude00"]
# Where normalising has most to do: Latin, Greek and Cyrillic, marks, Indic, jamo, punctuation, CJK, syllables, presentation
# forms, mathematical letters, emoji, CJK supplement, tags.
RANGES = [
    (0x20, 0x7E), (0x00, 0x24F), (0x250, 0x52F), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0xDFF), (0x1100, 0x11FF),
    (0x1E00, 0x20CF), (0x2100, 0x2BFF), (0x3000, 0x33FF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xF900, 0xFFFF),
    (0x1D400, 0x1D7FF), (0x1F100, 0x1F9FF), (0x2F800, 0x2FA1F), (0xE0000, 0xE01EF), (0x0, 0x10FFFF),
]  # fmt: skip


# What unmasking looks at, and what it must not mistake for it.
MASKS = "aabdgoxsst0134572 6@$!.-_*,/ \u00e9\u0436\u200b"


def texts(count: int = 120) -> list[str]:
    generator = random.Random(20261121)
    written = [*PLAIN.values(), *UNICODE.values(), *DISGUISED.values(), *LONE_SURROGATES]
    masked = ("".join(generator.choices(MASKS, k=generator.randint(3, 24))) for _ in range(count))
    return ["", " ", *written, *masked, *(_random(generator) for _ in range(count))]


def _random(generator: random.Random) -> str:
    ranges = generator.sample(RANGES, 3)
    length = generator.randint(1, 24)
    return "".join(chr(generator.randint(*generator.choice(ranges))) for _ in range(length))
