"""The `terms` featurizer: text to the ids of its word and character n-grams. README.md beside it is the specification.

libs/inference/src/featurizers is the same in TypeScript; vectors.json holds texts with the ids that both must give.
"""

import re

import numpy as np

HANGUL_FIRST, HANGUL_COUNT, VOWELS, TAILS = 0xAC00, 11172, 21, 28
MULTIPLIER = np.uint32(0x01000193)  # the 32-bit FNV prime
INVERSE = np.uint32(pow(0x01000193, -1, 1 << 32))
PAIR = np.uint32(0x9E3779B1)  # 2^32 / golden ratio, made odd
MIXER = np.uint32(0x85EBCA6B)  # first constant of MurmurHash3's finaliser
CHARACTER_SEED, WORD_SEED = np.uint32(0x811C9DC5), np.uint32(0x2545F491)


def _jamo(syllable: int) -> str:
    """Full canonical decomposition of a Hangul syllable (Unicode Standard, section 3.12)."""
    index = syllable - HANGUL_FIRST
    lead, vowel, tail = index // (VOWELS * TAILS), index // TAILS % VOWELS, index % TAILS
    return chr(0x1100 + lead) + chr(0x1161 + vowel) + (chr(0x11A7 + tail) if tail else "")


class Unmasking:
    """Undoes what people do to a word so that it is read by eye only: `1d10t`, `i d i o t`, `idiooot`."""

    def __init__(self, spec: dict):
        self.leet: dict[str, str] = spec["leet"]
        self.doubled = frozenset(spec["doubled"])
        signs = re.escape("".join(self.leet))
        self.run = re.compile(f"(?<![{signs}])[{signs}]{{1,2}}(?![{signs}])")
        self.spaced = re.compile(f"(?<![a-z0-9])[a-z](?:[{re.escape(spec['separators'])}][a-z]){{2,}}(?![a-z0-9])")
        self.repeats = re.compile(r"([a-z])\1{2,}")

    def apply(self, text: str) -> str:
        text = self.run.sub(self._letters, text)
        text = self.spaced.sub(lambda match: match.group()[::2], text)
        return self.repeats.sub(lambda match: match[1] * (2 if match[1] in self.doubled else 1), text)

    def _letters(self, match: re.Match[str]) -> str:
        """The letters that one or two signs stand for: beside a letter; an exclamation mark between two; not the @ of a mention."""
        run, text = match.group(), match.string
        before = match.start() > 0 and "a" <= text[match.start() - 1] <= "z"
        after = match.end() < len(text) and "a" <= text[match.end()] <= "z"
        between = before and after
        if not (before or after) or ("!" in run and not between):
            return run
        if run[0] == "@" and not before and not text.startswith("@ss", match.start()):
            return run
        return "".join(self.leet[sign] for sign in run)


class Terms:
    def __init__(self, spec: dict):
        self.spec = spec
        self.max_length: int = spec["max_length"]
        self.width = 2 ** spec["bucket_bits"] + 1
        self.shift = np.uint32(32 - spec["bucket_bits"])
        self.characters: list[int] = spec["characters"]
        self.words: list[int] = spec["words"]
        # A text of max_length code points and a space at each end; at most every other code point ends a word.
        self.max_ids = (self.max_length + 2) * len(self.characters) + (self.max_length // 2 + 1) * len(self.words)
        self.table = {code: _jamo(code) for code in range(HANGUL_FIRST, HANGUL_FIRST + HANGUL_COUNT)}
        self.table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
        self.table |= {code: "" for first, last in spec["removed"] for code in range(first, last + 1)}
        self.table |= {int(code, 16): to for code, to in spec["map"].items()}
        self.unmasking = Unmasking(spec["unmask"]) if "unmask" in spec else None
        self.word = np.zeros(0x110000, dtype=bool)
        for first, last in spec["word"]:
            self.word[first : last + 1] = True

    def words_alone(self) -> "Terms":
        """The same without n-grams of characters."""
        return Terms(self.spec | {"characters": []})

    def normalize(self, text: str) -> str:
        """The folded text, its white space collapsed, at most max_length code points, never with a space at an end, unmasked."""
        paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        folded = " ".join(filter(None, paired.translate(self.table).split(" ")))
        read = folded[: self.max_length].rstrip(" ")
        return self.unmasking.apply(read) if self.unmasking else read

    def featurize(self, text: str) -> list[int]:
        """Ids of one text in ascending order, each once, in [1, 2 ** bucket_bits]."""
        return np.unique(self.ids([text])[1]).tolist()

    def ids(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """(row, id) of every n-gram of every text, repeated where it repeats."""
        normal = [f" {folded} " if (folded := self.normalize(text)) else "" for text in texts]
        units = np.frombuffer("".join(normal).encode("utf-32-le"), dtype=np.uint32)
        lengths = np.fromiter(map(len, normal), dtype=np.int64, count=len(normal))
        row = np.repeat(np.arange(len(normal), dtype=np.int32), lengths)
        parts = [*self._characters(units, row), *self._words(units, row)]
        return np.concatenate([part[0] for part in parts]), np.concatenate([self._bucket(part[1]) for part in parts])

    def _bucket(self, hashes: np.ndarray) -> np.ndarray:
        mixed = (hashes ^ (hashes >> np.uint32(15))) * MIXER
        return (mixed >> self.shift).astype(np.int32) + 1

    def _characters(self, units: np.ndarray, row: np.ndarray):
        hashes = np.full(len(units), CHARACTER_SEED, dtype=np.uint32)
        for order in range(1, min(max(self.characters, default=0), len(units)) + 1):
            windows = len(units) - order + 1
            hashes = hashes[:windows] * MULTIPLIER + units[order - 1 :]
            if order in self.characters:
                inside = row[:windows] == row[order - 1 :]
                yield row[:windows][inside], hashes[inside]

    def _words(self, units: np.ndarray, row: np.ndarray):
        edges = np.flatnonzero(np.diff(self.word[units].astype(np.int8), prepend=0, append=0))
        starts, ends = edges[0::2], edges[1::2]
        hashes, owner = self._word_hashes(units, starts, ends), row[starts]
        if 1 in self.words:
            yield owner, hashes
        if 2 in self.words:
            inside = owner[:-1] == owner[1:]
            yield owner[:-1][inside], (hashes[:-1] * PAIR + hashes[1:])[inside]

    def _word_hashes(self, units: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Each word's polynomial in MULTIPLIER, by differences of one prefix sum: exact, as arithmetic is modulo 2^32."""
        size = len(units) + 1
        up = np.cumprod(np.concatenate([[np.uint32(1)], np.full(size, MULTIPLIER)]), dtype=np.uint32)
        down = np.cumprod(np.concatenate([[np.uint32(1)], np.full(size, INVERSE)]), dtype=np.uint32)
        sums = np.concatenate([[np.uint32(0)], np.cumsum(units * down[: len(units)], dtype=np.uint32)])
        return WORD_SEED * up[ends - starts] + (sums[ends] - sums[starts]) * up[np.maximum(ends, 1) - 1]
