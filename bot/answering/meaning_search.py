"""Search by words and by meaning together. Nothing imports this unless an encoder is set."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import QUOTE_LENGTH, Quote
from bot.answering.library import Found, Library
from bot.answering.question_language import question_language
from bot.answering.quoting import quote_found
from bot.answering.requests import Ask
from bot.knowledge import Post, Thread
from bot.meaning.encoder import E5
from bot.meaning.fusion import ANSWER_THRESHOLD, FOREIGN_THRESHOLD, FusedHit, fuse
from bot.meaning.post_vectors import PostVectors
from bot.meaning.vector_file import VectorFile
from bot.settings import Settings

CACHE = ".meaning-e5.npz"
"""The file of vectors in the knowledge folder."""

CANDIDATES = 64
"""Posts found by words that meaning may bring to the front."""


class MeaningSearch:
    """Finds posts by words and by meaning, once their vectors are there."""

    def __init__(self, settings: Settings) -> None:
        """Raise SettingsError if the encoder's package is missing."""
        encoder = E5()
        self.vectors = PostVectors(encoder, VectorFile(settings.knowledge / CACHE, encoder.name))

    def set_folder(self, library: Library) -> None:
        """Encode the folder's posts in the background."""
        threads = library.threads.values()
        self.vectors.set_folder(post.text for thread in threads for post in thread.posts)

    def quotes(
        self,
        library: Library,
        ask: Ask,
        threads: Sequence[Thread],
        limit: int,
        least: float | None = None,
    ) -> list[Quote] | None:
        """Quote the posts that fit best; None while the vectors of some posts are missing.

        ``least`` is the confidence below which none is quoted; unset, the one it was measured with.
        """
        known = [self.vectors.of(one.digest, [post.text for post in one.posts]) for one in threads]
        vectors = [one for one in known if one is not None]
        if len(vectors) < len(threads):
            return None
        encoded = self.vectors.question(f"{ask.before} {ask.question}".strip())
        if encoded is None:
            return None
        only = threads[0] if len(threads) == 1 else None
        found = library.search(ask.question, CANDIDATES, only, ask.before)
        number = {thread.id: at for at, thread in enumerate(threads)}
        hits = [(number[thread.id], thread.place_of(hit.post.number), hit) for thread, hit in found]
        nearness = [one.nearness(*encoded) for one in vectors]
        languages = {library.language(thread) for thread in threads}
        is_foreign = question_language(ask.question, languages) is not None
        if least is None:
            least = FOREIGN_THRESHOLD if is_foreign else ANSWER_THRESHOLD
        fused = fuse(hits, nearness, limit, is_foreign)
        return [_quote(threads[one.thread], one) for one in fused if one.score >= least]


def _quote(thread: Thread, hit: FusedHit[Post]) -> Quote:
    if hit.by_words is not None:
        quote = quote_found(Found(thread, hit.by_words))
    else:
        quote = Quote.of(thread, thread.posts[hit.place], QUOTE_LENGTH)
    quote = replace(quote, score=hit.score, certainty=hit.certainty, by_meaning=hit.by_meaning)
    # Which words no post has says nothing of what it means.
    return replace(quote, missing=(), topic=()) if hit.by_meaning else quote
