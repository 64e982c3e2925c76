"""Posts found by words and by meaning are ranked together."""

import numpy as np

from bot.knowledge import Post
from bot.meaning.fusion import FusedHit, fuse
from bot.search import Index
from bot.trust import Certainty

GARDEN = (
    Post(1, "The gate is locked at nine in the evening."),
    Post(2, "Members bring their own gloves and buckets."),
    Post(3, "We harvest the tomatoes at the end of August."),
    Post(4, "Dogs stay outside, even small ones."),
)
INDEX = Index(GARDEN, language="en")


def ask(question: str, nearness: list[float], is_foreign: bool = False) -> list[FusedHit[Post]]:
    found = [(0, hit.post.number - 1, hit) for hit in INDEX.search(question, 9)]
    return fuse(found, [np.array(nearness)], 3, is_foreign)


def numbers(hits: list[FusedHit[Post]]) -> list[int]:
    return [hit.place + 1 for hit in hits]


def test_a_post_with_the_words_comes_first_where_meaning_tells_nothing() -> None:
    """Words rank as they do alone where all posts are equally near."""
    question = "when is the gate locked"
    by_words = [hit.post.number for hit in INDEX.search(question, 1)]
    assert numbers(ask(question, [0.5] * 4))[:1] == by_words == [1]


def test_a_post_without_a_word_of_the_question_is_found_by_its_meaning() -> None:
    """It may answer, is never sure, and is known to be found by meaning."""
    best = ask("can my puppy come along", [0.1, 0.2, 0.1, 3.8])[0]
    assert best.place == 3
    assert best.certainty is Certainty.MAYBE
    assert best.by_meaning


def test_what_words_make_sure_stays_sure() -> None:
    """A sure post that is nearest in meaning as well is sure."""
    best = ask("when is the gate locked", [2.5, 0.0, 0.0, 0.0])[0]
    assert best.certainty is Certainty.SURE
    assert not best.by_meaning


def test_meaning_does_not_answer_how_many() -> None:
    """A post without a number is only near a question for a count, however near its meaning."""
    best = ask("how many gloves do members bring", [0.0, 3.8, 0.0, 0.0])[0]
    assert best.place == 1
    assert best.certainty is Certainty.NEAR


def test_a_question_in_another_language_is_trusted_by_its_meaning() -> None:
    """Words that no post has count against a question in the thread's own language only."""
    question, nearness = "wann ist das Tor verschlossen", [1.8, 0.1, 0.2, 0.0]
    assert ask(question, nearness, is_foreign=True)[0].score > ask(question, nearness)[0].score


def test_posts_of_several_threads_keep_their_places() -> None:
    """Each hit names its thread and its place there."""
    hits = fuse([], [np.array([0.0, 1.0]), np.array([2.0])], 3)
    assert [(hit.thread, hit.place) for hit in hits] == [(1, 0), (0, 1), (0, 0)]
