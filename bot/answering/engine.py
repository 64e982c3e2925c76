"""The engine: answers requests from the current library, and reads the knowledge anew."""

import gc
import threading
import time
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, islice, zip_longest
from operator import attrgetter
from typing import Literal, TypeAlias

import regex

from bot.answering import suggestions
from bot.answering.answer import Answer, Outcome, Quote
from bot.answering.library import Library, Place
from bot.answering.paging import (
    further_links,
    neighbour_links,
    page_with,
    pages,
    shown,
    thread_link,
)
from bot.answering.reports import LISTED, listed, named, numbers, range_of, reload_failed, reloaded
from bot.answering.requests import Ask, Help, List, Mentions, Open, Reload, Request, Show, parse
from bot.errors import KnowledgeError
from bot.i18n import LANGUAGES, language_of, plural, sentence
from bot.knowledge import FolderReader, Post, Thread
from bot.search import ANSWER_THRESHOLD, SURE_THRESHOLD
from bot.settings import Settings

QUOTE_LENGTH = 600
"""Characters of a post that an answer quotes at most: longer than a post on most networks."""

MENTION_LENGTH = 150
"""Characters of a post that are quoted around a word asked for."""

FURTHER = 6
"""The most posts that fit a question beyond those quoted at once."""

TOPICS = 6
"""Telling words that a refusal names."""

EXAMPLES = 3
"""Questions that the help suggests."""

Progress: TypeAlias = Callable[[Literal["files", "posts"], int, int], object]
"""Told of what is being read how many of how many are done."""


