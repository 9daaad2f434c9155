"""Emoji as English words, so that an encoder that never saw one knows what it shows.

The vocabulary of the encoder holds almost no emoji: every one would become [UNK]. A normalizer of tokenizer.json writes their
Unicode names instead. Characters come from the Unicode Character Database (module unicodedata), flags from ISO 3166.
"""

import re
import unicodedata

RANGES = (
    (0x2600, 0x27BF),
    (0x2B05, 0x2B55),
    (0x1F300, 0x1F64F),
    (0x1F680, 0x1F6FF),
    (0x1F7E0, 0x1F7F0),
    (0x1F90C, 0x1F9FF),
    (0x1FA70, 0x1FAFF),
)
SKIN = ("light", "medium light", "medium", "medium dark", "dark")
REGIONAL_A = 0x1F1E6
COUNTRIES = {
    "AE": "Emirates",
    "AF": "Afghanistan",
    "AR": "Argentina",
    "AU": "Australia",
    "BD": "Bangladesh",
    "BR": "Brazil",
    "CA": "Canada",
    "CH": "Switzerland",
    "CN": "China",
    "CO": "Colombia",
    "CU": "Cuba",
    "DE": "Germany",
    "DZ": "Algeria",
    "EG": "Egypt",
    "ES": "Spain",
    "ET": "Ethiopia",
    "EU": "Europe",
    "FR": "France",
    "GB": "Britain",
    "GH": "Ghana",
    "GR": "Greece",
    "HT": "Haiti",
    "ID": "Indonesia",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IQ": "Iraq",
    "IR": "Iran",
    "IT": "Italy",
    "JM": "Jamaica",
    "JO": "Jordan",
    "JP": "Japan",
    "KE": "Kenya",
    "KP": "North Korea",
    "KR": "Korea",
    "LB": "Lebanon",
    "LK": "Sri Lanka",
    "LY": "Libya",
    "MA": "Morocco",
    "MM": "Myanmar",
    "MX": "Mexico",
    "MY": "Malaysia",
    "NG": "Nigeria",
    "NL": "Netherlands",
    "PH": "Philippines",
    "PK": "Pakistan",
    "PL": "Poland",
    "PR": "Puerto Rico",
    "PS": "Palestine",
    "PT": "Portugal",
    "QA": "Qatar",
    "RO": "Romania",
    "RU": "Russia",
    "SA": "Saudi Arabia",
    "SD": "Sudan",
    "SE": "Sweden",
    "SN": "Senegal",
    "SO": "Somalia",
    "SY": "Syria",
    "TH": "Thailand",
    "TN": "Tunisia",
    "TR": "Turkey",
    "TW": "Taiwan",
    "UA": "Ukraine",
    "UG": "Uganda",
    "US": "America",
    "VE": "Venezuela",
    "VN": "Vietnam",
    "YE": "Yemen",
    "ZA": "South Africa",
    "ZW": "Zimbabwe",
}
NAMES = {
    "😂": "laughing",
    "🤣": "laughing hard",
    "❤": "love",
    "🤮": "vomit",
    "🤢": "nausea",
    "🤬": "swearing",
    "🤡": "clown",
    "💩": "shit",
    "🔪": "knife",
    "🔫": "gun",
    "👳": "man with turban",
    "🧕": "muslim woman with headscarf",
    "🕌": "mosque",
    "🕍": "synagogue",
    "🕋": "mecca",
    "✡": "jewish star",
    "☪": "islam",
    "✝": "christian cross",
    "♿": "disabled",
    "👍": "good",
    "👎": "bad",
    "🙄": "rolling eyes",
    "😡": "angry",
    "😠": "angry",
    "👌": "ok",
    "👊": "punch",
    "🖕": "middle finger",
    "🏳": "flag",
    "🚫": "forbidden",
    "❌": "no",
    "✅": "yes",
    "👬": "gay men",
    "👭": "lesbian women",
    "⚧": "transgender",
    "♂": "male",
    "♀": "female",
    "🆘": "help",
    "🆓": "free",
    "🆒": "cool",
    "🆗": "ok",
    "🆙": "up",
    "🆕": "new",
    "🆔": "id",
    "🔞": "adult only",
    "💯": "hundred percent",
    "🐷": "pig",
    "🐵": "monkey",
    "🐶": "dog",
    "🪳": "cockroach",
    "🤦": "facepalm",
    "🚾": "toilet",
}
NOISE = re.compile(r"\b(SIGN|SYMBOL|BLACK|WHITE|HEAVY|EMOJI|WITH|FACE|NEGATIVE|SQUARED|CIRCLED|MARK)\b")
LETTERS = {"🅰": "a", "🅱": "b", "🅾": "o", "🅿": "p", "Ⓜ": "m", "❗": "!", "❓": "?", "❕": "!", "❔": "?", "‼": "!!", "⁉": "!?"}


def _words(character: str) -> str:
    name = unicodedata.name(character)
    short = " ".join(NOISE.sub(" ", name).split()).lower().replace("-", " ")
    return short or name.lower()


def _flag(code: str) -> str:
    return "".join(chr(REGIONAL_A + ord(letter) - ord("A")) for letter in code)


def replacements() -> list[tuple[str, str]]:
    """Pairs of a text to find and what stands for it, in the order in which they apply (flags before lone letters)."""
    pairs = [(_flag(code), f" {country} flag ") for code, country in COUNTRIES.items()]
    pairs += [(chr(REGIONAL_A + i), chr(ord("a") + i)) for i in range(26)]
    pairs += [(chr(0x1F3FB + i), f" {tone} skin ") for i, tone in enumerate(SKIN)]
    pairs += list(LETTERS.items())
    done = {found for found, _ in pairs}
    for first, last in RANGES:
        for character in map(chr, range(first, last + 1)):
            if character not in done and unicodedata.category(character) in ("So", "Sk") and unicodedata.name(character, ""):
                pairs.append((character, f" {NAMES.get(character) or _words(character)} "))
    return pairs
