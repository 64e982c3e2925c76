"""What is known of a language: its stemmer, its everyday words, where its words part.

A language is named by a BCP 47 tag, of which the primary subtag decides.  Snowball (PyStemmer)
stems the languages it covers; wordfreq's small lists (some 30,000 words each) tell how often words
are used.  A language that one of them lacks does without it.  A list is read when its language is
first used, never at import.
"""

from __future__ import annotations

import gzip
import math
import threading
from functools import cached_property, lru_cache
from itertools import pairwise

import msgpack
import py3langid
import Stemmer
import wordfreq

from bot.search.folding import casefold, strip_accents
from bot.search.spelling import american

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ms": "indonesian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sh": "serbian", "st": "sesotho",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
ALIASES = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "iw": "he", "tl": "fil"}
QUESTION_WORDS = {
    "en": frozenset("who whom whose what which when where why how did do does".split()),
}
RARE = 1e-7  #: the share of running words given to a word that the list lacks
COMMON = 1e-3  #: the share above which a single character is a word of its own
LONGEST_WORD = 8  #: characters, of a word in a run without spaces


def primary_subtag(tag: str) -> str:
    """The language of a BCP 47 tag as Snowball and wordfreq name it.

    >>> primary_subtag("pt-BR"), primary_subtag("no"), primary_subtag("zh-Hant-TW")
    ('pt', 'nb', 'zh')
    """
    subtag = tag.replace("_", "-").partition("-")[0].lower()
    return ALIASES.get(subtag, subtag)


class Language:
    """A language's way with words.  Make one with `language`, which keeps one for each subtag."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.question_words = QUESTION_WORDS.get(code, frozenset())
        # A Snowball object works in a buffer of its own: one thread at a time.
        self._snowball = Stemmer.Stemmer(SNOWBALL[code], 0) if code in SNOWBALL else None
        self._lock = threading.Lock()

    def term(self, word: str) -> str:
        """The form under which all forms of a case-folded word are looked up."""
        if self.code == "en":
            word = american(word)
        if self._snowball is not None:
            with self._lock:
                word = self._snowball.stemWord(word)
        return strip_accents(word)

    def character(self, cluster: str) -> str:
        """A character of a script without spaces, folded; Chinese ones to simplified script."""
        folded = strip_accents(casefold(cluster))
        return folded.translate(_simplified()) if self.code == "zh" else folded

    @cached_property
    def _words(self) -> dict[str, float]:
        if self.code not in wordfreq.available_languages("small"):
            return {}
        path = wordfreq.available_languages("small")[self.code]
        buckets = wordfreq.read_cBpack(path)  # words by frequency, in hundredths of a power of ten
        return {w: 10 ** (-cb / 100) for cb, words in enumerate(buckets) for w in words}

    @cached_property
    def _shares(self) -> dict[str, float]:
        shares: dict[str, float] = {}
        for word, share in self._words.items():
            term = self.term(casefold(word))
            shares[term] = shares.get(term, 0.0) + share
        return shares

    def share(self, term: str) -> float:
        """The share of running words, in everyday language, that are forms of a term: 0..0.5."""
        if term.isdigit() and len(term) > 1:
            # The lists count numbers by length; years are fewer than other four-digit numbers.
            spread = 100 if len(term) == 4 and term[0] in "12" else 10 ** len(term)
            return max(self._words.get("0" * len(term), 0.0) / spread, RARE)
        if " " in term:  # a name of several words is no commoner than the rarest of them
            return min(map(self.share, term.split()))
        return min(max(self._shares.get(term, 0.0), RARE), 0.5)

    def segment(self, characters: list[str]) -> list[tuple[int, int]]:
        """The words of a run of characters written without spaces, as half-open ranges.

        The likeliest division into listed words (Viterbi over the word list); where only rare
        single characters are left, and in a language without a list, overlapping pairs.
        """
        n = len(characters)
        best, back = [0.0] + [-math.inf] * n, [0] * (n + 1)
        for end in range(1, n + 1):
            for start in range(max(0, end - LONGEST_WORD), end):
                share = self._words.get("".join(characters[start:end]), 0.0)
                if share or end - start == 1:
                    score = best[start] + math.log(share or RARE / 100)
                    if score > best[end]:
                        best[end], back[end] = score, start
        cuts = [n]
        while cuts[-1]:
            cuts.append(back[cuts[-1]])
        words: list[tuple[int, int]] = []
        loose: list[tuple[int, int]] = []
        for word in [*zip(cuts[:0:-1], cuts[-2::-1]), (n, n)]:
            lone = word[1] - word[0] == 1 and self._words.get(characters[word[0]], 0.0) < COMMON
            if lone:
                loose.append(word)
                continue
            pairs = [(a, b) for (a, _), (_, b) in pairwise(loose)]
            words += (pairs or loose) + ([word] if word[0] < n else [])
            loose = []
        return words


@lru_cache(maxsize=None)
def _simplified() -> dict[int, str]:
    """Traditional Chinese characters to simplified ones, as wordfreq's Chinese list has them."""
    with gzip.open(wordfreq.DATA_PATH / "_chinese_mapping.msgpack.gz") as file:
        return dict(msgpack.load(file, strict_map_key=False))


@lru_cache(maxsize=None)
def language(tag: str) -> Language:
    """The language of a BCP 47 tag, shared by all that ask for it."""
    return Language(primary_subtag(tag))


def detect(text: str) -> str:
    """The likeliest language of a text, as a primary subtag."""
    return str(py3langid.classify(text[:5000])[0])
