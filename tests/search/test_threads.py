"""What people get who ask several threads at once, or one among them."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search import Index, scoring, vocabulary
from tests.properties import SELDOM
from tests.search.everyday import Post, alone, everyday, outcome, posts, question

pytestmark = pytest.mark.usefixtures("scorer")

GLOSSARY = {"CA": "Central Asia"}
WORDS = (
    *("bear", "bears", "dragon", "dragonbear", "dragon-bear", "beer", "Kazakhstan", "Kazachstan"),
    *("CA", "Central", "Asia", "the", "how", "many", "when", "100,000", "troops", "troop", "🐻"),
    *("US", "us", "it", "came", "China", "龙熊", "alembic", "alembik", "⚗️", "12346", "XY12345"),
)
LINES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
THREADS = st.lists(st.lists(LINES, max_size=5).map(lambda texts: posts(*texts)), max_size=5)


class Watched:
    """A post that counts how often it is read."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.reads = 0
        self._text = text

    @property
    def text(self) -> str:
        self.reads += 1
        return self._text


class Numbered(NamedTuple):
    number: int
    text: str
    thread: int


def of_threads(*threads: Sequence[Post]) -> Index[Post]:
    return Index.of_threads(threads, "en", GLOSSARY, keys(threads))


def keys(threads: Sequence[Sequence[Post]]) -> list[object]:
    """A key for each thread: its posts."""
    return [tuple(thread) for thread in threads]


def reloaded(
    threads: Sequence[Sequence[Post]],
    before: Index[Post],
    progress: Callable[[int], object] = lambda posts: None,
) -> Index[Post]:
    """The index of threads after another one."""
    return Index.of_threads(threads, "en", GLOSSARY, keys(threads), before, progress)


def test_a_post_does_not_lend_to_another_thread() -> None:
    """What one thread ends with is not what the next one begins with: "he" there is another."""
    first, second = (
        posts("Rain fell.", "Putin came to Geneva."),
        posts("He was late.", "It snowed."),
    )
    together = of_threads([*first, *second]).search("was Putin late", 4)
    apart = of_threads(first, second).search("was Putin late", 4)
    late = [
        next(hit.score for hit in hits if "late" in hit.post.text) for hits in (together, apart)
    ]
    assert late[1] < late[0]
    assert alone(apart) == alone(of_threads(second, first).search("was Putin late", 4))


@given(THREADS.filter(bool), LINES)
def test_a_hit_tells_its_thread(threads: list[list[Post]], asked: str) -> None:
    """A quote leads to the thread that it is from, with empty threads among them too."""
    named = [[Numbered(*post, number) for post in thread] for number, thread in enumerate(threads)]
    for hit in Index.of_threads(named, "en", GLOSSARY).search(asked, 9):
        assert hit.post.thread == hit.thread
        assert hit.post in named[hit.thread]


def test_equal_posts_come_by_thread_then_by_their_place() -> None:
    """Posts that say the same, with the same around them, come in the order they are read in."""
    thread = posts("bear", *["rain"] * 5, "bear", *["rain"] * 5, "bear")
    hits = of_threads(thread, posts(), thread, thread).search("bear", 9)
    places = [(hit.thread, hit.post.number) for hit in hits]
    assert len(places) == 9
    assert len({hit.score for hit in hits}) == 1
    assert places == sorted(places)


@pytest.mark.parametrize("candidates", [2, scoring.CANDIDATES])
@SELDOM
@given(THREADS, st.lists(LINES, min_size=1, max_size=3))
@example([posts("the dragonbear"), posts("a dragon", "a bear")], ["dragonbear"])
def test_a_thread_among_others_is_searched_as_if_it_were_alone(
    candidates: int, threads: list[list[Post]], questions: list[str]
) -> None:
    """Who asks one thread gets the same posts, places and scores whatever else the bot knows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "CANDIDATES", candidates)
        together = of_threads(*threads) if threads else None
        for number, thread in enumerate(threads):
            assert together is not None
            for asked in questions:
                by_itself = Index(thread, "en", GLOSSARY).search(asked, 9)
                assert alone(together.thread(number).search(asked, 9)) == alone(by_itself)


@pytest.mark.parametrize("candidates", [100, 1_000])
def test_words_equally_like_what_is_asked_are_equally_good(
    candidates: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred words that hold what is asked for, none is preferred for having been read
    first."""
    monkeypatch.setattr(scoring, "CANDIDATES", candidates)
    words = [f"{a}dragon{b}" for a in "bcdfghklmp" for b in "bcdfghklmp"]
    thread = [post for word in words for post in posts(word, "rain", "snow", "hail")]
    thread += everyday(random.Random(4), 100, 10, 10)
    by_itself = Index(thread, "en", GLOSSARY).search("dragon", 100)
    among_others = of_threads(posts(" ".join(words[::-1])), thread).thread(1)
    assert alone(by_itself) == alone(among_others.search("dragon", 100))
    assert len({hit.score for hit in by_itself}) == 1


def test_no_threads_no_hits() -> None:
    """A folder without threads is no error."""
    assert of_threads().search("anything") == ()


def test_only_what_is_new_is_read() -> None:
    """A reload reads the threads that changed or came, of one that changed the posts that did, and
    reports them alone."""
    kept = [Watched(1, "The bear came."), Watched(2, "It rained.")]
    gone = [Watched(1, "A dragon flew."), Watched(2, "Bears ate."), Watched(3, "It slept.")]
    before = Index.of_threads([kept, gone], "en", keys=["kept", "gone"])
    changed = [Watched(1, "Bears ate."), Watched(2, "A dragon swam."), Watched(3, "It slept.")]
    new = [Watched(1, "Snow."), Watched(2, "Bears.")]
    reported: list[int] = []
    after = Index.of_threads(
        [new, kept, changed],
        "en",
        keys=["new", "kept", "changed"],
        before=before,
        progress=reported.append,
    )
    assert [post.reads for post in (*kept, *new, *changed)] == [1] * 7
    assert sum(reported) == 3
    assert [hit.post for hit in after.search("bears ate", 9)] == [changed[0], new[1], kept[0]]
    assert after.search("swam")[0].spans == ((9, 13),)


