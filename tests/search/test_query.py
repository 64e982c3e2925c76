"""Questions become the terms that an index looks for."""

import pytest

from bot.search import Index
from bot.search.query import Query
from tests.search.everyday import posts

GLOSSARY = {"KZ": "Kazakhstan", "CA": "Central Asia"}
THREADS = [
    posts("The dragonbear sleeps.", "Russia's bear; a geo-economic turn", "Kazakhstan, in Asia"),
    posts("What of the rain? An outcome came out: stabilised by troops", "A sunset"),
]


def query(question: str) -> Query:
    """A question to the first thread alone, beside the other."""
    index = Index.of_threads(THREADS, "en", GLOSSARY).thread(0)
    return index._searcher.parser.parse(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what is the dragonbear", ["is", "the", "dragonbear"]),
        ("What did Putin do?", ["putin"]),
        ("Who is the (Dragonbear)?!", ["is", "the", "dragonbear"]),
        ("a dragon bear", ["a", "dragonbear"]),
        ("the bearcave", ["the", "bear", "cave"]),
        ("the bearsleeps", ["the", "bear", "sleeps"]),
        ("bear bears", ["bear"]),
        ("CA", ["central asia"]),
        ("", []),
    ],
)
def test_a_question_is_its_distinct_terms(question: str, words: list[str]) -> None:
    """Words that only ask are left out, compounds are split or joined as the posts have them, and
    each term is there once."""
    assert [term.form.word for term in query(question).terms] == words


@pytest.mark.parametrize(
    ("question", "has"), [("what is the", False), ("the bear", True), ("alembic", True)]
)
def test_a_question_of_everyday_words_alone_has_no_content(question: str, has: bool) -> None:
    """ "What is the" asks for nothing."""
    assert query(question).has_content is has


def test_only_a_word_that_no_post_has_may_be_a_typo() -> None:
    """One that a post has is meant as it is written."""
    typo, word = query("Kazachstan Kazakhstan").statistics
    assert typo.may_be_typo
    assert not word.may_be_typo


@pytest.mark.parametrize("count", [63, 64, 65, 2_000])
def test_a_question_of_many_words_is_read(count: int) -> None:
    """However many words are asked for, all are."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{a}{b}{c}{a}{b}" for a in letters for b in letters for c in letters][:count]
    assert len(query(" ".join(words)).terms) == count
