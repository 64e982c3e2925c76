"""The confidence that a post answers a question: logistic in a few features of the match.

The features are the same for any question, in any language, and for a thread of any size.  The
weights were fitted to real questions on threads of 5 to 3,000 posts in English, German and Arabic:
asked of their own thread, of another one, and of their own without its answer.  Among more posts
more is found by chance, hence the logarithm of their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from bot.search.query import TermStatistics
from bot.search.scoring import BACKGROUND, MIN_SIMILARITY, Ranking, ScoredPost

#: The least confidence of an answer; posts below are at best the closest ones.  Of questions on
#: tweets, a quarter of them asked of the wrong thread, it answers or refuses 87 % rightly.
ANSWER_THRESHOLD = 0.5
#: The confidence from which an answer is sure: on tweets 96 % of such first hits are the right
#: post, on articles, where the next sentence often says it too, more than 80 %.
SURE_THRESHOLD = 0.8


def in_no_post(term: TermStatistics, anywhere: float) -> bool:
    """Tell whether no post has a term, nor a word similar enough to it."""
    return not term.forms and anywhere < MIN_SIMILARITY


class Confidence:
    """How sure the posts of one ranking answer its query."""

    def __init__(
        self, terms: Sequence[TermStatistics], ranking: Ranking, posts: int, wants_number: bool
    ) -> None:
        """Take what all posts have in common; `posts` are searched in all."""
        self._wants_number = wants_number
        missing = 0.0  # nats of the terms that no post has, even in similar words
        for term, anywhere in zip(terms, ranking.anywhere, strict=True):
            if not term.forms:
                missing += term.information * (1 - (anywhere if anywhere >= MIN_SIMILARITY else 0))
        self._common = 4.96 - 0.056 * missing - 1.435 * log(posts + BACKGROUND)

    def of(self, post: ScoredPost) -> float:
        """Return the confidence that a post answers: 0..1, in steps of a millionth."""
        z = self._common + 3.02 * post.score + 0.222 * post.found
        if self._wants_number and not post.has_number:
            z -= 0.78
        return int(1e6 / (1 + exp(-z)) + 0.5) / 1e6 if z > -700 else 0.0
