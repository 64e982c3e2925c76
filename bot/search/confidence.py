"""The confidence that a post answers a question: logistic in a few features of the match.

The features are the same for any question, in any language, and for a thread of any size.  The
weights were fitted to the questions in tests/questions that are there to fit on, under the
condition that questions of other threads stay apart in TweetQA, on half of its threads.  Among more
posts more is found by chance, hence the logarithm of their number; its weight was fitted to threads
of 5 to 3,000 posts.
"""

from __future__ import annotations

from math import exp, log

from bot.search.scoring import BACKGROUND, Ranking, ScoredPost

ANSWER_THRESHOLD = 0.2  #: the least confidence of a post that is quoted
MAYBE_THRESHOLD = 0.35  #: the least of one that may answer; the others are only near the question
SURE_THRESHOLD = 0.65  #: the least of one that surely does, if nothing telling is missing
MUCH_ALIKE = 0.5 - 1e-9  #: similarity from which on a word may mean one that no post has; rounded
_MUCH_FOUND = 3.0  #: weight of the terms found, from which on more of it tells more


class Confidence:
    """How sure the posts of one ranking answer its query."""

    def __init__(self, ranking: Ranking, posts: int, wants_number: bool, wants_count: bool) -> None:
        """Take what all posts have in common; `posts` are searched in all."""
        self._wants_number, self.wants_count = wants_number, wants_count
        self._below = [*[post.score for post in ranking.posts[1:]], 0.0]
        self._common = 6.781 - 1.435 * log(posts + BACKGROUND)

    def of(self, post: ScoredPost) -> float:
        """Return the confidence that a post answers: 0..1, in steps of a millionth."""
        z = (
            self._common
            + 1.347 * post.score
            + 0.137 * post.found
            - 0.373 * min(post.found, _MUCH_FOUND)
            + 0.069 * post.telling
            - 0.046 * post.missing
            - 1.043 * (self._wants_number and not post.has_number)
            - 1.517 * self.lacks_count(post)
        )
        return int(1e6 / (1 + exp(-z)) + 0.5) / 1e6 if z > -700 else 0.0

    def margin(self, rank: int, post: ScoredPost) -> float:
        """Return by how much the score of the post of a rank exceeds that of the next one."""
        return post.score - self._below[rank]

    def lacks_count(self, post: ScoredPost) -> bool:
        """Tell whether it is asked how many, and the post has no number."""
        return self.wants_count and not post.has_number
