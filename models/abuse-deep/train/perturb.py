"""Disguises of words: what people do to a text so that a filter misses it. Used on a small share of training rows of both labels."""

import random
import re

LOOKALIKES = str.maketrans("aeopcxyiAEOPCHKBMT", "аеорсхуіАЕОРСНКВМТ")
LEET = str.maketrans("aeiost", "431057")
VOWEL = re.compile(r"(?<=\w)[aeiou](?=\w)")


def _words(text: str, generator: random.Random, change, share: float) -> str:
    parts = re.split(r"(\s+)", text)
    return "".join(change(p) if len(p) > 2 and not p.isspace() and generator.random() < share else p for p in parts)


def leetspeak(text: str, generator: random.Random) -> str:
    return _words(text, generator, lambda word: word.translate(LEET), 0.6)


def spaced(text: str, generator: random.Random) -> str:
    gap = generator.choice(" .-_*")
    return _words(text, generator, lambda word: gap.join(word), 0.3)


def homoglyphs(text: str, generator: random.Random) -> str:
    return _words(text, generator, lambda word: word.translate(LOOKALIKES), 0.6)


def zero_width(text: str, generator: random.Random) -> str:
    return _words(text, generator, lambda word: "\u200b".join(word), 0.5)


def repeated(text: str, generator: random.Random) -> str:
    def stretch(word: str) -> str:
        at = generator.randrange(len(word))
        return word[:at] + word[at] * generator.randint(2, 5) + word[at + 1 :]

    return _words(text, generator, stretch, 0.5)


def starred(text: str, generator: random.Random) -> str:
    return _words(text, generator, lambda word: VOWEL.sub(generator.choice("*#-_."), word, count=1), 0.3)


def swapped(text: str, generator: random.Random) -> str:
    def swap(word: str) -> str:
        at = generator.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _words(text, generator, swap, 0.25)


def joined(text: str, generator: random.Random) -> str:
    return re.sub(r" ", lambda gap: "" if generator.random() < 0.3 else gap[0], text)


def shouted(text: str, _: random.Random) -> str:
    return text.upper()


ALL = (leetspeak, spaced, homoglyphs, zero_width, repeated, starred, swapped, joined, shouted)


def disguise(text: str, generator: random.Random) -> str:
    """One disguise, drawn at random, of some words of the text."""
    return generator.choice(ALL)(text, generator)
