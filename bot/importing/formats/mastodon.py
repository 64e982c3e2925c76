"""A Mastodon status with its context, as ``/api/v1/statuses/ID`` and ``…/context`` give them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.html_text import parsed, remove, text_of
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, moment, person, plural
from bot.importing.replies import Reply, author_first, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Id, Many, validate

_QUOTE_LINE = '//*[contains(concat(" ", normalize-space(@class), " "), " quote-inline ")]'
_SERVER = re.compile(r"https?://([^/\s]+)")
_KINDS = {"image": "picture", "gifv": "animation", "audio": "sound", "unknown": "file"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who wrote a status; ``acct`` has the domain only where it is another one."""

    acct: str = ""
    url: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, film or sound of a status."""

    type: str = "unknown"
    description: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that a poll offers."""

    title: str


@dataclass(frozen=True, slots=True)
class Poll:
    """What a status asks its readers."""

    options: Many[Option] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """The post that a status quotes."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What a status says of the post that it quotes; one that is gone or refused is not in it."""

    quoted: Annotated[Quoted, Field(validation_alias="quoted_status")] = Quoted()


@dataclass(frozen=True, slots=True)
class Status:
    """A post; a boost has the boosted one in ``reblog``, a quote the quoted one in ``quote``."""

    id: Id
    created_at: str = ""
    account: Account = Account()
    content: str = ""
    in_reply_to_id: Id | None = None
    url: str | None = None
    spoiler_text: str = ""
    language: str | None = None
    replies_count: int = 0
    attached: Annotated[Many[Attachment], Field(validation_alias="media_attachments")] = ()
    poll: Poll | None = None
    reblog: dict[str, Any] | None = None
    quote: Quote | None = None
    visibility: str = "public"


@dataclass(frozen=True, slots=True)
class Context:
    """What is before and after a status; the status itself is not in it."""

    ancestors: Many[Status]
    descendants: Many[Status]


_STATUS = TypeAdapter(Status)
_CONTEXT = TypeAdapter(Context)


def recognises(documents: Documents) -> bool:
    """Whether a document is a status, a context or a list of statuses."""
    return any(_is_context(value) or _is_status(value) for _, value in _values(documents))


def _values(documents: Documents) -> Iterator[tuple[Document, object]]:
    """What the documents hold, one or several each."""
    for document in documents:
        if document.looks_like_json:
            value = document.json
            yield from ((document, one) for one in (value if isinstance(value, list) else [value]))


def _is_context(value: object) -> bool:
    return isinstance(value, dict) and {"ancestors", "descendants"} <= value.keys()