class AnswerEngine:
    """Answers from one library at a time; ``reload`` puts another in its place in one step."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.perf_counter,
        progress: Progress = lambda unit, done, total: None,
    ) -> None:
        """Read the knowledge folder; raises KnowledgeError where a file is wrong."""
        self._settings = settings
        self._clock = clock
        self._reloading = threading.Lock()
        self._folder = FolderReader(settings.knowledge)
        self.library = self._read(None, progress)

    def answer_line(self, line: str) -> Answer:
        """Answer what a person typed after the command's name."""
        return self.answer(self.parse(line))

    def parse(self, line: str) -> Request:
        """What the line means, given the threads there are now."""
        return parse(line, self.library.by_folded_id.keys())

    def suggest_threads(self, typed: str) -> list[Thread]:
        """Return the threads to suggest while someone types."""
        return suggestions.suggest_threads(self.library, typed)

    def suggest_posts(self, typed: str, thread_id: str | None) -> list[Post]:
        """Return the posts to suggest while someone types, of one thread or of all."""
        return suggestions.suggest_posts(self.library, typed, thread_id)

    def answer(self, request: Request) -> Answer:
        """Answer from the library as it is at the call; whatever is reloaded meanwhile."""
        if isinstance(request, Reload):
            return self.reload()
        library = self.library
        match request:
            case Ask() | Show() | Mentions():
                return self._answer_from_threads(library, request)
            case Open():
                return self._open(library, request)
            case List():
                return Answer.info(*listed(library))
            case Help():
                return self._help(library)

    def reload(self) -> Answer:
        """Read the folder and swap the library whole, or say what is wrong and change nothing."""
        with self._reloading:
            started, before = self._clock(), self.library
            try:
                after = self._read(before)
            except KnowledgeError as error:
                return Answer.refused(*reload_failed(error))
            self.library = after
            return Answer.info(*reloaded(before, after, self._clock() - started))

    def _read(
        self,
        before: Library | None,
        progress: Progress = lambda unit, done, total: None,
    ) -> Library:
        """Read the folder into a library; keep what is equal in ``before``."""
        read = 0

        def read_posts(count: int) -> None:
            nonlocal read
            read += count
            progress("posts", read, total)

        with _gc_paused():
            threads = self._folder.read(partial(progress, "files"))
            total = sum(len(thread.posts) for thread in threads)
            return Library.of(threads, before, read_posts)

    def _answer_from_threads(self, library: Library, request: Ask | Show | Mentions) -> Answer:
        threads: Collection[Thread] = library.threads.values()
        only = None
        if request.thread is not None:
            if (only := library.thread(request.thread)) is None:
                ids = ", ".join(islice(library.threads, LISTED))
                return Answer.refused(sentence("no_such_thread", id=request.thread, ids=ids))
            threads = [only]
        match request:
            case Ask():
                return self._ask(library, request, only)
            case Show():
                return self._show(request, threads)
            case Mentions():
                return self._mentions(request, threads)

    def _ask(self, library: Library, ask: Ask, only: Thread | None) -> Answer:
        threshold, most = self._settings.threshold, self._settings.quotes
        least = ANSWER_THRESHOLD if threshold is None else threshold
        question = f"{ask.question} {ask.before}".strip()
        hits = library.search(question, most + FURTHER, only)
        found = [one for one in hits if one.hit.score >= least]
        if not found:
            return self._refusal(library, question, only)
        places = [Place(one.thread, one.hit.post) for one in found]
        sure = found[0].hit.score >= SURE_THRESHOLD
        lead = [sentence("follow_up", before=ask.before)] if ask.before else []
        lead += [] if sure else [sentence("closest")]
        return Answer(
            Outcome.ANSWERED if sure else Outcome.CLOSEST,
            lead=tuple(lead),
            quotes=tuple(
                Quote.of(one.thread, one.hit.post, QUOTE_LENGTH, one.hit.spans, one.hit.score)
                for one in found[:most]
            ),
            ways=(
                *neighbour_links(places[0]),
                *further_links(places[most:]),
                thread_link(places[0].thread),
            ),
        )

    def _refusal(self, library: Library, question: str, only: Thread | None) -> Answer:
        if not any(map(_is_word_or_symbol, question)):
            return self._help(library)
        told_of = [only] if only else list(islice(library.threads.values(), LISTED))
        each = max(1, TOPICS // len(told_of))
        words = ", ".join(
            chain.from_iterable(library.topics(one)[:each] for one in told_of[:TOPICS])
        )
        if len(told_of) == 1:
            about = sentence("about", topics=words) if words else ""
            refusal = sentence("not_in_thread", title=told_of[0].title, about=about)
        else:
            about = sentence("about_threads", topics=words) if words else ""
            titles = ", ".join(one.title for one in told_of)
            refusal = sentence("not_in_threads", titles=titles, about=about)
        return Answer(Outcome.REFUSED, (refusal,))

    def _show(self, show: Show, threads: Collection[Thread]) -> Answer:
        asked = range_of(show.first, show.last)
        having = list(islice((one for one in threads if _posts_between(one, show)), LISTED))
        if not having:
            return Answer.refused(
                *(
                    sentence(
                        "no_such_posts", thread=one.title, numbers=asked, existing=numbers(one)
                    )
                    for one in islice(threads, LISTED)
                )
            )
        if len(having) > 1:
            which = sentence(
                "which_thread", prefix=self._settings.prefix, id=having[0].id, numbers=asked
            )
            return Answer.info(which, *map(named, having))
        posts = _posts_between(having[0], show)
        page = next(pages(posts))
        answer = shown(having[0], page)
        if not (left := posts[len(page) :]):
            return answer
        rest = range_of(left[0].number, left[-1].number)
        typed = rest if show.thread is None else f"{show.thread}: {rest}"
        more = sentence("more_posts", prefix=self._settings.prefix, numbers=typed)
        return replace(answer, closing=(more,))

    def _mentions(self, mentions: Mentions, threads: Collection[Thread]) -> Answer:
        used = [
            Quote.of(thread, post, MENTION_LENGTH, spans)
            for thread in threads
            for post in thread.posts
            if (spans := _uses(mentions.term, post.text))
        ]
        if not used:
            return Answer(Outcome.REFUSED, (sentence("not_used", term=mentions.term),))
        lead = sentence(
            "used",
            term=mentions.term,
            uses=len(used),
            posts=plural(sum(len(thread.posts) for thread in threads), "post"),
            first=used[0].post.number,
        )
        left = len(used) - LISTED
        closing = (sentence("more", count=left),) if left > 0 else ()
        return Answer(Outcome.INFO, (lead,), tuple(used[:LISTED]), closing)

    def _open(self, library: Library, request: Open) -> Answer:
        places = [library.place(reference) for reference in request.references]
        there = [place for place in places if place is not None]
        if len(there) < len(places) or not there:
            return Answer.refused(sentence("changed"))
        first = there[0]
        if request.page:
            return page_with(first)
        if len(there) == 1:
            return shown(first.thread, [first.post])
        most = self._settings.quotes
        return Answer(
            Outcome.INFO,
            quotes=tuple(Quote.of(*place, QUOTE_LENGTH) for place in there[:most]),
            ways=(*further_links(there[most:]), thread_link(first.thread)),
        )

    def _help(self, library: Library) -> Answer:
        tell = partial(sentence, prefix=self._settings.prefix)
        return Answer.info(
            sentence("help"),
            *(tell("help_ask", example=example) for example in self._examples(library)),
            *map(tell, ("help_show", "help_list", "help_reload", "help_help")),
        )

    def _examples(self, library: Library) -> list[str]:
        """Questions that the threads do answer, from as many of the threads as can be."""
        by_thread = (self._answered(library, one) for one in islice(library.threads.values(), 3))
        mixed = chain.from_iterable(zip_longest(*by_thread))
        return [question for question in mixed if question is not None][:EXAMPLES]

    def _answered(self, library: Library, thread: Thread) -> list[str]:
        """Questions about a thread, in its language, that it answers; those it is sure of first."""
        sentences = LANGUAGES[language_of(thread.language or "")]
        title = thread.title[:1].lower() + thread.title[1:]
        questions = [sentences["example_title"].format(title=title)]
        questions += [sentences["example"].format(topic=topic) for topic in library.topics(thread)]
        scores = {
            question: found[0].hit.score
            for question in questions
            if (found := library.search(question, 1, thread))
        }
        answered = [question for question in scores if scores[question] >= ANSWER_THRESHOLD]
        return sorted(answered, key=lambda question: scores[question] < SURE_THRESHOLD)[:EXAMPLES]


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Stop the garbage collector: it would stop every OS thread to look at each new post."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _is_word_or_symbol(character: str) -> bool:
    """Letters, digits and emoji can be asked about; punctuation alone cannot."""
    return unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So"


def _posts_between(thread: Thread, show: Show) -> Sequence[Post]:
    number = attrgetter("number")  # which rises
    first = bisect_left(thread.posts, show.first, key=number)
    return thread.posts[first : bisect_right(thread.posts, show.last, key=number)]


def _uses(term: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where a text has the term as a word or words of its own, in whatever case."""
    if not (words := term.strip().lstrip("#")):
        return ()
    uses = regex.finditer(rf"(?<!\w){regex.escape(words)}(?!\w)", text, regex.IGNORECASE)
    return tuple(use.span() for use in uses)
