"""The answer engine: answers requests from the library of a scope, and reloads the threads."""

import re
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from bot.answering import phrases, suggestions
from bot.answering.answer import Answer, Kind
from bot.answering.asking import answer_question
from bot.answering.facts import answer_about
from bot.answering.help import help_answer, small_talk_answer, unknown_command_answer
from bot.answering.library import Library
from bot.answering.mentions import Term, answer_mentions
from bot.answering.page_links import with_page_links
from bot.answering.parsing import parse
from bot.answering.references import typed
from bot.answering.reloading import Progress, read_library
from bot.answering.reports import listed, no_such_thread, reload_failed, reloaded
from bot.answering.requests import (
    About,
    Ask,
    Help,
    LibraryRequest,
    List,
    Mentions,
    Open,
    Pick,
    Reload,
    Request,
    Show,
    ShowNamed,
    SmallTalk,
    Step,
    ThreadRequest,
    Typed,
    UnknownCommand,
)
from bot.answering.scope import Gate, Scope, ScopedLibraries
from bot.answering.showing import neighbour_of, open_posts, pick_posts, show_posts, step_from
from bot.errors import KnowledgeError
from bot.i18n import sentence
from bot.knowledge import FolderReader, Post, Thread
from bot.settings import Settings
from bot.storage.word_store import WordStore
from bot.trust import Certainty

if TYPE_CHECKING:
    from bot.answering.meaning_search import MeaningSearch
    from bot.meaning.post_vectors import PostVectors

_FRACTION = re.compile(r"\s*(?P<date>\d{1,2}/(?P<total>\d{1,2}))[\s?]*")
_THOUSANDS = re.compile(r"\s*\d{1,3}(?:,\d{3})+[\s?]*")

QUICK_POSTS, QUICK_TEXT, QUICK_LENGTH = 200, 50_000, 200
"""Posts of a library, and characters of a line, up to which a request takes at most 5 ms."""

EVERYTHING = Scope()
"""What the operator sees."""


