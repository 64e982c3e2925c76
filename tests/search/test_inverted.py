"""What is indexed from the index before is what would be indexed afresh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import inverted
from bot.search.analysis import analyzer
from bot.search.inverted import Corpus, Postings
from bot.search.vocabulary import Vocabulary

POSTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9).map(" ".join), max_size=4)
THREADS = st.lists(POSTS, min_size=1, max_size=6)


def listed(postings: Postings) -> list[list[int]]:
    """All that postings say."""
    return [numbers.tolist() for numbers in postings]


@pytest.fixture(autouse=True)
def little_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is new among so few posts, what is left of those before is used."""
    monkeypatch.setattr(inverted, "CHANGED", 0)


@given(THREADS, st.data())
def test_after_any_changes_every_post_is_listed_where_it_stands(
    threads: list[list[str]], data: st.DataObject
) -> None:
    """Threads may come, go and change places: each form is listed with the posts that hold it now,
    as if nothing had been before."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    passages = list(vocabulary.read(threads))
    numbers = st.lists(st.sampled_from(range(len(passages))), max_size=8)
    before: Corpus | None = None
    for _ in range(3):
        held = data.draw(numbers | numbers.map(set).map(sorted))
        corpus = Corpus([passages[number] for number in held], before)
        assert listed(corpus.postings) == listed(Corpus(corpus.passages).postings)
        before = corpus


def test_a_word_said_hundreds_of_times_is_counted_beside_those_said_once() -> None:
    """A chapter may come to short posts and go again, or the other way round."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    short, chapter = vocabulary.read([["a", "b a"], ["b " + "a " * 300]])
    before = None
    for passages in ([short], [short, chapter], [chapter], [short, chapter], [short]):
        corpus = Corpus(passages, before)
        assert listed(corpus.postings) == listed(Corpus(passages).postings)
        before = corpus
