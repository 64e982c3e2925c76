"""Posts that people name while they talk to each other, such as ``[7]`` or ``[dragonbear 7-9]``.

The parser of references is the commands' own; here is only where in a message they count.
"""

import re
from collections.abc import Iterator

from bot.answering.answer import Answer, Kind, Link, Quote
from bot.answering.library import Library, Place
from bot.answering.paging import thread_link
from bot.answering.references import PostRange, PostReference, parse_reference
from bot.answering.requests import ShowNamed
from bot.answering.showing import places_in, posts_in
from bot.i18n import Sentence, sentence
from bot.knowledge import Thread

MAX_NAMED = 4
"""Posts that are shown of those that one message names."""

QUOTE_LENGTH = 400
WORDS_LENGTH = 50
"""Characters of a post's beginning on its button."""

MAX_READ = 2000
"""Characters of a message that are read: the most that a member can write."""

_NOT_TALK = re.compile(
    r"```.*?(?:```|\Z)|``.*?``|`[^`\n]*`"  # code
    r"|\|\|.*?\|\|"  # spoilers
    r"|^[ \t]*>>> .*\Z|^[ \t]*>.*?$"  # quotes
    r"|\[[^\[\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)"  # links
    r"|<[^<>\s][^<>\n]*>|(?<!\w)\w+://\S+"  # mentions, emoji, addresses
    r"|\[\[[^\[\]]*\]\]|\{\{[^{}]*\}\}",  # other bots' marks
    re.DOTALL | re.MULTILINE,
)
_OTHER_COMMAND = re.compile(r"\s*(?:[!?$%&+=~;/\\-]{1,3}|\.(?!\.))\w")
"""A line for another bot."""

_FOOTNOTE = re.compile(r"^[ \t]*\[\d+\]:?[ \t]+\w+://", re.MULTILINE)
_NUMBERS = r"#?\d{1,9}(?:[ \t]*[-–—][ \t]*#?\d{1,9})?"
_LIST = rf"{_NUMBERS}(?:[ \t]*[,;&][ \t]*{_NUMBERS})*"
_BRACKETS = re.compile(rf"(?<![\w\\\[\])])\[((?:[\w.-]{{1,100}}[ \t:#]+)?{_LIST})\](?![\w(\[])")
_SPELLED_OUT = re.compile(
    r"(?<![\w#/-])(?<!\bto )(?<!\bI )(?<!\bwe )(?<!\bcan )(?<!\bwill )(?<!'ll )(?<!\bnew )"
    rf"((?:posts?|beitrag|beiträge|publicación|publicaciones)[ \t]+#?{_NUMBERS})"
    r"(?![\w%:°€$]|[.,]\d)"
    r"(?![ \t]+(?!(?:is|was|says|has|does|as|its|this|us)\b)\w+s\b)"
    r"(?![ \t]*(?:am|pm|min|minutes?|hours?|days?|weeks?|times?|more|or|uhr|h)\b)",
    re.IGNORECASE,
)


def named_posts(
    library: Library, text: str, bound: Thread | None, quoted: bool
) -> ShowNamed | None:
    """Return a request for the posts that a message names; None where it names none.

    In a channel that is ``bound`` to a thread, plain numbers are that thread's, and ``post 7``
    counts too. Elsewhere they count where exactly one thread has them.
    """
    first: dict[str, None] = {}
    ranges: dict[Thread, list[PostRange]] = {}
    for reference in dict.fromkeys(_references(library, text[:MAX_READ], bound is not None)):
        if (thread := _thread(library, reference, bound)) is not None:
            ranges.setdefault(thread, []).extend(reference.ranges)
            for post in posts_in(thread, reference.ranges):
                if len(first) == MAX_NAMED:
                    break
                first[Place(thread, post).reference] = None
    # A message may have a hundred ranges that each name all posts: these are not gone through.
    count = sum(len(places) for one in ranges for places in places_in(one, ranges[one]))
    return ShowNamed(tuple(first), quoted, count - len(first)) if first else None


def show_named(library: Library, request: ShowNamed) -> Answer:
    """Show the first of the posts, as links or quoted, and how many more are named."""
    if not request.references:
        return Answer.refused(sentence("none_named"))
    places = [library.place(reference) for reference in request.references]
    existing = [place for place in places if place is not None]
    if not existing:
        return Answer.refused(sentence("changed"))
    closing = (sentence("more", count=request.more),) if request.more else ()
    if request.quoted:
        quotes = tuple(Quote.of(*place, QUOTE_LENGTH) for place in existing)
        return Answer(Kind.POSTS, (), quotes, closing, (thread_link(existing[0].thread),))
    links = tuple(Link(_label(place), (place.reference,)) for place in existing)
    return Answer(Kind.POSTS, (sentence("named"),), (), closing, links)


def _references(library: Library, text: str, spelled_out: bool) -> Iterator[PostReference]:
    if _OTHER_COMMAND.match(text) or _FOOTNOTE.search(text):
        return
    talk = _NOT_TALK.sub(" ", text)
    matches = list(_BRACKETS.finditer(talk))
    if spelled_out:
        matches += _SPELLED_OUT.finditer(talk)
    for match in sorted(matches, key=re.Match.start):
        if reference := parse_reference(match[1], library.by_folded_id.keys()):
            yield reference


def _thread(library: Library, reference: PostReference, bound: Thread | None) -> Thread | None:
    """Return the thread that a reference means: it names it, or else no other has such posts."""
    named = library.thread(reference.thread) if reference.thread is not None else bound
    threads = [named] if named is not None else library.threads.values()
    having = [one for one in threads if any(places_in(one, reference.ranges))]
    return having[0] if len(having) == 1 else None


def _label(place: Place) -> Sentence:
    words = " ".join(place.post.text[: 2 * WORDS_LENGTH].split())
    if len(words) > WORDS_LENGTH:
        words = f"{words[:WORDS_LENGTH].rstrip()}…"
    return sentence("named_post", number=place.post.number, words=words)
