"""A dump of slackdump: one file a channel, the answers nested in the messages that they answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.formats import slack
from bot.importing.json_stream import before, elements
from bot.importing.parsed_source import Format, ImportOptions, ParsedSource
from bot.importing.phrasing import listed
from bot.importing.validation import validate

_BEGINNING = re.compile(r'\s*\{\s*"channel_id"\s*:')
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_ANSWERS = "slackdump_thread_replies"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a dump says of its channel before the messages."""

    id: Annotated[str, Field(validation_alias="channel_id")]
    name: str = ""


_CONVERSATION = TypeAdapter(Conversation)


def recognises(documents: Documents) -> bool:
    """Whether a document begins as slackdump begins its dumps."""
    return any(_is_dump(document) for document in documents)


def _is_dump(document: Document) -> bool:
    return _BEGINNING.match(document.head.decode("utf-8-sig", "replace")) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """All messages of the channel, or those of the thread that was chosen."""
    dumps = [document for document in documents if _is_dump(document)]
    if not dumps:
        raise documents[0].error("this is no dump of slackdump; give the JSON file of a channel")
    said = {}
    for dump in dumps:
        one = validate(_CONVERSATION, before(dump, _MESSAGES), dump, "the dump")
        said[one.id] = one.name or one.id
    if len(said) > 1:
        names = listed(sorted(said.values()))
        raise dumps[0].error(f"these are several channels ({names}); give the files of one")

    def entries() -> Iterator[slack.Entry]:
        for dump in dumps:
            for number, value in enumerate(elements(dump, _MESSAGES, options.progress), 1):
                for one in _with_answers(value):
                    yield slack.Entry(one, dump, number)

    title = None if options.root else next(iter(said.values()))
    return slack.parsed(entries, documents, dumps[0], options.root, title)


def _with_answers(message: Any) -> Iterator[Any]:
    """The message without its answers, then the answers."""
    if not isinstance(message, dict):
        yield message
        return
    yield {key: value for key, value in message.items() if key != _ANSWERS}
    answers = message.get(_ANSWERS)
    yield from filter(None, answers if isinstance(answers, list) else ())


FORMAT = Format("slackdump", recognises, read, roots=True)
