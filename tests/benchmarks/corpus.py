"""Posts and questions to measure with: made of English words, the same in every run.

Words are drawn as often as English uses them from all that wordfreq knows, some 300,000, so that
more posts use more different words, as people's do. The posts of a smaller base are the first of a
larger one's; they are made once and kept in a file, a post a line.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from wordfreq import top_n_list, word_frequency

from bot.knowledge import Post, Thread

POSTS_A_THREAD = 25
WORDS_A_POST = 26
_LIST = "large"
_ALL_WORDS = 1_000_000
_AT_ONCE = 100_000
"""Posts that are drawn at once: what a draw takes in memory."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Threads, their posts' texts one thread after another, and questions.

    ``questions`` are about any of the posts, ``thread_questions`` about those of the last thread.
    """

    threads: tuple[Thread, ...]
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    thread_questions: tuple[str, ...]


def write_texts(path: Path, posts: int, seed: int = 1) -> None:
    """Write that number of posts of 26 words, a line each; a million take about ten seconds."""
    words = [word for word in top_n_list("en", _ALL_WORDS, _LIST) if word.isalpha()]
    shares = np.cumsum([word_frequency(word, "en", _LIST) for word in words])
    by_place = np.array(words, object)
    chance = np.random.Generator(np.random.PCG64(seed))
    with path.open("w", encoding="utf-8") as file:
        for first in range(0, posts, _AT_ONCE):
            drawn = chance.random((min(_AT_ONCE, posts - first), WORDS_A_POST)) * shares[-1]
            places = np.searchsorted(shares, drawn, side="right").clip(max=len(words) - 1)
            file.writelines(" ".join(post) + "\n" for post in by_place[places].tolist())


def read_texts(path: Path, posts: int) -> tuple[str, ...]:
    """Return the first ``posts`` posts."""
    with path.open(encoding="utf-8") as file:
        return tuple(line.rstrip("\n") for line in islice(file, posts))


def corpus(path: Path, posts: int, questions: int, seed: int = 1) -> Corpus:
    """Return the file's first ``posts`` posts in threads of 25, and questions of each kind."""
    texts = read_texts(path, posts)
    threads = tuple(
        Thread(
            id=f"t{first:07}",
            title=f"Thread {first}",
            language="en",
            posts=tuple(
                map(Post, range(1, POSTS_A_THREAD + 1), texts[first : first + POSTS_A_THREAD])
            ),
        )
        for first in range(0, posts, POSTS_A_THREAD)
    )
    last = tuple(post.text for post in threads[-1].posts)
    chance = random.Random(seed)
    return Corpus(
        threads, texts, _questions(chance, texts, questions), _questions(chance, last, questions)
    )


def _questions(chance: random.Random, texts: Sequence[str], count: int) -> tuple[str, ...]:
    """Return that number of questions, each different."""
    asked: dict[str, None] = {}
    while len(asked) < count:
        asked[_question(chance, chance.choice(texts))] = None
    return tuple(asked)


def _question(chance: random.Random, text: str) -> str:
    """Three to six of a post's longer words behind ``what is the``; one word in five misspelt."""
    longer = sorted(set(text.split()), key=lambda word: (len(word), word))[-10:]
    asked = chance.sample(longer, min(len(longer), chance.randint(3, 6)))
    return "what is the " + " ".join(
        _misspelt(chance, word) if chance.random() < 0.2 else word for word in asked
    )


def _misspelt(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
