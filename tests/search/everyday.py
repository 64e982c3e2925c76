"""Posts and questions of everyday English words, drawn as often as English uses them."""

import random
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from bot.search import Hit
from bot.search.language_data import read
from bot.trust import Judgement

COMMONEST = 300  #: words that no thread is about
TOPIC = 6  #: words that posts side by side share


class Post(NamedTuple):
    """A post as short as it can be."""

    number: int
    text: str


def posts(*texts: str) -> list[Post]:
    """A thread's posts, numbered from 1."""
    return [Post(number, text) for number, text in enumerate(texts, 1)]


@cache
def _language() -> tuple[list[str], list[float], list[str]]:
    """Return the words, the commonest first, the sums of their shares, and what threads are about.

    The sums are made once: to draw from the shares themselves takes as long as to read a post.
    """
    listed = sorted(read("en").words.items(), key=lambda one: int(one[1]))
    shares = {word: 10 ** (-int(rarer) / 100) for word, rarer in listed if word.isalpha()}
    words = list(shares)
    return words, list(accumulate(shares.values())), words[COMMONEST:]


def everyday(chance: random.Random, count: int, shortest: int, longest: int) -> list[Post]:
    """Return posts of everyday words; seven side by side are about the same things."""
    words, sums, topics = _language()
    topic: list[str] = []
    texts = []
    for number in range(count):
        if number % 7 == 0:
            topic = chance.choices(topics, k=TOPIC)
        said = chance.choices(words, cum_weights=sums, k=chance.randint(shortest, longest))
        said += chance.choices(topic, k=chance.randint(0, 4))
        chance.shuffle(said)
        texts.append(" ".join(said))
    return posts(*texts)


def question(chance: random.Random, posts: Sequence[Post]) -> str:
    """Some words of a post; at times with a typo, with a word that it lacks, or for a number."""
    said = chance.choice(posts).text.split()
    asked = chance.sample(said, min(len(said), chance.randint(1, 6)))
    if chance.random() < 0.3:
        asked.append(chance.choice(_language()[0]))
    if chance.random() < 0.3:
        word = chance.choice(asked)
        cut = chance.randrange(len(word))
        asked.append(word[:cut] + word[cut + 1 :])
    if chance.random() < 0.2:
        asked[:0] = ["how", "many"]
    return " ".join(asked)


def alone(hits: Iterable[Hit[Any]]) -> list[tuple[object, ...]]:
    """All that hits say, without the thread that they are in."""
    return [(hit.post, hit.score, hit.spans, Judgement(hit).matches) for hit in hits]


def outcome(hits: Sequence[Hit[Any]]) -> list[tuple[object, ...]]:
    """All that hits say."""
    return [(hit.thread, *one) for hit, one in zip(hits, alone(hits), strict=True)]
