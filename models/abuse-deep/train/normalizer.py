"""tokenizer.json of abuse-deep: the encoder's word pieces behind a normalizer that undoes the usual disguises.

Everything is expressed by normalizers that both the Rust `tokenizers` and the JavaScript `@huggingface/tokenizers` have.
"""

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, normalizers

from emoji_names import replacements
from newer_unicode import RANGES

INVISIBLE = "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff]"
HOMOGLYPHS = {
    "a": "аɑα",
    "A": "АΑ",
    "b": "Ьƅ",
    "B": "ВΒ",
    "c": "сϲ",
    "C": "СϹ",
    "d": "ԁ",
    "e": "еҽ",
    "E": "ЕΕ",
    "g": "ɡ",
    "h": "һ",
    "H": "НΗ",
    "i": "іιı",
    "I": "ІΙ",
    "j": "ј",
    "k": "кκ",
    "K": "КΚ",
    "l": "ӏ",
    "M": "МΜ",
    "n": "ո",
    "N": "Ν",
    "o": "оοօ",
    "O": "ОΟ",
    "p": "рρ",
    "P": "РΡ",
    "q": "ԛ",
    "s": "ѕ",
    "S": "Ѕ",
    "t": "т",
    "T": "ТΤ",
    "u": "υս",
    "v": "ѵν",
    "w": "ԝω",
    "x": "хχ",
    "X": "ХΧ",
    "y": "у",
    "Y": "УΥ",
    "Z": "Ζ",
}
LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "\\$": "s"}
LETTER = "[A-Za-z]"
GAP = r"[ .\-_*]"


def _spaced() -> str:
    """Separators inside a run of at least four lone letters: `i d i o t`, but not `u r a`."""
    before = [rf"(?<=\b{LETTER}{(GAP + LETTER) * i})" for i in range(3)]
    after = [rf"(?={LETTER}{(GAP + LETTER) * (2 - i)}\b)" for i in range(3)]
    return "|".join(f"{b}{GAP}{a}" for b, a in zip(before, after))


def _rules() -> list[tuple[str | Regex, str]]:
    rules: list[tuple[str | Regex, str]] = [(Regex(f"[{RANGES}]"), ""), (Regex(INVISIBLE), "")]
    rules += [(Regex(f"[{look}]"), letter) for letter, look in HOMOGLYPHS.items()]
    rules += replacements()
    rules += [(Regex(f"(?<={LETTER}|{LETTER}{sign}){sign}(?={LETTER}|{sign}{LETTER})"), letter) for sign, letter in LEET.items()]
    rules += [(Regex(rf"(?<={LETTER})@(?={LETTER}{{1,12}}(?![A-Za-z.]))"), "a")]
    return rules + [(Regex(_spaced()), ""), (Regex(rf"({LETTER})(?=\1\1)"), "")]


def build(encoder: Path) -> Tokenizer:
    """The tokenizer of the encoder with the rules before its own normalizer; neither truncation nor padding.

    It has no added tokens: `[SEP]` in a text is text.
    """
    plain = json.loads((encoder / "tokenizer.json").read_text())
    tokenizer = Tokenizer.from_str(json.dumps(plain | {"added_tokens": []}))
    steps = [normalizers.NFKC()] + [normalizers.Replace(find, put) for find, put in _rules()]
    tokenizer.normalizer = normalizers.Sequence([*steps, normalizers.BertNormalizer(lowercase=True)])
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
