"""A thread in numbers says what its posts say."""

import random
from collections.abc import Sequence
from itertools import chain, islice, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search import tokenizer
from bot.search.language import Language
from bot.search.language_data import read as read_language
from bot.search.ragged import offsets
from bot.search.tokenizer import LONGEST, Analyzer, Token
from bot.search.vocabulary import DIGIT, Vocabulary, joined
from tests.search.everyday import everyday

GLOSSARY = {
    "CA": "Central Asia",
    "OSCE": "Organization for Security and Co-operation in Europe",
    "9/11": "September Attacks",
    "KZ": "Kazakhstan",
    "WIFI": "wireless network",
    "FØR": "Cooperation in Europe",
}
SIGNS = (
    *("bear", "dragon", "dragonbear", "Dragon-Bear", "co-operation", "don't", "U.S.", "US", "us"),
    *("U", "S", "A", "a", "u.s.", "C", "C.", "Kz", "kz", "z", "and", "Cooperation", "in", "Europe"),
    *("Security", "Sept", "ember", "Attacks", "Wi-Fi", "wifi", "wi", "fi", "FØR", "før"),
    *("EU", "Central", "Asia", "CA", "Organization", "for", "OSCE", "United", "States", "9", "/"),
    *("100,000", "100\u202f000", "1\u00a0250\u00a0000", "100k", "9/11", "🇰🇿", "👩\u200d🚀", "🐻"),
    *("龙熊", "ドラゴン", "หมี", "دب", "медведь", "naïve", "#SystemicRivalry", "COVID19", "’s"),
    *("\u0301", "\u200b", "ﬁ", "ß", "İ", "٣", "\ud800", "-", "\u2011", "\u202f", "\x85", "'"),
    *(" ", "\n", "\t", "\r\n", "x" * (LONGEST + 1), "aB" * LONGEST),
)
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(SIGNS), st.text(max_size=4)), max_size=14).map("".join),
    st.lists(st.sampled_from(SIGNS), max_size=14).map(" ".join),
)
LANGUAGES = ("en", "de", "ar", "zh", "tr", "xx")
ANALYZERS = {language: Analyzer(language, GLOSSARY) for language in LANGUAGES}


def read(analyzer: Analyzer, threads: list[list[str]]) -> list[list[list[Token]]]:
    """The tokens of each post of some threads, as a vocabulary keeps them, sorted."""
    vocabulary = Vocabulary(analyzer)
    texts = [*chain.from_iterable(threads)]
    half = len(texts) // 2
    read_ = joined([vocabulary.tokenize(texts[:half]), vocabulary.tokenize(texts[half:])])
    forms = [vocabulary.forms[form] for form in read_.forms.tolist()]
    tokens = [*map(Token, forms, read_.starts.tolist(), read_.ends.tolist())]
    found = (sorted(tokens[first:last]) for first, last in pairwise(offsets(read_.sizes)))
    return [[*islice(found, len(thread))] for thread in threads]


@given(st.sampled_from(LANGUAGES), st.lists(st.lists(TEXTS, max_size=4), max_size=3))
@example("en", [["talks with the US", "us", "the U.S.", "US"], [], ["", "in Central\nAsia"]])
@example(
    "en",
    [
        [
            "Central  Asia",
            "Central \n\t Asia is",
            "Central",
            "Organization for  bears, Central Asia",
        ],
        ["Central", "Asia"],
    ],
)
@example("en", [["bear 🐻 bear", "bear", "Organization for bears", "bears"]])
@example(
    "en",
    [["US-Central \t Asia bears", "the Wi-\nFi, for U.S.", "Central Asia Central", "9/11 CA CA"]],
)
def test_every_word_is_found_where_it_is(language: str, threads: list[list[str]]) -> None:
    """Each post holds the words, names and places that it has when it is read by itself, each once,
    whatever was read before it."""
    analyzer = ANALYZERS[language]
    assert read(analyzer, threads) == [
        [sorted(analyzer.post(text)) for text in thread] for thread in threads
    ]


@pytest.mark.slow
def test_a_word_far_into_a_long_post_is_found_where_it_is() -> None:
    """Places beyond 255 and 65,535 are kept as well as the first."""
    text = " ".join(post.text for post in everyday(random.Random(1), 1, 20_000, 20_000))
    assert read(ANALYZERS["en"], [["bear", text]])[0][1] == sorted(ANALYZERS["en"].post(text))


class Noting(Language):
    """A language that notes the words whose terms are asked for."""

    noted: list[str]

    def terms(self, words: Sequence[str]) -> list[str]:
        self.noted += words
        return super().terms(words)


def test_a_word_is_looked_into_once() -> None:
    """A reload takes no time for words that were read before, however many there are."""
    analyzer = Analyzer("de", {})
    analyzer.language = noting = Noting("de", read_language("de"))
    noting.noted = []
    texts = [post.text for post in everyday(random.Random(3), 100, 20, 60)]
    for end in range(0, len(texts), 10):
        Vocabulary(analyzer).tokenize(texts[: end + 10])
    assert len(noting.noted) == len(set(noting.noted)) > 100


def test_words_of_posts_that_are_gone_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that reads other posts for months, in any language, keeps a bounded number of words."""
    monkeypatch.setattr(tokenizer, "MOST_KNOWN", 10)
    for number in range(0, 100, 4):
        texts = [f"bear{'!' * (number + more)} {'x' * number}" for more in range(4)]
        for language in ("xx", "yy"):
            found = read(Analyzer(language, {}), [texts])[0]
            assert sum(map(len, found)) in (4, 8)
    assert sum(map(len, tokenizer._known_chunks.values())) <= 10


@given(st.lists(TEXTS, max_size=5))
def test_posts_with_digits_are_known(texts: list[str]) -> None:
    """A post answers "how many" by any script's digits."""
    posts = Vocabulary(ANALYZERS["en"]).tokenize(texts)
    digits = [any(map(str.isdecimal, text)) for text in texts]
    assert (posts.numbers & DIGIT == DIGIT).tolist() == digits


def test_a_post_without_a_blank_is_read() -> None:
    """A word of 100,000 letters neither breaks the bot nor hides the rest."""
    text = "x" * 100_000
    assert read(ANALYZERS["en"], [[text, "bear"]]) == [
        [sorted(ANALYZERS["en"].post(text)), sorted(ANALYZERS["en"].post("bear"))]
    ]


def test_a_sign_that_stands_for_many_letters_is_a_word_like_any_other() -> None:
    """ "ﷺ" is 18 letters in one; a row of them neither breaks the bot nor hides the rest."""
    text = "ﷺ" * LONGEST
    assert read(ANALYZERS["ar"], [[text, "دب"]]) == [
        [sorted(ANALYZERS["ar"].post(text)), sorted(ANALYZERS["ar"].post("دب"))]
    ]
