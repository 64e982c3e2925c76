"""Parsing: from a line that people type to a request, the same in every place the bot listens."""

import re
from collections.abc import Collection, Mapping
from typing import Literal

from bot.answering.nearest import SURELY_ALIKE, nearest
from bot.answering.phrases import Meaning, meanings, without_lead
from bot.answering.references import PostReference, has_noun, number_of, parse_reference
from bot.answering.requests import (
    About,
    Ask,
    Fact,
    Help,
    List,
    Mentions,
    Pick,
    Place,
    Reload,
    Request,
    Show,
    SmallTalk,
    Step,
    UnknownCommand,
)
from bot.answering.talk import is_small_talk


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMANDS: Mapping[str, Request] = {
    "": Help(),
    "help": Help(),
    "list": List(),
    "reload": Reload(),
}
COMMANDS = ("help", "list", "reload", "first", "last", "next", "previous", "random", "summary")
"""What a mistyped word is compared with."""

_FOREIGN = _words("""
    add cancel clear config configure create delete download edit exit export find import login
    logout menu mute options ping play prefix quit refresh remove reset restart save search set
    settings setup shutdown skip start status stats stop subscribe sync translate undo update
    upload version
""")
"""Commands of other bots, which are single words."""
_NEXT_PAGE = re.compile(r"(?:next|previous|prev|last|first)? ?page(?: [0-9]+)?", re.IGNORECASE)

_PLACES: Mapping[Meaning, Place] = {
    Meaning.FIRST: "first",
    Meaning.LAST: "last",
    Meaning.RANDOM: "random",
}
_STEPS: Mapping[Meaning, Literal[1, -1]] = {
    Meaning.NEXT: 1,
    Meaning.AFTER: 1,
    Meaning.PREVIOUS: -1,
    Meaning.BEFORE: -1,
}
_FACTS = {
    Meaning.SUMMARY: Fact.SUMMARY,
    Meaning.COUNT: Fact.COUNT,
    Meaning.AUTHOR: Fact.AUTHOR,
    Meaning.DATE: Fact.DATE,
    Meaning.SOURCE: Fact.SOURCE,
    Meaning.LANGUAGE: Fact.LANGUAGE,
}

_MAX_TERM_WORDS = 5
_NO_TERM = re.compile(
    r"(?:the|an?|el|la|los|las|in|on|at|about|for|with|from|to|of|his|her|its|their|my|your|going"
    r"|doing|being|not|it|this|that|there|they|you|we|he|she|i|es|das|dies|er|sie|ihr|sein|eso|esto|su|name|number"
    r"|best|main|most|first|last|only|same|reason|point|difference)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:the|an?|der|die|das|den|dem|eine?|einen|el|la|los|las|una?|un)\s+(?=\S)", re.IGNORECASE
)
_THREAD_AND_REST = re.compile(r"([^:]+):\s+(\S.*)", re.DOTALL)
_THREAD_AND_WORDS = re.compile(r"([^:#]{1,64}?)\s*(?:(?P<colon>:)\s+|[:#]\s*)(\S.*)", re.DOTALL)
_ONE_NAME = re.compile(r"\S*[^\s\d]")
_WORD_AND_POSTS = re.compile(r"(\S+)\s+(.+)", re.DOTALL)


def parse(
    line: str, thread_ids: Collection[str] = (), thread: str | None = None, before: str = ""
) -> Request:
    """Parse a line from which the prefix and the command's name were removed.

    A command is the whole line: ``reload rates of the ECB`` is a question. ``ID: ...`` narrows a
    line to one thread, as does ``thread``; ``thread_ids`` holds the case-folded ids. ``before`` is
    the question that the line follows up.
    """
    line = line.strip()
    narrowed = _THREAD_AND_REST.fullmatch(line)
    if narrowed and narrowed[1].casefold() in thread_ids:
        thread, line = narrowed[1], narrowed[2].strip()
    return (
        _COMMANDS.get(line.casefold())
        or _parse_unknown_command(line)
        or _parse_phrase(line, thread_ids, thread, before)
        or _parse_posts(line, thread_ids, thread)
        or _parse_phrase_of_thread(line, thread_ids)
        or _parse_unknown_thread(line, thread_ids)
        or (SmallTalk() if is_small_talk(line) else None)
        or Ask(line, thread, before, term=_term(line))
    )


def _parse_phrase(
    line: str, thread_ids: Collection[str], thread: str | None, before: str
) -> Request | None:
    """Return what the line asks for as a phrase; None if it is none."""
    for meaning, groups in meanings(line):
        named = groups.get("thread")
        if named is not None and named.casefold() not in thread_ids:
            continue
        about = named or thread
        posts = parse_reference(groups.get("posts", ""), thread_ids)
        match meaning:
            case Meaning.HELP:
                return Help()
            case Meaning.LIST:
                return List()
            case Meaning.FIRST | Meaning.LAST | Meaning.RANDOM:
                return Pick(_PLACES[meaning], _count(groups), about)
            case Meaning.NEXT | Meaning.PREVIOUS:
                return Step(_STEPS[meaning], None, about, before)
            case Meaning.MENTIONS if not _NO_TERM.match(topic := _bare(groups["topic"])):
                return Mentions(topic, about, in_a_sentence=True)
            case Meaning.TOPIC:
                return Ask(groups["topic"], about)
            case Meaning.DEFINITION:
                return None
            case _ if meaning in _FACTS:
                return About(_FACTS[meaning], about)
        if posts is None:
            continue
        if request := _request_for_posts(meaning, groups, posts, thread):
            return request
    return None


