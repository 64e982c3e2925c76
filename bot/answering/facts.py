"""Facts about a thread: what it is about, and what its file says of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from operator import attrgetter

from bot.answering.answer import Answer, Kind, Quote, cut
from bot.answering.library import Library
from bot.answering.paging import thread_link
from bot.answering.reports import MAX_LISTED, by_author, numbers
from bot.answering.requests import Fact
from bot.i18n import LanguageName, Sentence, plural, sentence
from bot.i18n.direction import isolated
from bot.knowledge import Post, Thread

SELECTED = 5
"""Posts in a summary."""

QUOTE_LENGTH = 300
"""Characters of each of them."""

MAX_AUTHORS = 5
"""Names in one sentence."""


def answer_about(library: Library, fact: Fact, threads: Collection[Thread]) -> Answer:
    """Say what is known of a thread, or in a line each what is known of several."""
    first = next(iter(threads))
    if len(threads) > 1:
        some = islice(threads, MAX_LISTED)
        return Answer.info(*(known(library, thread, fact) for thread in some))
    if fact is Fact.SUMMARY:
        return summarize(library, first)
    return replace(Answer.info(known(library, first, fact)), links=(thread_link(first),))


def summarize(library: Library, thread: Thread) -> Answer:
    """Name the thread's topics, and quote the posts with the most of its weight, in order."""
    posts = select(library, thread)
    lead = [known(library, thread, Fact.SUMMARY)]
    if len(posts) < len(thread.posts):
        lead.append(sentence("selection", count=len(posts)))
    quotes = tuple(Quote.of(thread, post, QUOTE_LENGTH) for post in posts)
    return Answer(Kind.FACTS, tuple(lead), quotes, links=(thread_link(thread),))


def select(library: Library, thread: Thread) -> list[Post]:
    """Return the posts that match most of the thread's topics, in order."""
    found = library.search(" ".join(library.topics(thread)), SELECTED, thread)
    posts = [one.hit.post for one in found] or thread.posts[:SELECTED]
    return sorted(posts, key=attrgetter("number"))


def known(library: Library, thread: Thread, fact: Fact) -> Sentence:
    """Say one fact in a sentence, or that the thread's file does not say it."""
    match fact:
        case Fact.SUMMARY:
            return _about(library, thread)
        case Fact.AUTHOR:
            return _author(thread)
        case Fact.DATE:
            return _date(thread)
        case Fact.SOURCE:
            return _source(thread)
        case Fact.LANGUAGE:
            return _language(library, thread)
    return sentence(
        "count",
        title=cut(thread.title),
        posts=plural(len(thread.posts), "post"),
        numbers=numbers(thread),
    )


def _about(library: Library, thread: Thread) -> Sentence:
    topics = ", ".join(map(cut, library.topics(thread)))
    return sentence(
        "summary",
        title=cut(thread.title),
        by=by_author(thread),
        posts=plural(len(thread.posts), "post"),
        about=sentence("about", topics=topics) if topics else "",
    )


def _author(thread: Thread) -> Sentence:
    authors = Counter(post.author or thread.author for post in thread.posts)
    names = [name for name, _ in authors.most_common(MAX_AUTHORS + 1) if name is not None]
    if not names:
        return sentence("author_unknown", title=cut(thread.title))
    some = ", ".join(isolated(cut(name)) for name in names[:MAX_AUTHORS])
    author = some + (", …" if len(names) > MAX_AUTHORS else "")
    return sentence("author", title=cut(thread.title), author=author)


def _date(thread: Thread) -> Sentence:
    dates = sorted(post.date[:10] for post in thread.posts if post.date)
    if not dates:
        return sentence("date_unknown", title=cut(thread.title))
    if dates[0] == dates[-1]:
        return sentence("date", title=cut(thread.title), date=dates[0])
    return sentence("dates", title=cut(thread.title), first=dates[0], last=dates[-1])


def _source(thread: Thread) -> Sentence:
    url = thread.source or thread.posts[0].url
    if url is None:
        return sentence("source_unknown", title=cut(thread.title))
    return sentence("source", title=cut(thread.title), url=url)


def _language(library: Library, thread: Thread) -> Sentence:
    name = LanguageName(library.language(thread))
    how = "language" if thread.language else "language_guessed"
    return sentence(how, title=cut(thread.title), language=name)
