"""The librarian: answers requests from the current library, and reads the knowledge anew."""

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial

from bot.answers import Answer, Outcome, Quote, told
from bot.errors import BotError, KnowledgeError
from bot.grammar import Ask, Help, List, Reload, Request, Show, parse
from bot.knowledge import Post, Thread, changes, read_folder
from bot.library import Library
from bot.search import ANSWER_THRESHOLD, SURE_THRESHOLD, window
from bot.settings import Settings
from bot.wording import Line, counted, say

QUOTE_LENGTH = 600
"""Characters of a post that an answer quotes at most: longer than a post on most networks."""

SHOWN_LENGTH = 1500
"""Characters of a post shown by its number; what is longer is shown in several parts."""

SHOWN_POSTS = 10
"""The most posts shown at once."""

LISTED = 25
"""The most threads named in one answer."""

EXAMPLE_QUESTION = "what is the dragonbear"


class Librarian:
    """Answers from one library at a time; ``reload`` puts another in its place in one step."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.perf_counter) -> None:
        """Read the knowledge folder; raises KnowledgeError where a file is wrong."""
        self._settings = settings
        self._clock = clock
        self._reloading = threading.Lock()
        self.library = Library.of(read_folder(settings.knowledge))

    def answer_line(self, line: str) -> Answer:
        """Answer what a person typed after the command's name."""
        return self.answer(self.parse(line))

    def parse(self, line: str) -> Request:
        """What the line means, given the threads there are now."""
        return parse(line, {id.casefold() for id in self.library.threads})

    def answer(self, request: Request) -> Answer:
        """Answer from the library as it is at the call; whatever is reloaded meanwhile."""
        library = self.library
        match request:
            case Ask():
                return self._ask(library, request)
            case Show():
                return self._show(library, request)
            case List():
                return told(*_list_lines(library))
            case Reload():
                return self.reload()
            case Help():
                return self._help()

    def reload(self) -> Answer:
        """Read the folder and swap the library whole, or say what is wrong and change nothing."""
        with self._reloading:
            started, before = self._clock(), self.library
            try:
                after = Library.of(read_folder(self._settings.knowledge), before)
            except KnowledgeError as error:
                faults = ((say("text", text=str(fault))) for fault in error.faults)
                return told(say("reload_failed"), *faults)
            self.library = after
            seconds = self._clock() - started
        return told(*_reload_lines(before, after, seconds))

    def reload_refusal(self) -> Answer:
        """What is said to someone who may not reload."""
        if roles := ", ".join(self._settings.admin_roles):
            return told(say("reload_refused_roles", roles=roles))
        return told(say("reload_refused"))

    def _ask(self, library: Library, ask: Ask) -> Answer:
        thread = None if ask.thread is None else _existing(library, ask.thread)
        threshold = self._settings.threshold
        least = ANSWER_THRESHOLD if threshold is None else threshold
        found = [
            one
            for one in library.search(ask.question, self._settings.quotes, thread)
            if one.hit.score >= least
        ]
        if not found:
            return self._refusal(library, ask.question, thread)
        sure = found[0].hit.score >= SURE_THRESHOLD
        return Answer(
            Outcome.ANSWERED if sure else Outcome.CLOSEST,
            lead=() if sure else (say("closest"),),
            quotes=tuple(
                Quote.of(one.thread, one.hit.post, QUOTE_LENGTH, one.hit.spans, one.hit.score)
                for one in found
            ),
        )

    def _refusal(self, library: Library, question: str, thread: Thread | None) -> Answer:
        if not any(map(_is_word_or_symbol, question)):
            return self._help()
        threads = list(library.threads.values()) if thread is None else [thread]
        titles = ", ".join(one.title for one in threads[:LISTED])
        sentence = "not_in_thread" if len(threads) == 1 else "not_in_threads"
        return Answer(Outcome.REFUSED, (say(sentence, titles=titles),))

    def _show(self, library: Library, show: Show) -> Answer:
        numbers = _range((show.first, show.last))
        threads = list(library.threads.values())
        if show.thread is not None:
            threads = [_existing(library, show.thread)]
        having = [one for one in threads if _posts_between(one, show)]
        if not having:
            lines = (
                say("no_such_posts", thread=one.title, numbers=numbers, existing=_numbers(one))
                for one in threads[:LISTED]
            )
            return told(*lines)
        if len(having) > 1:
            which = partial(say, "which_thread", prefix=self._settings.prefix, numbers=numbers)
            return told(which(id=having[0].id), *map(_thread_line, having[:LISTED]))
        posts = _posts_between(having[0], show)
        shown, left = posts[:SHOWN_POSTS], posts[SHOWN_POSTS:]
        quotes = tuple(part for post in shown for part in _whole(having[0], post))
        if not left:
            return Answer(Outcome.TOLD, quotes=quotes)
        rest = _range((left[0].number, left[-1].number))
        named = rest if show.thread is None else f"{show.thread}: {rest}"
        more = say("more_posts", prefix=self._settings.prefix, numbers=named)
        return Answer(Outcome.TOLD, quotes=quotes, closing=(more,))

    def _help(self) -> Answer:
        tell = partial(say, prefix=self._settings.prefix, example=EXAMPLE_QUESTION)
        return told(
            *map(tell, ("help", "help_ask", "help_show", "help_list", "help_reload", "help_help"))
        )


