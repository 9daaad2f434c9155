"""The `terms` featurizer: text to the ids of its word and character n-grams. README.md beside it is the specification.

libs/inference/src/featurizers is the same in TypeScript; vectors.json holds texts with the ids that both must give.
"""

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


class Terms:
    def __init__(self, spec: dict):
        self.max_length: int = spec["max_length"]
        self.shift = np.uint32(32 - spec["bucket_bits"])
        self.characters: list[int] = spec["characters"]
        self.words: list[int] = spec["words"]
        # A text of max_length code points and a space at each end; at most every other code point ends a word.
        self.max_ids = (self.max_length + 2) * len(self.characters) + (self.max_length // 2 + 1) * len(self.words)
        self.table = {code: _jamo(code) for code in range(HANGUL_FIRST, HANGUL_FIRST + HANGUL_COUNT)}
        self.table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
        self.table |= {code: "" for first, last in spec["removed"] for code in range(first, last + 1)}
        self.table |= {int(code, 16): to for code, to in spec["map"].items()}
        self.word = np.zeros(0x110000, dtype=bool)
        for first, last in spec["word"]:
            self.word[first : last + 1] = True

    def normalize(self, text: str) -> str:
        """The folded text, its white space collapsed, at most max_length code points, never with a space at an end."""
        paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        folded = " ".join(filter(None, paired.translate(self.table).split(" ")))
        return folded[: self.max_length].rstrip(" ")

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
