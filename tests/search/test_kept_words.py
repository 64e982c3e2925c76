"""Words that were kept say what the posts say, or nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import Index, KeptWords, kept_words
from bot.search.kept_words import from_bytes, to_bytes
from tests.properties import SELDOM
from tests.search.everyday import Post, posts
from tests.search.test_vocabulary import GLOSSARY, LANGUAGES, TEXTS

TEA = Index.of_threads([posts("Boil the water.", "Wait 3 minutes.")], "en", keys=[b"tea"])


def index(language: str, threads: list[list[Post]], kept: KeptWords | None = None) -> Index[Post]:
    keys = [bytes([number]) for number in range(len(threads))]
    return Index.of_threads(threads, language, GLOSSARY, keys, kept=kept)


def tokens(of: Index[Post]) -> list[list[tuple[object, ...]]]:
    """Each token of each post of each thread: its form, the share of its term, and its place."""
    words = of.words
    forms = [*zip(*words.spelling, strict=True)]
    terms = dict.fromkeys(term for term, _, _ in forms)
    shares = dict(zip(terms, words.columns.frequencies.tolist(), strict=True))
    found = []
    for places in words.threads.values():
        for place in places:
            numbers, *where = (one.tolist() for one in words.posts.take(np.array([place]))[:3])
            spelled = [forms[number] for number in numbers]
            found.append(
                [*zip(spelled, (shares[term] for term, _, _ in spelled), *where, strict=True)]
            )
    return found


@SELDOM
@given(
    st.sampled_from(LANGUAGES),
    st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(TEXTS, max_size=2),
    TEXTS,
)
def test_kept_words_answer_as_the_posts_do(
    language: str, texts: list[list[str]], added: list[str], question: str
) -> None:
    """A bot that starts again answers as before, also where a thread came since then."""
    threads = [posts(*some) for some in texts]
    (kept,) = from_bytes(to_bytes([index(language, threads).words]))
    more = [*threads, posts(*added)] if added else threads
    again, fresh = index(language, more, kept), index(language, more)
    assert again.has_read == bool(added)
    assert tokens(again) == tokens(fresh)
    assert [one.dtype for one in kept.posts] == [one.dtype for one in fresh.words.posts]
    for asked in (question, *texts[0], "dragonbaer", "how many bears"):
        for ours, theirs in zip(again.search(asked, 9), fresh.search(asked, 9), strict=True):
            assert (ours.post, ours.thread, ours.scored) == (
                theirs.post,
                theirs.thread,
                theirs.scored,
            )
            assert ours.spans == theirs.spans


def test_words_of_several_indexes_are_kept_together() -> None:
    """A server may have threads in several languages."""
    german = Index.of_threads([posts("Wasser kochen.")], "de", keys=[b"Tee"])
    kept = from_bytes(to_bytes([TEA.words, german.words]))
    assert [(one.language, *one.threads) for one in kept] == [("en", b"tea"), ("de", b"Tee")]


def test_damaged_words_are_none() -> None:
    """A byte that is another one, missing or too much is never taken for words."""
    whole = to_bytes([TEA.words])
    assert from_bytes(whole)
    for at in range(len(whole)):
        assert from_bytes(whole[:at]) == []
        assert from_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]) == []
    assert from_bytes(whole + b"\0") == []


def test_a_bot_that_reads_words_in_another_way_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer bot finds what it would find in the posts."""
    whole = to_bytes([TEA.words])
    monkeypatch.setattr(kept_words, "way_of_reading", lambda: b"another")
    assert from_bytes(whole) == []
