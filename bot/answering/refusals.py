"""Refusals: that the threads do not answer a question, and what they can be asked."""

from collections.abc import Sequence
from itertools import chain

from bot.answering.answer import Answer, Kind, cut
from bot.answering.library import Library
from bot.answering.question_language import question_language
from bot.answering.reports import MAX_LISTED
from bot.i18n import LanguageName, sentence
from bot.knowledge import Thread

REFUSAL_TOPICS = 6
"""Words in a refusal that say what the threads are about."""


def refusal(library: Library, question: str, threads: Sequence[Thread], command: str) -> Answer:
    """Say that no post answers, and why that may be; then what can be asked."""
    threads = threads[:MAX_LISTED]
    languages = {library.language(thread) for thread in threads}
    asked_in = question_language(question, languages)
    if asked_in is not None:
        spoken = library.language(threads[0])
        foreign = sentence(
            "other_language", asked=LanguageName(asked_in), spoken=LanguageName(spoken)
        )
        return Answer(Kind.REFUSAL, (foreign,))
    topics = _topics(library, threads)
    about = sentence("about" if len(threads) == 1 else "about_threads", topics=topics)
    name = "not_answered" if len(threads) == 1 else "not_answered_threads"
    return Answer(Kind.REFUSAL, (sentence(name, about=about if topics else "", command=command),))


def _topics(library: Library, threads: Sequence[Thread]) -> str:
    each = max(1, REFUSAL_TOPICS // len(threads))
    some = (library.topics(one)[:each] for one in threads[:REFUSAL_TOPICS])
    return ", ".join(cut(word) for word in chain.from_iterable(some))