def _is_status(value: object) -> bool:
    return isinstance(value, dict) and {"account", "content", "in_reply_to_id"} <= value.keys()


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The conversation, what its author wrote on and on before what others answered."""
    contexts: list[Context] = []
    statuses: list[Status] = []
    for document, value in _values(documents):
        if _is_context(value):
            contexts.append(validate(_CONTEXT, value, document, "the context"))
        elif _is_status(value):
            what = f"status {len(statuses) + 1}"
            statuses.append(validate(_STATUS, value, document, what))
    if not statuses:
        raise documents[0].error(
            "only what was before and after a status is in it; give the status too, "
            "as in: thread-bot import status.json context.json"
            if contexts
            else "there is no status in it; give the status and its context"
        )
    around = [one for context in contexts for one in (*context.ancestors, *context.descendants)]
    by_id = {
        one.id: one
        for one in (*around, *statuses)
        if one.reblog is None and one.visibility != "direct"
    }
    if not by_id:
        raise documents[0].error("there is no status in it that is not private; give another")
    start = next((status for status in statuses if status.id in by_id), None)
    first = _first(start, by_id) if start and contexts else None
    replies = [_reply(status, by_id, first) for status in by_id.values()]
    raw_posts = author_first(conversation(replies, options.root, documents[0]))
    return ParsedSource(
        "a Mastodon thread",
        tuple(raw_posts),
        Metadata(author=raw_posts[0].author, source=raw_posts[0].url, language=_language(by_id)),
        left_out=tuple(_left_out(by_id, len(raw_posts), [*around, *statuses])),
        warnings=tuple(_holes(by_id)),
    )


def _first(status: Status, by_id: Mapping[str, Status]) -> Status:
    """The status that begins the conversation that ``status`` is a part of."""
    seen = set[str]()
    while (
        status.in_reply_to_id is not None
        and status.in_reply_to_id in by_id
        and status.id not in seen
    ):
        seen.add(status.id)
        status = by_id[status.in_reply_to_id]
    return status


def _reply(status: Status, by_id: Mapping[str, Status], first: Status | None) -> Reply:
    """The status as part of the conversation; what it answers may be deleted or private."""
    answers = status.in_reply_to_id
    if first is not None and status.id != first.id and answers not in by_id:
        answers = first.id
    return Reply(status.id, answers, _raw_post(status))


def _raw_post(status: Status) -> RawPost:
    media = [
        Medium(_KINDS.get(one.type, one.type), one.description, one.url) for one in status.attached
    ]
    if status.poll:
        media.append(Medium("poll", " / ".join(option.title for option in status.poll.options)))
    words, link = own_words(status.content)
    if quoted := (status.quote.quoted.url if status.quote else None) or link:
        media.append(Medium("quotes", quoted))
    elif status.quote:
        media.append(Medium("quoted post"))
    return RawPost(
        words,
        heading=content_warning(status.spoiler_text),
        media=tuple(media),
        author=person(status.account.display_name, _handle(status.account)),
        date=moment(status.created_at),
        url=status.url,
    )


def own_words(content: str) -> tuple[str, str | None]:
    """The author's words in the HTML of a post, and where the quoted post is.

    A server puts a line with a link in front of a quoting post, for programs that know no quotes.
    """
    page = parsed(f"<body>{content}</body>")
    links = page.xpath(f"({_QUOTE_LINE}//a/@href)[1]")
    remove(page, page.xpath(_QUOTE_LINE))
    return text_of(page), next(iter(links), None)


def content_warning(warning: str) -> str | None:
    """The heading of a post that readers are warned of."""
    return f"[content warning: {warning.strip()}]" if warning.strip() else None


def _handle(account: Account) -> str | None:
    """The name with its server, which is not said of accounts of the server that was asked."""
    if not account.acct:
        return None
    server = None if "@" in account.acct else _SERVER.match(account.url)
    return f"@{account.acct}@{server[1]}" if server else f"@{account.acct}"


def _holes(by_id: Mapping[str, Status]) -> Iterator[str]:
    """What the statuses say of their answers that is not there, and of their readers."""
    if private := sum(one.visibility == "private" for one in by_id.values()):
        yield f"{plural(private, 'post')} only for followers: be sure that others may read them"
    found = Counter(status.in_reply_to_id for status in by_id.values())
    if gone := sum(answered is not None and answered not in by_id for answered in found):
        what = f"the words of {plural(gone, 'post')} that others answer"
        yield f"{what} are not in it: deleted, private or cut off"
    if lacking := sum(max(one.replies_count - found[one.id], 0) for one in by_id.values()):
        yield (
            f"by their own counts the posts have {lacking} more answers, private ones included; "
            "without a login a server gives only 60, so fetch the context with one"
        )


def _language(by_id: Mapping[str, Status]) -> str | None:
    languages = {status.language for status in by_id.values()} - {None}
    return languages.pop() if len(languages) == 1 else None


def _left_out(
    by_id: Mapping[str, Status], kept: int, statuses: Sequence[Status]
) -> Iterator[LeftOut]:
    if boosts := sum(one.reblog is not None for one in statuses):
        yield LeftOut("the list", plural(boosts, "boost"), "they are others' words")
    if direct := sum(one.visibility == "direct" for one in statuses):
        yield LeftOut("the list", plural(direct, "private mention"), "only named people see them")
    if others := len(by_id) - kept:
        yield LeftOut("the list", plural(others, "other post"), "they are not in this thread")


FORMAT = Format("mastodon", recognises, read, roots=True)