def _is_word_or_symbol(character: str) -> bool:
    """Letters, digits and emoji can be asked about; punctuation alone cannot."""
    return unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So"


def _existing(library: Library, id: str) -> Thread:
    if (thread := library.thread(id)) is None:
        raise BotError(f'There is no thread "{id}"; there are: {", ".join(library.threads)}')
    return thread


def _posts_between(thread: Thread, show: Show) -> list[Post]:
    return [post for post in thread.posts if show.first <= post.number <= show.last]


def _whole(thread: Thread, post: Post) -> Iterator[Quote]:
    """All of the post, in as many quotes as it needs; each carries its number."""
    start, length = 0, len(post.text)
    while start < length:
        _, end = window(post.text[start:], (), SHOWN_LENGTH)
        yield Quote(thread, post, start, start + end)
        start += end
        while start < length and post.text[start].isspace():
            start += 1


def _numbers(thread: Thread) -> str:
    """The thread's post numbers, as in ``1-5, 7``."""
    ranges: list[tuple[int, int]] = []
    for post in thread.posts:
        if ranges and ranges[-1][1] == post.number - 1:
            ranges[-1] = (ranges[-1][0], post.number)
        else:
            ranges.append((post.number, post.number))
    return ", ".join(map(_range, ranges))


def _range(numbers: tuple[int, int]) -> str:
    first, last = numbers
    return f"{first}" if first == last else f"{first}-{last}"


def _thread_line(thread: Thread) -> Line:
    posts = counted(len(thread.posts), "post")
    if thread.author is None:
        return say("thread", title=thread.title, posts=posts, id=thread.id)
    return say("thread_by", title=thread.title, author=thread.author, posts=posts, id=thread.id)


def _list_lines(library: Library) -> Iterator[Line]:
    threads = list(library.threads.values())
    yield say(
        "threads",
        threads=counted(len(threads), "thread"),
        posts=counted(library.post_count, "post"),
    )
    yield from map(_thread_line, threads[:LISTED])
    if len(threads) > LISTED:
        yield say("more_threads", count=len(threads) - LISTED)


def _reload_lines(before: Library, after: Library, seconds: float) -> Iterator[Line]:
    yield say(
        "reloaded",
        posts=counted(after.post_count, "post"),
        threads=counted(len(after.threads), "thread"),
        seconds=seconds,
    )
    changed = changes(before.threads.values(), after.threads.values())
    if not changed:
        yield say("reloaded_same")
        return
    yield say(
        "reloaded_threads",
        added=len(changed.added),
        changed=len(changed.changed),
        removed=len(changed.removed),
    )
    yield say(
        "reloaded_posts",
        added=changed.posts_added,
        changed=changed.posts_changed,
        removed=changed.posts_removed,
    )
