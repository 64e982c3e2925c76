"""Posts and questions to measure with: made of everyday words, the same in every run."""

import random
from dataclasses import dataclass
from itertools import accumulate

from wordfreq import top_n_list, word_frequency

from bot.knowledge import Post, Thread

POSTS_A_THREAD = 25
WORDS_A_POST = 26
VOCABULARY = 25_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """``questions`` ask, with some words misspelt, about posts of the ``threads``."""

    threads: tuple[Thread, ...]
    questions: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The posts' texts, thread after thread."""
        return [post.text for thread in self.threads for post in thread.posts]


def corpus(posts: int, questions: int, seed: int = 1) -> Corpus:
    """``posts`` posts in threads of 25, of words drawn as often as English uses them."""
    chance = random.Random(seed)
    words = [word for word in top_n_list("en", VOCABULARY) if word.isalpha()]
    weights = list(accumulate(word_frequency(word, "en") for word in words))
    threads = tuple(
        Thread(
            id=f"t{first:07}",
            title=f"Thread {first}",
            language="en",
            posts=tuple(
                Post(number, " ".join(chance.choices(words, cum_weights=weights, k=WORDS_A_POST)))
                for number in range(1, min(POSTS_A_THREAD, posts - first) + 1)
            ),
        )
        for first in range(0, posts, POSTS_A_THREAD)
    )
    return Corpus(threads, tuple(_question(chance, threads) for _ in range(questions)))


def _question(chance: random.Random, threads: tuple[Thread, ...]) -> str:
    """Three to six of a post's longer words behind ``what is the``; one word in five misspelt."""
    post = chance.choice(chance.choice(threads).posts)
    longer = sorted(set(post.text.split()), key=len)[-10:]
    asked = chance.sample(longer, min(len(longer), chance.randint(3, 6)))
    return "what is the " + " ".join(
        _misspelt(chance, word) if chance.random() < 0.2 else word for word in asked
    )


def _misspelt(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
