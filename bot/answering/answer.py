"""A reply before any platform gives it a form: quotes by their place in the post, and sentences."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from bot.i18n import Line, Run, Sentence, sentence
from bot.knowledge import Post, Thread
from bot.search import window

ELLIPSIS = "…"

_URL = re.compile(r"https?://\S+")


class Outcome(Enum):
    """What became of a request."""

    ANSWERED = "answered"
    CLOSEST = "closest"  # quoted, but it may not be the answer
    REFUSED = "refused"  # a question that no post fits
    INFO = "info"  # posts by number, lists, help, reports
    DECLINED = "declined"  # not done: not allowed, too fast, not there, failed


@dataclass(frozen=True, slots=True)
class Quote:
    """The part ``start:end`` of a post's text. Being a place and not a copy, it is verbatim.

    ``spans`` are the matched words, as half-open offsets into the post's text; ``score`` is the
    confidence in 0..1, or None where the post was not searched for but asked for.
    """

    thread: Thread
    post: Post
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()
    score: float | None = None

    @classmethod
    def of(
        cls,
        thread: Thread,
        post: Post,
        length: int,
        spans: tuple[tuple[int, int], ...] = (),
        score: float | None = None,
    ) -> "Quote":
        """The part of the post of at most ``length`` characters that holds most of the spans."""
        return cls(thread, post, *window(post.text, spans, length), spans, score)

    def shortened(self, length: int) -> "Quote":
        """The same quote, of at most ``length`` characters."""
        if self.end - self.start <= length:
            return self
        inside = self.post.text[self.start : self.end]
        spans = tuple((a - self.start, b - self.start) for a, b in self._spans_inside())
        start, end = window(inside, spans, length)
        return replace(self, start=self.start + start, end=self.start + end)

    @property
    def author(self) -> str | None:
        """Who wrote the post, where known."""
        return self.post.author or self.thread.author

    @property
    def url(self) -> str | None:
        """Where the post, or else its thread, can be read, where known."""
        return self.post.url or self.thread.source

    @property
    def heading(self) -> Sentence:
        """The post's number and thread, who wrote it and where it can be read, where known."""
        return sentence(
            "heading",
            number=self.post.number,
            title=self.thread.title,
            by=sentence("by", author=self.author) if self.author else "",
            at=sentence("at", url=self.url) if self.url else "",
        )

    @property
    def confidence(self) -> Sentence | None:
        """How far the match is trusted, where the post was searched for."""
        return (
            None if self.score is None else sentence("confidence", percent=round(100 * self.score))
        )

    @property
    def text(self) -> str:
        """The quoted characters and nothing else."""
        return self.post.text[self.start : self.end]

    @property
    def line(self) -> Line:
        """The quoted text, matched words strong, with ``…`` where the post goes on."""
        cuts = [self.start, *(offset for span in self._spans_inside() for offset in span), self.end]
        runs = [
            Run(self.post.text[a:b], "strong" if position % 2 else "plain")
            for position, (a, b) in enumerate(pairwise(cuts))
            if a < b
        ]
        before = [Run(ELLIPSIS)] if self.start > 0 else []
        after = [Run(ELLIPSIS)] if self.end < len(self.post.text) else []
        return (*before, *runs, *after)

    def _spans_inside(self) -> list[tuple[int, int]]:
        """The spans to mark: those in the quote; none in an address, which marks would break."""
        urls = [match.span() for match in _URL.finditer(self.post.text)]
        inside: list[tuple[int, int]] = []
        for start, end in self.spans:
            if start < self.start or end > self.end or any(a < end and start < b for a, b in urls):
                continue
            if inside and inside[-1][1] == start:  # marks that touch would not be read as marks
                start = inside.pop()[0]
            inside.append((start, end))
        return inside


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go from an answer: what it is called, and which posts, by reference, it opens.

    With ``page`` it opens the page of the thread that holds the first of them.
    """

    label: Sentence
    references: tuple[str, ...]
    page: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: sentences, then quotes, then sentences; and the ways that lead on from it."""

    outcome: Outcome
    lead: tuple[Sentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    closing: tuple[Sentence, ...] = ()
    ways: tuple[Link, ...] = ()

    @classmethod
    def info(cls, *sentences: Sentence) -> "Answer":
        """An answer of sentences alone."""
        return cls(Outcome.INFO, lead=sentences)

    @classmethod
    def refused(cls, *sentences: Sentence) -> "Answer":
        """An answer that says why a request is not carried out."""
        return cls(Outcome.DECLINED, lead=sentences)
