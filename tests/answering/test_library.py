"""A snapshot of the threads: finding posts in it, and naming them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.library import Found, Library, Place, topics
from bot.answering.mentions import Term
from bot.knowledge import Post, Thread
from bot.search import scoring
from tests.properties import SELDOM
from tests.search.everyday import alone

BREAD = Thread("bread", "On bread", (Post(1, "Flour and water."), Post(3, "Salt and yeast.")))
CAKE = Thread("Cake", "On cake", (Post(1, "Flour and eggs."),))
WORDS = (
    *("bear", "bears", "dragon", "dragonbear", "dragons", "beer", "Kazakhstan", "Kazachstan", "CA"),
    *("Central", "Asia", "the", "how", "many", "100,000", "troops", "troop", "us", "US", "China"),
    *("flour", "flower", "water", "waters", "when", "came", "and", "🐻", "龙熊", "der", "Bär"),
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
POSTS = st.lists(TEXTS, min_size=1, max_size=5).map(
    lambda texts: tuple(Post(number, text) for number, text in enumerate(texts, 1))
)
THREADS = st.dictionaries(
    st.sampled_from("aBcdE"),
    st.tuples(
        POSTS, st.sampled_from(["en", "en", "de"]), st.sampled_from([{}, {"CA": "Central Asia"}])
    ),
    max_size=5,
).map(
    lambda threads: {
        id: Thread(id, id, posts, language=language, glossary=glossary)
        for id, (posts, language, glossary) in threads.items()
    }
)


def details(found: list[Found]) -> list[tuple[object, ...]]:
    """All that is found, and why."""
    return [
        (one.thread, *hit) for one, hit in zip(found, alone([f.hit for f in found]), strict=True)
    ]


@given(THREADS, TEXTS)
def test_every_post_that_uses_words_is_found_by_the_index(
    threads: dict[str, Thread], words: str
) -> None:
    """The index leaves out no post that uses a word or several, in any language or script."""
    library, term = Library.of(threads.values()), Term(words)
    assert list(term.among(library.having(words))) == list(term.places(library.threads.values()))


def test_the_best_of_all_threads_come_first() -> None:
    """One search goes over all threads, and equal posts come in the order of thread and number."""
    found = Library.of([CAKE, BREAD]).search("flour", 3)
    assert {(one.thread.id, one.hit.post.number) for one in found} == {("Cake", 1), ("bread", 1)}
    assert found[0].hit.score >= found[1].hit.score
    twins = [Thread(id, "Twins", BREAD.posts) for id in ("d", "B", "c", "a")]
    ids = [one.thread.id for one in Library.of(twins).search("flour", 4)]
    assert ids == ["a", "B", "c", "d"]


def test_a_thread_is_found_in_any_case() -> None:
    """People do not type capitals."""
    library = Library.of([CAKE])
    assert library.thread("cake") is CAKE
    assert library.thread("pie") is None


def test_an_abbreviation_means_what_its_own_thread_says() -> None:
    """One thread's CA is Central Asia, another's California, in one library."""
    threads = [
        Thread(id, id, (Post(1, "On to CA."),), language="en", glossary={"CA": meaning})
        for id, meaning in (("asia", "Central Asia"), ("coast", "California"))
    ]
    library = Library.of(threads)
    for asked, id in (("central asia", "asia"), ("california", "coast")):
        assert [one.thread.id for one in library.search(asked, 9)] == [id]


def test_a_reload_reads_only_what_changed() -> None:
    """A thread that is the same, though its file was read again, is not indexed again."""
    bread, cake = (replace(thread, language="en") for thread in (BREAD, CAKE))
    before = Library.of([bread, cake])
    changed = replace(cake, posts=(Post(1, "Butter."), Post(2, "Eggs."), Post(4, "Nuts.")))
    pie = Thread("pie", "On pie", (Post(1, "Apples."),), language="en")
    counts: list[int] = []
    after = Library.of([pie, changed, replace(bread)], [before], counts.append)
    assert sum(counts) == 3 + 1
    found = [after.search(asked, 1)[0].thread.id for asked in ("yeast", "butter", "apples")]
    assert found == ["bread", "Cake", "pie"]
    again: list[int] = []
    Library.of([replace(one) for one in after.threads.values()], [after], again.append)
    assert again == []
    assert Library.of(after.threads.values(), [after]) is after


def test_a_cut_thread_is_read_once_with_the_whole() -> None:
    """A thread up to any of its posts is not indexed again, and is found as if it were all."""
    texts = ("Rye rises.", "12 loaves of rye.", "", "Wheat 3.", "Rye-bread and salt.", "Yeast.")
    whole = Thread("rye", "On rye", tuple(Post(n, text) for n, text in enumerate(texts, 1)), "A")
    whole = replace(whole, language="en")
    before = [Library.of([CAKE, whole])]
    for last in (5, 3, 1):
        cut, counts = replace(whole, posts=whole.posts[:last]), list[int]()
        after = Library.of([CAKE, cut], before, counts.append)
        assert counts == []
        for asked in ("rye bread", "yeast", "how many loaves", "wheat"):
            found, alone = after.search(asked, 9), Library.of([CAKE, cut]).search(asked, 9)
            assert [(*one[:1], one.hit.post, one.hit.score, one.hit.spans) for one in found] == [
                (*one[:1], one.hit.post, one.hit.score, one.hit.spans) for one in alone
            ]


@pytest.mark.slow
@pytest.mark.parametrize("many", [False, True])
@SELDOM
@given(st.lists(THREADS, min_size=2, max_size=4), st.lists(TEXTS, min_size=1, max_size=2))
def test_a_library_does_not_remember_what_was(
    many: bool, states: list[dict[str, Thread]], questions: list[str]
) -> None:
    """After any reloads, with threads added, changed and removed, people get the same posts,
    scores, marks and finds as from a bot that was just started; among many posts too, of which
    but a few are looked at closely."""
    with pytest.MonkeyPatch.context() as patch:
        if many:
            patch.setattr(scoring, "CANDIDATES", 3)
        before: list[Library] = []
        for state in states:
            library = Library.of([replace(one) for one in state.values()], before)
            before = [library]
            afresh = Library.of(state.values())
            for question in questions:
                assert details(library.search(question, 4)) == details(afresh.search(question, 4))
                for id in state:
                    one, other = library.thread(id), afresh.thread(id)
                    found = library.search(question, 4, one)
                    assert details(found) == details(afresh.search(question, 4, other))


def test_the_only_thread_is_searched_like_all_threads() -> None:
    """Naming the thread changes nothing where there is but one: the same first, the same next."""
    thread = Thread(
        "t", "T", (Post(1, "Russia has many."), Post(2, "They came from afar.")), language="en"
    )
    library = Library.of([thread])
    question = "how many troops came from Russia"
    assert details(library.search(question, 9)) == details(library.search(question, 9, thread))


def test_a_reference_leads_to_its_post() -> None:
    """What a button names is found again, in a reloaded library as well."""
    reference = Place(BREAD, BREAD.posts[1]).reference
    assert Library.of([CAKE, BREAD]).place(reference) == (BREAD, BREAD.posts[1])
    assert len(reference) <= 19


def test_a_reference_to_a_changed_post_leads_nowhere() -> None:
    """A post that reads differently now, or is in no thread any more, is not found."""
    reference = Place(BREAD, BREAD.posts[1]).reference
    changed = Thread("bread", "On bread", (BREAD.posts[0], Post(3, "Salt only.")))
    assert Library.of([changed]).place(reference) is None
    assert Library.of([CAKE]).place(reference) is None
    assert Library.of([BREAD]).place("nonsense") is None


def test_topics_are_hashtags_names_and_abbreviations() -> None:
    """A thread is about what it names most; long words follow where it names little."""
    posts = (
        Post(1, "Then Central Asia met the SCO about #dragonbear."),
        Post(2, "In Central Asia the SCO is strong."),
    )
    thread = Thread("t", "T", posts, glossary={"SCO": "Shanghai Cooperation Organisation"})
    assert topics(thread, 3) == ["Central Asia", "SCO", "dragonbear"]
    assert topics(thread, 4)[3] == "strong"


def test_a_glossary_makes_no_thread_surer_than_others() -> None:
    """A post is not quoted before its equal because its thread explains an abbreviation."""
    rain = [Post(number, f"Rain fell on town {number}.") for number in range(1, 301)]
    broken = Post(301, "The alembic was broken.")
    many = Thread("many", "Many", (*rain, broken), language="en")
    few = Thread("few", "Few", (broken,), language="en", glossary={"XY": "Some Thing"})
    scores = {one.thread.id: one.hit.score for one in Library.of([many, few]).search("alembic", 2)}
    assert scores["few"] <= scores["many"]