def test_words_of_posts_that_are_gone_are_forgotten() -> None:
    """A bot that is reloaded for months, each time with other posts, keeps no more words than
    those of a few reloads."""
    chance = random.Random(1)
    index = of_threads(everyday(chance, 20, 20, 20))
    most = 0
    for _ in range(12):
        index = reloaded([everyday(chance, 20, 20, 20)], index)
        most = max(most, len(index._vocabulary))
    assert most < 4 * len(of_threads(everyday(chance, 20, 20, 20))._vocabulary)


@pytest.mark.slow
def test_an_index_answers_alike_while_another_is_made_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks during a reload gets the answer of the threads as they were, at every moment of it,
    and the answers from then on are those of the new threads."""
    monkeypatch.setattr(vocabulary, "BATCH", 1)
    chance = random.Random(2)
    old = [everyday(chance, 8, 5, 20) for _ in range(5)]
    new = [everyday(chance, 8, 5, 20) for _ in range(5)]
    questions = [question(chance, list(chain(*old, *new))) for _ in range(60)]
    expected = [outcome(of_threads(*old).search(asked)) for asked in questions]
    asked_later = iter(range(len(questions)))
    index = of_threads(*old)

    def ask(_: int) -> None:
        for number in islice(asked_later, 1):
            assert outcome(index.search(questions[number])) == expected[number]

    after = reloaded([*old, *new], index, ask)
    for number in asked_later:
        assert outcome(index.search(questions[number])) == expected[number]
    afresh = of_threads(*old, *new)
    for asked in questions:
        assert outcome(after.search(asked)) == outcome(afresh.search(asked))
        for number in range(len(old)):
            assert alone(after.thread(number).search(asked)) == alone(
                index.thread(number).search(asked)
            )


class Unreadable(Exception):
    """A post cannot be read."""


class Failing(NamedTuple):
    """A post that cannot be read."""

    number: int

    @property
    def text(self) -> str:
        raise Unreadable


@SELDOM
@given(
    st.lists(
        st.tuples(st.lists(st.lists(LINES, min_size=1, max_size=4), max_size=4), st.integers(0, 9)),
        min_size=1,
        max_size=5,
    ),
    st.lists(LINES, min_size=1, max_size=3),
)
@example([([["giraffe"]], 9), ([["giraffe"], ["lion"]], 1), ([["zebra"]], 9)], ["zebra giraffe"])
def test_a_reload_that_fails_changes_nothing(
    reloads: list[tuple[list[list[str]], int]], questions: list[str]
) -> None:
    """After any reloads, of which some failed at any thread, people get what they would get from a
    bot that was just started, and the index that failed to be replaced answers as before."""
    index = of_threads()
    for texts, failing in reloads:
        threads = [posts(*thread) for thread in texts]
        before = [outcome(index.search(asked, 9)) for asked in questions]
        broken = [*threads[:failing], [Failing(1)], *threads[failing:]]
        if failing < len(threads):
            with pytest.raises(Unreadable):
                reloaded(broken, index)
        else:
            index = reloaded(threads, index)
            before = [outcome(of_threads(*threads).search(asked, 9)) for asked in questions]
        assert [outcome(index.search(asked, 9)) for asked in questions] == before


@pytest.mark.slow
def test_a_hit_can_be_explained_when_its_index_is_gone() -> None:
    """An answer that is written while a reload replaces what it came from marks its own words."""
    chance = random.Random(4)
    thread = everyday(chance, 300, 5, 20)
    asked = [question(chance, thread) for _ in range(50)]
    expected = list(map(outcome, map(of_threads(thread).search, asked)))
    kept = list(map(of_threads(thread).search, asked))
    later = of_threads(everyday(chance, 300, 5, 20))
    for each, hits, said in zip(asked, kept, expected, strict=True):
        later.search(each)
        assert outcome(hits) == said


@pytest.mark.slow
def test_many_may_ask_during_reloads() -> None:
    """Questions asked from several OS threads get the hits they get alone, while the
    words that the indexes share grow."""
    chance = random.Random(3)
    old = [everyday(chance, 8, 5, 20) for _ in range(5)]
    questions = [question(chance, list(chain(*old))) for _ in range(100)]
    expected = [outcome(of_threads(*old).search(asked)) for asked in questions]
    index = of_threads(*old)
    news = [[everyday(chance, 5, 5, 20)] for _ in range(20)]

    def ask(_: int) -> list[object]:
        return [outcome(index.search(asked)) for asked in questions]

    with ThreadPoolExecutor(3) as pool:
        answers = pool.map(ask, range(3))
        latest = index
        for threads in news:
            latest = reloaded([*old, *threads], latest)
        assert list(answers) == [expected] * 3


@pytest.mark.parametrize(("first", "then"), [("⚗️", "alembic"), ("alembic", "⚗️")])
def test_an_answer_does_not_depend_on_what_was_asked_before(first: str, then: str) -> None:
    """Two people who ask the same get the same, whatever others asked in between."""
    thread = posts("an alembik stood there", "and nothing else")
    index = of_threads(thread)
    index.search(first)
    assert outcome(index.search(then)) == outcome(of_threads(thread).search(then))
