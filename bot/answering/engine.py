"""The answer engine: answers requests from the current library, and reloads the threads."""

import threading
import time
from collections.abc import Callable, Collection

from bot.answering import suggestions
from bot.answering.answer import Answer
from bot.answering.asking import answer_question
from bot.answering.help import help_answer
from bot.answering.library import Library
from bot.answering.mentions import answer_mentions
from bot.answering.parsing import parse
from bot.answering.reloading import Progress, read_library
from bot.answering.reports import listed, no_such_thread, reload_failed, reloaded
from bot.answering.requests import Ask, Help, List, Mentions, Open, Reload, Request, Show
from bot.answering.showing import open_posts, show_posts
from bot.errors import KnowledgeError
from bot.knowledge import FolderReader, Post, Thread
from bot.settings import Settings


class AnswerEngine:
    """Answers from one library at a time; ``reload`` puts another in its place in one step."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.perf_counter,
        progress: Progress = lambda unit, done, total: None,
    ) -> None:
        """Read the knowledge folder; raises KnowledgeError if a file is wrong."""
        self._settings = settings
        self._clock = clock
        self._reloading = threading.Lock()
        self._folder = FolderReader(settings.knowledge)
        self.library = read_library(self._folder, None, progress)

    def answer_line(self, line: str) -> Answer:
        """Answer what a person typed after the command's name."""
        return self.answer(self.parse(line))

    def parse(self, line: str, thread: str | None = None, before: str = "") -> Request:
        """Parse what a person typed, given the threads there are now.

        A ``thread`` (its id) narrows the request; ``before`` is the question that it follows up.
        """
        return parse(line, self.library.by_folded_id.keys(), thread, before)

    def suggest_threads(self, typed: str) -> list[Thread]:
        """Return the threads to suggest while someone types."""
        return suggestions.suggest_threads(self.library, typed)

    def suggest_posts(self, typed: str, thread_id: str | None) -> list[Post]:
        """Return the posts to suggest while someone types, of one thread or of all."""
        return suggestions.suggest_posts(self.library, typed, thread_id)

    def answer(self, request: Request) -> Answer:
        """Answer from the library that is current at the call."""
        library = self.library
        match request:
            case Ask() | Show() | Mentions():
                return self._answer_from_threads(library, request)
            case Open():
                return open_posts(library, request, self._settings)
            case List():
                return Answer.info(*listed(library))
            case Help():
                return help_answer(library, self._settings.prefix)
            case Reload():
                return self.reload()

    def reload(self) -> Answer:
        """Read the folder and swap the library whole, or say what is wrong and change nothing."""
        with self._reloading:
            started, before = self._clock(), self.library
            try:
                after = read_library(self._folder, before)
            except KnowledgeError as error:
                return Answer.refused(*reload_failed(error))
            self.library = after
            return Answer.info(*reloaded(before, after, self._clock() - started))

    def _answer_from_threads(self, library: Library, request: Ask | Show | Mentions) -> Answer:
        threads: Collection[Thread] = library.threads.values()
        only = None
        if request.thread is not None:
            if (only := library.thread(request.thread)) is None:
                return Answer.refused(no_such_thread(library, request.thread))
            threads = [only]
        match request:
            case Ask():
                return answer_question(library, request, only, self._settings)
            case Show():
                return show_posts(request, threads, self._settings.prefix)
            case Mentions():
                return answer_mentions(request, threads)