def _parse_phrase_of_thread(line: str, thread_ids: Collection[str]) -> Request | None:
    """Return what a phrase asks for behind the id of a thread, as in ``dragonbear last``."""
    thread, _, rest = line.partition(" ")
    if thread.casefold() not in thread_ids:
        return None
    return _parse_phrase(rest.strip(), thread_ids, thread, "")


def _request_for_posts(
    meaning: Meaning, groups: Mapping[str, str], posts: PostReference, thread: str | None
) -> Request | None:
    """Return a request of a phrase that names posts; None if it may well mean something else."""
    thread = posts.thread or thread
    named = has_noun(groups["posts"]) or posts.thread is not None
    match meaning:
        case Meaning.AFTER | Meaning.BEFORE:
            first, last = posts.ranges[0].first, posts.ranges[-1].last
            after = meaning is Meaning.AFTER
            return Step(_STEPS[meaning], (last or first) if after else first, thread)
        case Meaning.WITHIN if named:
            return Ask(groups["topic"], thread, within=posts.ranges)
        case Meaning.POSTS if named:
            return Show(posts.ranges, thread)
    return None


def _parse_posts(line: str, thread_ids: Collection[str], thread: str | None) -> Show | None:
    if reference := parse_reference(without_lead(line), thread_ids):
        return Show(reference.ranges, reference.thread or thread)
    return None


def _parse_unknown_thread(line: str, thread_ids: Collection[str]) -> Request | None:
    """Return a request of a thread that there is none of, where a thread is surely meant.

    ``Apollo 11``, ``Luke 2:14`` and ``doors open at 9:30`` name none, unless the id of one looks
    like it.
    """
    if match := _THREAD_AND_WORDS.fullmatch(line):
        thread, words = match[1], match[3]
        if (posts := parse_reference(words)) and not has_noun(thread):
            if _ONE_NAME.fullmatch(thread) or nearest(thread, thread_ids):
                return Show(posts.ranges, thread)
        elif match["colon"] and nearest(thread, thread_ids):
            return Ask(words, thread)
    if match := _WORD_AND_POSTS.fullmatch(line):
        posts = parse_reference(match[2])
        if posts and nearest(match[1], thread_ids, SURELY_ALIKE):
            return Show(posts.ranges, match[1])
    return None


def _parse_unknown_command(line: str) -> UnknownCommand | None:
    word = line.casefold()
    if word in _FOREIGN or _NEXT_PAGE.fullmatch(line):
        return UnknownCommand(line)
    if word.isalpha() and word not in COMMANDS and (near := _mistyped(word)):
        return UnknownCommand(line, near)
    return None


def _mistyped(word: str) -> str | None:
    """Return the command that this is with a letter left out or added, or two swapped."""
    return next((one for one in COMMANDS if _is_mistyped(word, one)), None)


def _is_mistyped(word: str, command: str) -> bool:
    if abs(len(word) - len(command)) > 1:
        return False
    swapped = {
        command[:at] + command[at + 1] + command[at] + command[at + 2 :]
        for at in range(len(command) - 1)
    }
    without = {word[:at] + word[at + 1 :] for at in range(len(word))}
    shorter = {command[:at] + command[at + 1 :] for at in range(len(command))}
    return word in swapped or (len(command) > 4 and (command in without or word in shorter))


def _term(line: str) -> str:
    """Return the term whose meaning the line asks for, or nothing."""
    for meaning, groups in meanings(line):
        term = _bare(groups.get("term", "")) if meaning is Meaning.DEFINITION else ""
        if len(term.split()) > _MAX_TERM_WORDS or _NO_TERM.match(term):
            continue
        if any(map(str.isalpha, term)):
            return term
    return ""


def _bare(words: str) -> str:
    """Return words without quotation marks around them, and without an article."""
    return _ARTICLE.sub("", words.strip("\"'“”„«»‘’ "), 1)


def _count(groups: Mapping[str, str]) -> int:
    count = groups.get("count", "1")
    return int(count) if count.isdigit() else number_of(count)


def after_command(line: str, prefix: str) -> str | None:
    """Return what follows ``!thread`` in a line that begins with it, else None.

    ``!threads`` and a mark right behind it, as in ``!thread: 3`` and ``!thread?``, mean the same.
    """
    command = rf"\s*{re.escape(prefix)}threads?(?![\w'’/-])[?!.,:;]*(.*)"
    match = re.fullmatch(command, line, re.DOTALL | re.IGNORECASE)
    return match[1].strip() if match else None
