"""The native scorer finds what the NumPy scorer finds."""

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.evaluation import read
from bot.knowledge import Post as ThreadPost
from bot.knowledge import Thread, read_thread
from bot.search import Hit, Index, native
from bot.search.native.scorer import NativeScorer
from bot.search.scoring import NumpyScorer
from bot.trust import Judgement
from tests.search.everyday import Post, everyday, posts, question

QUESTIONS = Path(__file__).parents[1] / "questions"
WORDS = (
    *("bear", "bears", "dragon", "dragonbear", "dragon-bear", "beer", "Kazakhstan", "Kazachstan"),
    *("CA", "Central", "Asia", "the", "how", "many", "when", "100,000", "troops", "troop", "US"),
    *("us", "it", "came", "China", "龙熊", "alembic", "alembik", "⚗️", "12346", "XY12345", "of"),
)
LINES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
LETTERS = st.text("abc\u0103\u00df", min_size=1, max_size=11)
THREADS = st.lists(st.lists(LINES, max_size=5).map(lambda texts: posts(*texts)), max_size=5)


@pytest.fixture(autouse=True, scope="module")
def scorer() -> None:
    """Compare the scorers once."""
    if native.load() is None:
        pytest.skip("the native search is not compiled: make native")


def both(
    index: Index[Post] | Index[ThreadPost], asked: str, limit: int
) -> tuple[list[object], list[object]]:
    """The hits of both scorers."""
    searcher, library = index._searcher, native.load()
    assert library is not None
    found = []
    for scorer in (
        NativeScorer(library, searcher.table),
        NumpyScorer(searcher.table),
    ):
        searcher.scorer = scorer
        found.append([comparable(hit) for hit in index.search(asked, limit)])
    return found[0], found[1]


def comparable(hit: Hit[Post] | Hit[ThreadPost]) -> object:
    """What both must say of a hit, the confidence to a millionth."""
    terms = [
        (term.word, term.kind, term.found, term.spans, term.in_no_post)
        for term in Judgement(hit).terms
    ]
    return hit.thread, hit.post, hit.spans, terms, pytest.approx(hit.score, abs=1.5e-6)


@given(THREADS, LINES, st.integers(1, 9))
@example([posts("bear " * 200, "bear", "bears")], "bear bears", 3)
@example([posts("bear beer dragon " * 600, "bear", "bears")], "bears dragon beer", 3)
def test_both_scorers_find_the_same(threads: list[list[Post]], asked: str, limit: int) -> None:
    """The same posts, marks, finds and confidence, whatever is posted and asked."""
    compiled, plain = both(Index.of_threads(threads, "en", {"CA": "Central Asia"}), asked, limit)
    assert compiled == plain


@given(st.lists(LETTERS, min_size=1, max_size=9, unique=True), LETTERS)
@example(["xyzabcabc"], "xyzbacacb")
@example(["heliopause", "heliopauses"], "heliopuase")
@example(["abcdefg ABCDEFGH abcdefgh"], "abcdefgi")
@example(["a", "aaaßba", "aaßbaaa"], "aaabaaßbaa")  # which are alike but for rounding
def test_both_scorers_find_the_same_typos(words: list[str], asked: str) -> None:
    """A word that no post has leads both to the same words, however long or short these are."""
    index = Index.of_threads([[Post(1, " ".join(words)), Post(2, "rain")]], "en")
    compiled, plain = both(index, asked, 3)
    assert compiled == plain


@pytest.mark.parametrize("count", [30, 300, pytest.param(1_500, marks=pytest.mark.slow)])
def test_both_scorers_find_the_same_among_many_posts(count: int) -> None:
    """Where more posts match than are scored, the same ones are."""
    chance = random.Random(count)
    thread = everyday(chance, count, 5, 40)
    index = Index.of_threads([thread[: count // 2], thread[count // 2 :]], "en")
    for _ in range(40):
        compiled, plain = both(index, question(chance, thread), 3)
        assert compiled == plain


@pytest.mark.slow
def test_both_scorers_find_the_same_for_the_labelled_questions() -> None:
    """On every thread that the project's own questions are about, in its language."""

    def find(file: Path, name: str) -> Thread:
        own = QUESTIONS / "threads" / f"{name}.yaml"
        return read_thread(own if own.is_file() else QUESTIONS.parents[1] / "knowledge" / own.name)

    for dataset in read([QUESTIONS], find):
        for thread in dataset.threads:
            index = Index(thread.posts, thread.language, getattr(thread, "glossary", {}))
            for asked in thread.questions:
                compiled, plain = both(index, asked.text, 3)
                assert compiled == plain, asked.text
