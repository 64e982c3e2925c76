"""The confidence that a post answers a question: logistic in a few features of the match.

The features are the same for any question, in any language, and for a thread of any size.  The
weights were fitted to the questions in tests/questions that are there to fit on, under the
condition that questions of other threads stay apart in TweetQA, on half of its threads.  Among more
posts more is found by chance, hence the logarithm of their number; its weight was fitted to these
questions, and to half of the threads of TweetQA and SQuAD 2.0, alone and up to eighty together: 17
to 3,200 posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from bot.search.scoring import ScoredPost
from bot.search.vocabulary import COUNT

_FEW = 50  #: posts among which as much is found by chance as among fewer
_MUCH_FOUND = 3.0  #: weight of the terms found, from which on more of it tells more


def confidences(posts: Sequence[ScoredPost], number: int, searched: int) -> list[float]:
    """Return the confidence that each post answers: 0..1, in steps of a millionth.

    `posts` are those that rank best, and it falls with the rank; `number` is the kind of number
    asked for, or 0, and `searched` how many posts were searched in all.
    """
    common = 0.735 - 0.425 * log(searched + _FEW)
    without_number = common - 1.043 * (number != 0) - 1.517 * (number == COUNT)
    falling = []
    least = 1.0
    for score, found, telling, missing, _, has_number in posts:
        z = (
            (common if has_number else without_number)
            + 1.347 * score
            + 0.137 * found
            - 0.373 * (found if found < _MUCH_FOUND else _MUCH_FOUND)
            + 0.069 * telling
            - 0.046 * missing
        )
        least = min(least, int(1e6 / (1 + exp(-z)) + 0.5) / 1e6 if z > -700 else 0.0)
        falling.append(least)
    return falling
