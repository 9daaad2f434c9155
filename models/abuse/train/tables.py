"""Normalisation tables of the `terms` featurizer, made from this Python's Unicode data.

The tables travel in featurizer.json, so neither Python nor TypeScript asks its runtime about Unicode when a text is read.
Every code point maps to a sequence of code points that depends on nothing around it: full NFKD, look-alikes folded,
lower case, combining marks and invisible characters dropped. Because marks go, the order and composition that NFKC would
restore no longer show: a text, its NFC, NFD, NFKC and NFKD all normalise alike.
"""

import sys
import unicodedata

HANGUL, SURROGATES = range(0xAC00, 0xD7A4), range(0xD800, 0xE000)

# Single characters that pass for Latin letters, by eye; capitals only where they resemble another letter than the small one.
LOOK_ALIKES = {
    # Cyrillic
    "а": "a", "в": "b", "е": "e", "ѕ": "s", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c",
    "т": "t", "у": "y", "х": "x", "ѵ": "v", "ԁ": "d", "һ": "h", "ӏ": "l", "ԛ": "q", "ԝ": "w", "ь": "b", "г": "r", "п": "n",
    "є": "e", "ғ": "f", "қ": "k", "ң": "h", "ү": "y", "ұ": "y", "ҳ": "x", "ө": "o", "ә": "e", "ԍ": "g",
    # Greek
    "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y", "η": "n", "ω": "w", "ϳ": "j", "Η": "h", "Ν": "n", "Υ": "y", "Σ": "e", "Μ": "m", "Ζ": "z",
    # Armenian and Cherokee
    "ա": "w", "հ": "h", "ո": "n", "ս": "u", "օ": "o", "զ": "q", "ց": "g", "Ꭺ": "a", "Ᏼ": "b", "Ꮯ": "c", "Ꭰ": "d", "Ꭼ": "e",
    "Ꮋ": "h", "Ꭻ": "j", "Ꮶ": "k", "Ꮮ": "l", "Ꮇ": "m", "Ꮲ": "p", "Ꮢ": "r", "Ꮪ": "s", "Ꭲ": "t", "Ꮩ": "v", "Ꮃ": "w", "Ꮓ": "z",
    # Latin letters without a decomposition, phonetic letters and small capitals
    "ı": "i", "ȷ": "j", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ƒ": "f", "æ": "ae", "œ": "oe", "ɑ": "a",
    "ɐ": "a", "ɓ": "b", "ƈ": "c", "ɔ": "o", "ɖ": "d", "ɗ": "d", "ǝ": "e", "ə": "e", "ɛ": "e", "ɜ": "e", "ɡ": "g", "ɠ": "g",
    "ɦ": "h", "ɨ": "i", "ɩ": "i", "ʝ": "j", "ƙ": "k", "ɫ": "l", "ɭ": "l", "ɯ": "w", "ɱ": "m", "ɲ": "n", "ŋ": "n", "ɵ": "o",
    "ƥ": "p", "ʠ": "q", "ɹ": "r", "ɾ": "r", "ʂ": "s", "ʃ": "s", "ƭ": "t", "ʈ": "t", "ʉ": "u", "ʊ": "u", "ʋ": "v", "ʌ": "v",
    "ʍ": "w", "ƴ": "y", "ʐ": "z", "ƶ": "z", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h",
    "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u",
    "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z",
    # Punctuation that editors insert
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "*", "·": "*", "⁄": "/",
}
# Enclosed capitals A to Z without a compatibility decomposition: negative circled, negative squared.
LOOK_ALIKES |= {chr(first + i): chr(97 + i) for first in (0x1F150, 0x1F170) for i in range(26)}

# Default_Ignorable_Code_Point beyond category Cf (PropList and DerivedCoreProperties of Unicode 14).
IGNORABLE = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0]
    + [*range(0x180B, 0x1810), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9)]
    + [*range(0xE0000, 0xE1000)]
)
SPACES = {"\t", "\n", "\v", "\f", "\r", "\x85"}


def _fold_one(char: str) -> str:
    """What one fully decomposed character becomes: '' when it is dropped."""
    category = unicodedata.category(char)
    if char in SPACES or category in ("Zs", "Zl", "Zp"):
        return " "
    if category in ("Cc", "Cf", "Me") or unicodedata.combining(char) or ord(char) in IGNORABLE:
        return ""
    return LOOK_ALIKES.get(char) or LOOK_ALIKES.get(char.lower()) or char.lower().casefold()


def _fold(char: str) -> str:
    """Folds until nothing changes, so that normalising twice is normalising once."""
    text, folded = "", char
    while folded != text:
        text, folded = folded, "".join(map(_fold_one, unicodedata.normalize("NFKD", folded)))
    return text


def build() -> dict:
    """`map` (code point in hex to its replacement), `removed` and `word` (inclusive ranges) for featurizer.json."""
    mapping, removed, word = {}, [], []
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if code in HANGUL or code in SURROGATES:
            continue  # by rule and not by table: jamo by arithmetic, a lone surrogate is U+FFFD
        folded = _fold(char)
        if folded == "":
            removed.append(code)
        elif folded != char:
            mapping[f"{code:x}"] = folded
        if unicodedata.category(char)[0] in "LNM":
            word.append(code)
    return {"unicode": unicodedata.unidata_version, "removed": _ranges(removed), "word": _ranges(word), "map": mapping}


def _ranges(codes: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges
