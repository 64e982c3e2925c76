"""A snapshot of the threads: finding posts in it, and naming them."""

from bot.knowledge import Post, Thread
from bot.library import Library, Place, topics

BREAD = Thread("bread", "On bread", (Post(1, "Flour and water."), Post(3, "Salt and yeast.")))
CAKE = Thread("Cake", "On cake", (Post(1, "Flour and eggs."),))


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


def test_an_unchanged_thread_keeps_its_index() -> None:
    """A reload indexes what changed, and nothing else."""
    before = Library.of([BREAD, CAKE])
    changed = Thread("Cake", "On cake", (Post(1, "Butter."),))
    after = Library.of([BREAD, changed], before)
    assert after.indexes["bread"] is before.indexes["bread"]
    assert after.indexes["Cake"] is not before.indexes["Cake"]


def test_a_reference_leads_to_its_post() -> None:
    """What a button names is found again, in a library read anew as well."""
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
    """A thread is about what it names most; long words tell it where it names little."""
    posts = (
        Post(1, "Then Central Asia met the SCO about #dragonbear."),
        Post(2, "In Central Asia the SCO is strong."),
    )
    thread = Thread("t", "T", posts, glossary={"SCO": "Shanghai Cooperation Organisation"})
    assert topics(thread, 3) == ["Central Asia", "SCO", "dragonbear"]
    assert topics(thread, 4)[3] == "strong"
