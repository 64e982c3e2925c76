"""Rankings beside each other: plain BM25, the search by words, by meaning, and by both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rank_bm25 import BM25Okapi

from bot.evaluation.metrics import mean, ndcg
from bot.evaluation.questions import LabelledThread, Question
from bot.evaluation.responses import DEPTH
from bot.search import Index, Post

if TYPE_CHECKING:
    from bot.meaning.post_vectors import PostVectors

CANDIDATES = 64
"""Posts found by words that are ranked together with those found by meaning."""


class Ranking(NamedTuple):
    """How well one way of ranking does on answerable questions; a mean of none is None."""

    name: str
    ndcg: float | None
    hit_1: float | None


Ranker = Callable[[Question], Sequence[int]]
"""Ranks a thread's posts for a question: their numbers, the best first."""


def compare(
    threads: Sequence[LabelledThread],
    vectors: Callable[[LabelledThread], PostVectors | None] = lambda thread: None,
) -> list[Ranking]:
    """Rank the posts of labelled threads in each way; by meaning where ``vectors`` gives them.

    Plain BM25 is rank-bm25 on words between blanks.
    """
    ranked: dict[str, list[tuple[Mapping[int, int], Sequence[int]]]] = {}
    for thread in threads:
        for name, rank in _rankers(thread, vectors(thread)):
            for question in thread.questions:
                if question.answerable:
                    pair = question.relevance, rank(question)
                    ranked.setdefault(name, []).append(pair)
    return [
        Ranking(
            name,
            mean(ndcg(relevance, numbers) for relevance, numbers in pairs),
            mean(numbers[:1] != [] and numbers[0] in relevance for relevance, numbers in pairs),
        )
        for name, pairs in ranked.items()
    ]


def _rankers(thread: LabelledThread, vectors: PostVectors | None) -> Iterator[tuple[str, Ranker]]:
    index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
    yield "rank-bm25 on words between blanks", _plain_bm25(thread)
    yield "by words", lambda asked: _numbers(index, asked, DEPTH)
    if vectors is not None:
        yield "by meaning alone", _by_meaning(thread, None, vectors)
        yield "by words and meaning", _by_meaning(thread, index, vectors)


def _plain_bm25(thread: LabelledThread) -> Ranker:
    bm25 = BM25Okapi([post.text.split() for post in thread.posts])

    def rank(question: Question) -> Sequence[int]:
        scores = bm25.get_scores(question.text.split())
        best = sorted(range(len(thread.posts)), key=lambda place: -scores[place])
        return [thread.posts[place].number for place in best[:DEPTH] if scores[place] > 0]

    return rank


def _numbers(index: Index[Post], question: Question, limit: int) -> list[int]:
    hits = index.search(question.text, limit, before=question.before)
    return [hit.post.number for hit in hits]


def _by_meaning(thread: LabelledThread, index: Index[Post] | None, vectors: PostVectors) -> Ranker:
    """Rank by meaning, and by words too where an index is given."""
    from bot.meaning.fusion import fuse

    posts = vectors.ready([post.text for post in thread.posts])
    places = {post.number: place for place, post in enumerate(thread.posts)}

    def rank(question: Question) -> Sequence[int]:
        encoded = vectors.question(f"{question.before} {question.text}".strip())
        if encoded is None:
            return []
        hits = index.search(question.text, CANDIDATES, before=question.before) if index else ()
        found = [(0, places[hit.post.number], hit) for hit in hits]
        fused = fuse(found, [posts.nearness(*encoded)], DEPTH)
        return [thread.posts[one.place].number for one in fused]

    return rank
