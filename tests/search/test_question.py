"""A question is the same question however it is read."""

from ctypes import c_int32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.analysis import LONGEST, analyzer
from bot.search.bm25 import Okapi
from bot.search.inverted import Corpus
from bot.search.kernel import MOST_NEW, MOST_SAID, Word
from bot.search.lexicon import NO_FORM, Lexicon
from bot.search.question import Question, QuestionReader
from bot.search.vocabulary import Vocabulary

GLOSSARY = {"KZ": "Kazakhstan", "who": "World Health Organization", "CA": "Central Asia"}
THREADS = (
    [
        "The dragonbear sleeps.",
        "It is Russia's bear in the rain; a geo-economic turn",
        "Kazakhstan, in Asia",
    ],
    ["What of the rain? An outcome came out: stabilised by troops", "der Bär und wer", "A sunset"],
)
WORDS = (
    *("dragonbear", "dragon", "bear", "bears", "the", "The", "is", "who", "Who", "What", "what"),
    *("geo", "economic", "geoeconomic", "geo-economic", "Asia", "central", "Central", "kz", "KZ"),
    *("out", "come", "outcome", "sunset", "sun", "set", "stabilizes", "stabilized", "troop", "wer"),
    *("alembic", "alembics", "zyx", "a", "A", "C", "I", "U.S.", "russia", "Russia's"),
    *("don't", "NATO", "100"),
    *("und", "was", "rain", "rainbear", "Bär", "龙熊", "🐻", "\0", "banananana"),
    *("x" * LONGEST, "x" * (LONGEST + 1), "abcdefgh" * (LONGEST // 8)),
)
MARKS = ("", "", "", "?", "!", "...", '"', "'", "#", "(", "-", "_", "\x7f", "’")
BLANKS = (" ", " ", "  ", "\n", "\t", "\r\n", "\x0b", "\xa0")
CHUNKS = st.tuples(*map(st.sampled_from, (MARKS, WORDS, MARKS, BLANKS))).map("".join)
QUESTIONS = st.one_of(st.lists(CHUNKS, max_size=8).map("".join), st.text(max_size=12))


def reader(language: str, threads: tuple[list[str], ...] = THREADS) -> QuestionReader:
    """A reader for an index of the first thread alone, beside the others."""
    own = analyzer(language, GLOSSARY)
    vocabulary = Vocabulary(own)
    [first, *_] = vocabulary.read(threads)
    forms = vocabulary.forms()
    okapi = Okapi(forms, Corpus([first]))
    return QuestionReader(own, forms, Lexicon(forms, okapi.forms), okapi)


def numbers(question: Question) -> list[list[float]]:
    """A question as the kernel reads it: forms, and of new words the structures, grams, letters."""
    words = question.words

    def numbers_at(address: int | None, count: int) -> list[float]:
        return (c_int32 * count).from_address(address)[:] if address else []

    forms = numbers_at(words.numbers, words.count)
    new = (Word * forms.count(NO_FORM)).from_address(words.others)[:]
    return [
        forms,
        *([getattr(word, field) for field, _ in Word._fields_] for word in new),
        numbers_at(words.grams, sum(word.grams for word in new)),
        numbers_at(words.letters, sum(word.letters for word in new)),
    ]


READERS = {language: reader(language) for language in ("en", "de", "xx")}


@given(st.sampled_from([*READERS]), QUESTIONS)
@example("en", "What of the stabilizes stabilized?")
@example("en", "stabilised, stabilizes")
@example("en", "alembic alembics")
@example("en", "the rainbear")
@example("en", "sun set sunset geo economic")
@example("de", "wer ist was")
def test_a_glance_tells_what_a_full_reading_tells(language: str, question: str) -> None:
    """What is known at a glance is what a full reading finds: the same words, by the same numbers
    or spelled alike, and whether any says something."""
    glance = READERS[language].at_a_glance(question)
    if glance is not None:
        full = READERS[language].in_full(question)
        assert numbers(glance) == numbers(full)
        assert glance.says_something == full.says_something
        assert glance.words.count == len(glance.tokens())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what is the dragonbear", ["is", "the", "dragonbear"]),
        ("Who is the (Dragonbear)?!", None),
        ("what of alembics?", ["of", "alembics"]),
        ("", []),
    ],
)
def test_plain_words_are_known_at_a_glance(question: str, words: list[str] | None) -> None:
    """Questions of plain words, also of such as no post has, wait for no full reading; one that
    may name what the glossary has does."""
    glance = READERS["en"].at_a_glance(question)
    found = None if glance is None else [token.word for token in glance.tokens()]
    assert found == words


@pytest.mark.parametrize(
    "count", [MOST_SAID - 1, MOST_SAID, MOST_SAID + 1, MOST_NEW // 5 + 1, 2_000]
)
def test_a_question_of_many_words_is_read(count: int) -> None:
    """However many words are asked for, all are."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{a}{b}{c}{a}{b}" for a in letters for b in letters for c in letters][:count]
    assert READERS["xx"].read(" ".join(words)).words.count == count
