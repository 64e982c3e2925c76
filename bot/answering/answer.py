"""An answer, the same for every platform: sentences, quotes by their place in the post, links."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice, pairwise

from bot.answering.snippets import window
from bot.i18n import Line, Run, Sentence, sentence
from bot.knowledge import Post, Thread
from bot.trust import Certainty

ELLIPSIS = "…"

QUOTE_LENGTH = 600
"""Characters of a post that an answer quotes at most: longer than a post on most networks."""

NAME_LENGTH = 100
"""Characters of a title, a word or a name within a sentence."""

_URL = re.compile(r"https?://\S+")
_LONGEST_URL = 2048  # characters around a quote that are looked at for one


class Kind(Enum):
    """What an answer consists of."""

    ANSWER = "answer"  # the posts that fit a question best
    DEFINITION = "definition"  # what a term means, and the posts that say so
    POSTS = "posts"  # posts that were named by number, place or word
    FACTS = "facts"  # what is known about threads
    HELP = "help"
    REFUSAL = "refusal"  # no post fits the question
    ERROR = "error"  # the request is not carried out: not allowed, not there, failed


@dataclass(frozen=True, slots=True)
class Quote:
    """The part ``start:end`` of a post's text; it is verbatim, for it is a place and not a copy.

    ``spans`` are the matched words, as half-open offsets into the post's text. ``score`` is the
    confidence in 0..1 and ``certainty`` what it means, or None for a post that was named and not
    searched for. ``missing`` are the telling words of the question that no post has, and ``topic``
    those that this post has. ``by_meaning`` is whether its meaning, rather than its words, speaks
    for it.
    """

    thread: Thread
    post: Post
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()
    score: float | None = None
    certainty: Certainty | None = None
    missing: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    by_meaning: bool = False
    page_url: str | None = None  #: where the post can be read in place, on the thread's page

    @classmethod
    def of(
        cls,
        thread: Thread,
        post: Post,
        length: int,
        spans: tuple[tuple[int, int], ...] = (),
        score: float | None = None,
        certainty: Certainty | None = None,
    ) -> "Quote":
        """Quote the part of at most ``length`` characters that has the most of the spans."""
        return cls(thread, post, *window(post.text, spans, length), spans, score, certainty)

    def shortened(self, length: int) -> "Quote":
        """Return the same quote with at most ``length`` characters."""
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
        return self.page_url or self.post.url or self.thread.source

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
    def certainty_label(self) -> Sentence | None:
        """The certainty in a word."""
        return self.certainty and sentence(f"certainty_{self.certainty.value}")

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
        text, begin = self.post.text, self.start
        while begin > max(0, self.start - _LONGEST_URL) and not text[begin - 1].isspace():
            begin -= 1
        urls = [match.span() for match in _URL.finditer(text, begin, self.end + _LONGEST_URL)]
        inside: list[tuple[int, int]] = []
        for start, end in islice(self.spans, bisect_left(self.spans, (self.start, 0)), None):
            if start >= self.end:
                break
            if end > self.end or any(a < end and start < b for a, b in urls):
                continue
            if inside and inside[-1][1] == start:  # marks that touch would not be read as marks
                start = inside.pop()[0]
            inside.append((start, end))
        return inside


@dataclass(frozen=True, slots=True)
class Link:
    """A link that opens posts, given by reference.

    With ``page`` it opens the page of the thread that begins with the first of them. A single post
    can be opened at the character ``start`` of its text. With ``url`` it leads to that address
    instead, and with ``private`` to a page of the post that is for the one who follows it.
    """

    label: Sentence
    references: tuple[str, ...]
    page: bool = False
    start: int = 0
    url: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the reader can decide; the platform carries out the ``action``."""

    label: Sentence
    action: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that comes with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: sentences, quotes, more sentences, and links to further posts.

    A reply to those who run a server may come with a file, and with choices.
    """

    kind: Kind
    lead: tuple[Sentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    closing: tuple[Sentence, ...] = ()
    links: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()
    file: File | None = None

    @property
    def certainty(self) -> Certainty | None:
        """That of the first quote; None where nothing was searched for, and in a refusal."""
        return self.quotes[0].certainty if self.quotes else None

    @classmethod
    def info(cls, *sentences: Sentence) -> "Answer":
        """Make an answer of facts alone."""
        return cls(Kind.FACTS, lead=sentences)

    @classmethod
    def refused(cls, *sentences: Sentence) -> "Answer":
        """Make an answer that says why a request is not carried out."""
        return cls(Kind.ERROR, lead=sentences)


def cut(name: str) -> str:
    """Return a title, a word or a name at most as long as a sentence can take."""
    return name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH].rstrip() + ELLIPSIS
