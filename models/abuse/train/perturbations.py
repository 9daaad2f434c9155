"""What people do to a text so that it is read by eye only. Seeded: the same text, kind and seed give the same result."""

import random
import re
from collections.abc import Callable

CYRILLIC = dict(zip("aceopxyisjhkmtb", "асеорхуіѕјһкмть"))
GREEK = dict(zip("aeiknoptuxv", "αεικηορτυχν")) | {"n": "η", "v": "ν"}
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
SYMBOLS = {"a": "@", "s": "$", "i": "!"}
ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"]
MARKS = ["\u0301", "\u0308", "\u0336", "\u0330"]
WORD = re.compile(r"[A-Za-z]{4,}")
LETTER = re.compile(r"[A-Za-z]")

Perturbation = Callable[[str, random.Random], str]


def _letters(share: float, change: Callable[[str, random.Random], str]) -> Perturbation:
    """Changes this share of the letters."""
    return lambda text, chance: LETTER.sub(lambda m: change(m[0], chance) if chance.random() < share else m[0], text)


def _words(share: float, change: Callable[[str, random.Random], str]) -> Perturbation:
    """Changes this share of the words of four letters and more."""
    return lambda text, chance: WORD.sub(lambda m: change(m[0], chance) if chance.random() < share else m[0], text)


def _by(table: dict[str, str]) -> Callable[[str, random.Random], str]:
    return lambda letter, _: table.get(letter.lower(), letter)


def _repeated(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at] * chance.randint(3, 6) + word[at + 1 :]


def _shifted(first: int) -> Callable[[str, random.Random], str]:
    """Letters of another alphabet whose small letters start at code point `first`."""
    return lambda letter, _: chr(first + ord(letter.lower()) - ord("a"))


KINDS: dict[str, Perturbation] = {
    "spaces between letters": _words(0.5, lambda word, _: " ".join(word)),
    "dots between letters": _words(0.5, lambda word, _: ".".join(word)),
    "digits for letters": _letters(0.4, _by(LEET)),
    "symbols for letters": _letters(0.4, _by(SYMBOLS)),
    "repeated letters": _words(0.5, _repeated),
    "Cyrillic look-alikes": _letters(0.5, _by(CYRILLIC)),
    "Greek look-alikes": _letters(0.5, _by(GREEK)),
    "full-width letters": _letters(1, _shifted(0xFF41)),
    "mathematical letters": _letters(1, _shifted(0x1D41A)),
    "zero-width characters": _letters(0.3, lambda letter, chance: letter + chance.choice(ZERO_WIDTH)),
    "combining marks": _letters(0.5, lambda letter, chance: letter + chance.choice(MARKS)),
}


def perturbed(texts: list[str], kind: str, seed: int = 20261121) -> list[str]:
    chance = random.Random(f"{kind} {seed}")
    return [KINDS[kind](text, chance) for text in texts]
