"""The help: what can be typed, with questions that the threads answer."""

from functools import partial
from itertools import chain, islice, zip_longest

from bot.answering.answer import Answer, Kind
from bot.answering.library import Library
from bot.answering.requests import UnknownCommand
from bot.i18n import LANGUAGES, language_of, sentence
from bot.knowledge import Thread
from bot.trust import Certainty, Judgement

EXAMPLES = 3
"""Questions that the help suggests."""

_ANSWERED = (Certainty.SURE, Certainty.MAYBE)


def help_answer(library: Library, command: str) -> Answer:
    """Say what can be typed after the command, such as ``!thread``, and the ways to ask."""
    line = partial(sentence, command=command)
    return Answer(
        Kind.HELP,
        (
            sentence("help"),
            *(line("help_ask", example=example) for example in examples(library)),
            *map(
                line,
                ("help_show", "help_about", "help_list", "help_ways", "help_reload", "help_help"),
            ),
        ),
    )


def small_talk_answer(command: str) -> Answer:
    """Say in one line what the bot is for."""
    return Answer(Kind.HELP, (sentence("small_talk", command=command),))


def unknown_command_answer(unknown: UnknownCommand, command: str) -> Answer:
    """Say in one line what there is instead of a command that there is not."""
    if unknown.nearest is not None:
        meant = sentence("did_you_mean", command=command, line=unknown.nearest)
        return Answer(Kind.HELP, (sentence("unknown_command", word=unknown.word, hint=meant),))
    known = sentence("known_commands", command=command)
    return Answer(Kind.HELP, (sentence("unknown_command", word=unknown.word, hint=known),))


def examples(library: Library) -> list[str]:
    """Return questions that the threads answer, from up to three different threads."""
    by_thread = (
        library.examples(thread, partial(_answered, library, thread))
        for thread in islice(library.threads.values(), EXAMPLES)
    )
    mixed = chain.from_iterable(zip_longest(*by_thread))
    return [question for question in mixed if question is not None][:EXAMPLES]


def _answered(library: Library, thread: Thread) -> list[str]:
    """Return questions in the thread's language that it answers, the sure ones first."""
    sentences = LANGUAGES[language_of(thread.language or "")]
    title = thread.title[:1].lower() + thread.title[1:]
    questions = [sentences["example_title"].format(title=title)]
    questions += [sentences["example"].format(topic=topic) for topic in library.topics(thread)]
    certainties = {
        question: Judgement(found[0].hit).certainty
        for question in questions
        if (found := library.search(question, 1, thread))
    }
    answered = [question for question in certainties if certainties[question] in _ANSWERED]
    return sorted(answered, key=lambda question: _ANSWERED.index(certainties[question]))[:EXAMPLES]
