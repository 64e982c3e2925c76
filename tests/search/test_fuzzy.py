"""Similar words are found by their letters."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.fuzzy import SHORTEST_TWO_TYPOS, NgramIndex, Word, two_typos, within
from bot.search.letters import SHORTEST_TYPO
from bot.search.tokenizer import Form, analyzer
from bot.search.vocabulary import Vocabulary

WORDS = st.lists(st.text("abca\u0103\U0001f43b", min_size=1, max_size=8), unique=True, max_size=8)


def index(words: list[str]) -> NgramIndex:
    """The index of some words."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    vocabulary.add([Form(word, word, "word") for word in words])
    return NgramIndex(vocabulary, np.arange(len(words)), np.ones(len(words), int))


def rests(word: str) -> set[str]:
    """A word, and the word without each of its letters."""
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


@given(WORDS, st.text("abca\u0103\U0001f43b", max_size=8))
@example(["abcab", "abcabc", "bcabc", "abacb", "xbcab"], "abcab")
def test_words_one_letter_apart_are_found(words: list[str], asked: str) -> None:
    """A letter wrong, missing, added or moved is never missed, and nothing else is found."""
    expected = [
        number
        for number, word in enumerate(words)
        if min(len(word), len(asked)) >= SHORTEST_TYPO and rests(word) & rests(asked)
    ]
    assert index(words).one_edit_apart(Form(asked, asked, "word")) == expected


def distance(word: str, other: str) -> int:
    """Levenshtein's distance, by its definition."""
    if not word or not other:
        return len(word) + len(other)
    changed = distance(word[1:], other[1:]) + (word[0] != other[0])
    return min(changed, distance(word[1:], other) + 1, distance(word, other[1:]) + 1)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 3))
@example("ab", "cab", 1)
@example("cab", "ab", 1)
@example("bab", "cab", 1)
def test_words_a_few_letters_apart_are_found(word: str, other: str, edits: int) -> None:
    """A long word is found with two letters wrong, missing or added, and with no more."""
    assert within(word, other, edits) == (distance(word, other) <= edits)
    words = f"xyzxyz{word}", f"xyzxyz{other}"
    if min(map(len, words)) >= SHORTEST_TWO_TYPOS:
        assert two_typos(*words) == (distance(word, other) <= 2)


def test_the_most_similar_words_come_with_their_similarity() -> None:
    """A word with all the letters is wholly similar, one with none is not looked for."""
    ngrams = index(["dragonbear", "dragons", "beard", "rain"])
    grams = ngrams.known_grams(Form("dragon", "dragon", "word"))
    found, _ = ngrams.similar([Word(range(0), *grams)])
    similarity = dict(zip(found.forms.tolist(), found.similarity.tolist(), strict=True))
    assert sorted(similarity) == [0, 1]
    assert 0.3 < similarity[0] < 1
