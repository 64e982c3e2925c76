"""The vectors of posts: each text is encoded once, in the background."""

import hashlib
import logging
import queue
import textwrap
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from bot.meaning.encoder import Encoder, EncoderStopped, Vector
from bot.meaning.vector_file import DIGEST_SIZE, VectorFile

USUAL = (
    "what is it",
    "who was there",
    "when did it happen",
    "where is it",
    "why did they do that",
    "how many were there",
)
"""Questions that ask nothing in particular."""

PART = 800
"""Characters of a post that are encoded together: a longer part would mean too much at once."""

MAX_PARTS = 20
"""Parts of a post that are encoded."""

VECTORS_KEPT = 50_000
"""Vectors of posts outside the folder from which on only those of the last thread are kept, and
vectors that are kept ready for a question; 1.7 kB each."""

BETWEEN_LINES = 10.0
"""Seconds between two log lines of progress."""

MEAN_COSINE = 0.793
COSINE, OWN = 16.8, 5.56
"""Weights that bring the nearness of questions and posts to a mean of 0 and a deviation of 1."""

_SMALLEST_DISTANCE = 1e-6

_log = logging.getLogger(__name__)


class ThreadVectors:
    """The vectors of a thread's posts: those of one post after those of the other."""

    def __init__(self, vectors: NDArray[np.float32], starts: NDArray[np.int64]) -> None:
        self._vectors, self._starts = vectors, starts
        self._mean = vectors.mean(0)
        distances = np.linalg.norm(vectors - self._mean, axis=1)
        self._distances = np.maximum(distances, _SMALLEST_DISTANCE)  # 0 in a thread of one post

    def __len__(self) -> int:
        return len(self._vectors)

    def nearness(self, question: Vector, usual: Vector) -> NDArray[np.float64]:
        """Return how near each post is to a question, by its nearest part.

        ``usual`` is the mean vector of questions. What a question has in common with all, and a
        post with all of its thread, tells nothing: so their cosine is added up with the one of what
        is left of both.
        """
        left = question - usual
        left /= np.linalg.norm(left)
        cosines = self._vectors @ question
        own = (self._vectors @ left - self._mean @ left) / self._distances
        nearness = COSINE * (cosines - MEAN_COSINE) + OWN * own
        nearest: NDArray[np.float64] = np.maximum.reduceat(nearness, self._starts)
        return nearest.astype(np.float64)


class PostVectors:
    """Vectors of the texts that it was given; an OS thread encodes what it has not yet.

    The texts that belong to the folder are kept in a file, the others in memory alone.
    """

    def __init__(
        self,
        encoder: Encoder,
        file: VectorFile | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._encoder = encoder
        self._file, self._clock = file, clock
        self._known: dict[bytes, Vector] = {}
        self._in_folder = frozenset[bytes]()
        self._waiting = queue.Queue[tuple[Sequence[str], bool]]()
        self._threads = LRUCache[Hashable, ThreadVectors](
            VECTORS_KEPT, lambda vectors: min(len(vectors), VECTORS_KEPT)
        )
        self._lock = threading.Lock()
        self._stopped = False
        self._usual: Vector | None = None
        threading.Thread(target=self._work, name="encoding", daemon=True).start()

    def set_folder(self, texts: Iterable[str]) -> None:
        """Encode these posts, write them into the file, and forget all others."""
        self._waiting.put(([*texts], True))

    def close(self) -> None:
        """Stop the encoder; questions are then answered by words alone."""
        self._stopped = True
        self._encoder.close()

    def wait(self) -> None:
        """Wait until all texts that were given are encoded."""
        self._waiting.join()

    def question(self, text: str) -> tuple[Vector, Vector] | None:
        """Return the vector of a question, and the usual one; None where there is no encoder."""
        try:
            if self._usual is None:
                self._usual = np.mean([self._encoder.question(one) for one in USUAL], axis=0)
            return self._encoder.question(text), self._usual
        except EncoderStopped as error:
            self._give_up(error)
            return None

    def ready(self, texts: Sequence[str]) -> ThreadVectors:
        """Return the vectors of a thread's posts once they are encoded; raises EncoderStopped."""
        key = tuple(texts)
        while (vectors := self.of(key, texts)) is None:
            if self._stopped:
                raise EncoderStopped
            self.wait()
        return vectors

    def of(self, key: Hashable, texts: Sequence[str]) -> ThreadVectors | None:
        """Return the vectors of a thread's posts; None, and encode them, where some are missing.

        Equal keys mean equal texts.
        """
        with self._lock:
            if (stacked := self._threads.get(key)) is not None:
                return stacked
        known = self._known
        posts = [[known.get(_digest(part)) for part in _parts(text)] for text in texts]
        rows = [vector for post in posts for vector in post if vector is not None]
        counts = [len(post) for post in posts]
        if len(rows) < sum(counts) or not rows:
            if not self._stopped and self._waiting.empty():
                self._waiting.put((texts, False))
            return None
        stacked = ThreadVectors(np.array(rows), np.cumsum([0, *counts[:-1]]))
        with self._lock:
            self._threads[key] = stacked
        return stacked

    def _work(self) -> None:
        if self._file is not None:
            self._known.update(self._file.read())
        self.question(USUAL[0])  # the first question of a person need not wait
        while True:
            texts, is_folder = self._waiting.get()
            try:
                self._encode(texts, is_folder)
            except EncoderStopped as error:
                self._give_up(error)
            finally:
                self._waiting.task_done()

    def _give_up(self, error: EncoderStopped) -> None:
        if not self._stopped:
            self._stopped = True
            _log.error("the encoder has stopped (%s); posts are found by words alone", error)

    def _encode(self, texts: Sequence[str], is_folder: bool) -> None:
        parts = {_digest(part): part for text in texts for part in _parts(text)}
        missing = {digest: part for digest, part in parts.items() if digest not in self._known}
        started = self._clock()
        due = started + BETWEEN_LINES
        for done, (digest, part) in enumerate(missing.items()):
            if self._clock() >= due:
                due += BETWEEN_LINES
                _log.info("encoding the posts: %s of %s", f"{done:,}", f"{len(missing):,}")
            # As precise as in the file, so that a restart changes no confidence.
            self._known[digest] = self._encoder.passage(part).astype(np.float16).astype(np.float32)
        if missing:
            seconds = self._clock() - started
            _log.info("encoded %s posts in %.1f s", f"{len(missing):,}", seconds)
        if is_folder:
            changed = bool(missing) or len(parts) < len(self._known)
            self._in_folder = frozenset(parts)
            self._keep_only(self._in_folder)
            if changed and self._file is not None:
                self._write(self._file)
        elif len(self._known) > len(self._in_folder) + VECTORS_KEPT:
            self._keep_only(self._in_folder.union(parts))

    def _keep_only(self, digests: Iterable[bytes]) -> None:
        self._known = {digest: self._known[digest] for digest in digests}

    def _write(self, file: VectorFile) -> None:
        try:
            file.write(self._known)
        except OSError as error:
            _log.warning("the vectors are not kept (%s); a restart encodes the posts again", error)


def _parts(text: str) -> list[str]:
    if len(text) <= PART:
        return [text]
    return textwrap.wrap(text, PART)[:MAX_PARTS] or [text[:PART]]


def _digest(part: str) -> bytes:
    encoded = part.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=DIGEST_SIZE).digest()