class AnswerEngine:
    """Answers each request from the library of its scope.

    ``reload`` puts other libraries in the place of all in one step.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.perf_counter,
        progress: Progress = lambda unit, done, total: None,
        random: Random | None = None,
    ) -> None:
        """Read the knowledge folder; raises KnowledgeError if a file is wrong."""
        self._settings = settings
        self._clock = clock
        self._random = random or Random()  # noqa: S311  picks posts to show
        self._reloading = threading.Lock()
        self._folder = FolderReader(settings.knowledge)
        self._libraries = ScopedLibraries(read_library(self._folder, None, progress))
        self._by_meaning = _meaning_search(settings)
        if self._by_meaning:
            self._by_meaning.set_folder(self.library)

    @property
    def library(self) -> Library:
        """The folder's threads."""
        return self._libraries.folder

    @property
    def named_servers(self) -> frozenset[int]:
        """The servers that files of the folder name: they see threads that others do not."""
        return self._libraries.named_servers

    def keep_words(self, store: WordStore | None) -> None:
        """Keep the words of servers' threads there, so that a start does not read them again."""
        self._libraries.word_store = store

    def vectors(self) -> "PostVectors | None":
        """Return the vectors of the folder's posts once they are there; None without an encoder."""
        if self._by_meaning is None:
            return None
        self._by_meaning.vectors.wait()
        return self._by_meaning.vectors

    def thread(self, id: str, scope: Scope = EVERYTHING) -> Thread | None:
        """Return the thread of that id, written in any case, or None."""
        return self._libraries.of(scope).thread(id)

    def threads(self, scope: Scope = EVERYTHING) -> Collection[Thread]:
        """Return the threads of the scope."""
        return self._libraries.of(scope).threads.values()

    def has_indexed(self, scope: Scope) -> bool:
        """Return whether the threads of the scope can be searched at once."""
        return self._libraries.known(scope) is not None

    def forget_gates(self, gates: Collection[Gate]) -> None:
        """Keep nothing that is cut at these gates, which are not in force any more."""
        self._libraries.forget_gates(gates)

    def answer_line(self, line: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer what a person typed after the command's name."""
        return self.answer(Typed(line), scope)

    def parse(self, typed: Typed, scope: Scope = EVERYTHING) -> Request:
        """Parse what a person typed, given the threads of the scope."""
        return _parsed(self._libraries.of(scope), typed)

    def prepare(self) -> None:
        """Compile what requests need, which takes some 100 ms, by answering two."""
        phrases.prepare()
        for line in ("what is it about", "1-2"):
            self.answer_line(line)

    def is_quick(self, request: Request | Typed, scope: Scope = EVERYTHING) -> bool:
        """Return whether parsing or answering a request takes at most 5 ms.

        An event loop may do that itself: it is less work than the way to an OS thread and back.
        """
        library = self._libraries.known(scope)
        if self._by_meaning or library is None or not library.is_short(QUICK_POSTS, QUICK_TEXT):
            return False
        match request:
            case Typed():
                length = len(request.line) + len(request.before)
                return phrases.is_prepared() and length <= QUICK_LENGTH
            case Ask():
                return len(request.question) + len(request.before) <= QUICK_LENGTH
            case Help() | Mentions() | Reload():
                return False
            case _:
                return True

    def suggest_threads(self, typed: str, scope: Scope = EVERYTHING) -> list[Thread]:
        """Return the threads to suggest while someone types."""
        return suggestions.suggest_threads(self._libraries.of(scope).threads.values(), typed)

    def suggest_posts(
        self, typed: str, thread_id: str | None, scope: Scope = EVERYTHING
    ) -> list[Post]:
        """Return the posts to suggest while someone types, of one thread or of all."""
        return suggestions.suggest_posts(self._libraries.of(scope), typed, thread_id)

    def named_posts(
        self, text: str, thread_id: str | None, quoted: bool, scope: Scope = EVERYTHING
    ) -> ShowNamed | None:
        """Return a request for the posts that a message names, in a thread's channel or another."""
        from bot.answering.naming import named_posts  # its patterns take 5 ms to compile

        library = self._libraries.of(scope)
        bound = library.thread(thread_id) if thread_id else None
        return named_posts(library, text, bound, quoted)

    def answer(
        self,
        request: Request | Typed,
        scope: Scope = EVERYTHING,
        settings: Settings | None = None,
    ) -> Answer:
        """Answer from the library that the scope has at the call.

        The ``settings`` are those in force for the asker; unset, the operator's.
        """
        libraries, settings = self._libraries, settings or self._settings
        library = libraries.of(scope)
        if isinstance(request, Typed):
            request = _parsed(library, request)
        if isinstance(request, Reload):
            return self.reload(scope)
        answer = self._answer(library, request, settings)
        return with_page_links(answer, self._settings, libraries.folder.threads)

    def _answer(self, library: Library, request: LibraryRequest, settings: Settings) -> Answer:
        command = settings.command
        match request:
            case Open():
                return open_posts(library, request, settings)
            case ShowNamed():
                from bot.answering.naming import show_named

                return show_named(library, request)
            case List():
                return Answer.info(*listed(library))
            case Help():
                return help_answer(library, command)
            case SmallTalk():
                return small_talk_answer(command)
            case UnknownCommand():
                return self._answer_unknown(library, request, settings)
            case _:
                return self._answer_from_threads(library, request, settings)

    def reload(self, scope: Scope = EVERYTHING) -> Answer:
        """Read the folder and swap the libraries whole, or say what is wrong and change nothing.

        The report is of what the scope sees.
        """
        with self._reloading:
            started, before = self._clock(), self._libraries
            try:
                folder = read_library(self._folder, before.folder)
            except KnowledgeError as error:
                return Answer.refused(*reload_failed(error))
            after = ScopedLibraries(folder, before)
            seconds = self._clock() - started
            report = Answer.info(*reloaded(before.of(scope), after.of(scope), seconds))
            self._libraries = after  # the last step, as any before it may fail
            if self._by_meaning:
                self._by_meaning.set_folder(folder)
            return report

    def _answer_unknown(
        self, library: Library, unknown: UnknownCommand, settings: Settings
    ) -> Answer:
        """Search the word; name the commands if no post may be meant."""
        answer = self._answer_from_threads(library, Ask(unknown.word), settings)
        if answer.certainty in (None, Certainty.NEAR):
            return unknown_command_answer(unknown, settings.command)
        return answer

    def _answer_from_threads(
        self, library: Library, request: ThreadRequest, settings: Settings
    ) -> Answer:
        if request.thread is None and settings.thread and library.thread(settings.thread):
            request = replace(request, thread=settings.thread)
        threads: Collection[Thread] = library.threads.values()
        if not threads:
            return Answer(Kind.REFUSAL, (sentence("no_threads"),))
        only = None
        if request.thread is not None:
            if (only := library.thread(request.thread)) is None:
                return Answer.refused(no_such_thread(library, request.thread))
            threads = [only]
        command = settings.command
        match request:
            case Ask():
                return answer_question(library, request, only, settings, self._by_meaning)
            case Show():
                return self._show(library, request, threads, settings)
            case Pick():
                return pick_posts(request, threads, command, self._random)
            case Step():
                return self._step(library, request, threads, settings)
            case About():
                return answer_about(library, request.fact, threads)
            case Mentions():
                return self._mentions(library, request, threads, settings)

    def _show(
        self, library: Library, show: Show, threads: Collection[Thread], settings: Settings
    ) -> Answer:
        """Show posts; a number that no post has may be a word of the posts, such as a year."""
        answer = show_posts(show, threads, settings.command)
        if answer.kind is Kind.ERROR:
            asked = Ask(typed(show.ranges), show.thread)
            found = self._answer_from_threads(library, asked, settings)
            if found.kind is Kind.ANSWER:
                return found
        return answer

    def _mentions(
        self,
        library: Library,
        mentions: Mentions,
        threads: Collection[Thread],
        settings: Settings,
    ) -> Answer:
        answer = answer_mentions(mentions, threads)
        if answer.quotes or not mentions.in_a_sentence:
            return answer
        asked = Ask(mentions.term, mentions.thread)
        found = self._answer_from_threads(library, asked, settings)
        return found if found.quotes else answer

    def _step(
        self, library: Library, step: Step, threads: Collection[Thread], settings: Settings
    ) -> Answer:
        """Show the post beside a number, or else beside those that answer the line before."""
        if step.number is None and step.before:
            before = _parsed(library, Typed(step.before, step.thread))
            if isinstance(before, Step | Reload):
                return step_from(step, threads, settings.command)
            if quotes := self._answer(library, before, settings).quotes:
                at = quotes[-1] if step.by > 0 and quotes[0].score is None else quotes[0]
                return neighbour_of(at.thread, at.post.number, step.by)
        return step_from(step, threads, settings.command)


def _parsed(library: Library, typed: Typed) -> Request:
    request = parse(typed.line, library.by_folded_id.keys(), typed.thread, typed.before)
    if isinstance(request, Show) and (
        _is_date(library, typed.line) or _is_one_number(library, typed.line, request)
    ):
        return Ask(typed.line.strip(), request.thread, typed.before)
    return request


def _is_date(library: Library, line: str) -> bool:
    """Tell whether ``2/9`` is a date in a post, rather than the second of nine posts."""
    match = _FRACTION.fullmatch(line)
    threads = library.threads.values()
    if match is None or any(len(thread.posts) == int(match["total"]) for thread in threads):
        return False
    return any(Term(match["date"]).places(threads))


def _is_one_number(library: Library, line: str, show: Show) -> bool:
    """Tell whether ``10,000`` is one number, as no thread has a post of each of its parts."""
    return _THOUSANDS.fullmatch(line) is not None and not any(
        all(thread.post(one.first) for one in show.ranges) for thread in library.threads.values()
    )


def _meaning_search(settings: Settings) -> "MeaningSearch | None":
    """Return the search by meaning, where an encoder is set; it is imported only then."""
    if settings.encoder == "none":
        return None
    from bot.answering.meaning_search import MeaningSearch

    return MeaningSearch(settings)
