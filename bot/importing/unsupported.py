"""Kinds of files that are known and not read: what each is, and the way that works.

A file of one of these kinds would otherwise be taken for a paste, a table or a page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.importing.documents import Document, SourceError
from bot.importing.phrasing import opening
from bot.importing.unsupported_pages import TABLE

_COPY = "copy its text out and import that"
_UNPACK = "unpack it and import what is in it"


@dataclass(frozen=True, slots=True)
class Kind:
    """Files that begin alike; ``way`` may use the groups of ``beginning``."""

    what: str
    beginning: re.Pattern[bytes]
    way: str


def _bytes(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_BY_BYTES = (
    Kind("a PDF", _bytes(rb"\s*%PDF-"), _COPY),
    Kind("a file packed with gzip", _bytes(rb"\x1f\x8b"), _UNPACK),
    Kind("a file packed with bzip2", _bytes(rb"BZh[1-9]1AY&SY"), _UNPACK),
    Kind("a file packed with xz", _bytes(rb"\xfd7zXZ\0"), _UNPACK),
    Kind("a file packed with Zstandard", _bytes(rb"\x28\xb5\x2f\xfd"), _UNPACK),
    Kind("a 7z archive", _bytes(rb"7z\xbc\xaf\x27\x1c"), _UNPACK),
    Kind("a RAR archive", _bytes(rb"Rar!\x1a\x07"), _UNPACK),
    Kind("a tar archive", _bytes(rb".{257}ustar"), _UNPACK),
    Kind(
        "a CAR file, the repository of a Bluesky account",
        _bytes(rb".{1,3}\xa2\x65roots"),
        "open app.bsky.feed.getPostThread for the thread's first post in the browser, "
        "save what it shows and import that",
    ),
    Kind(
        "a Safari web archive",
        _bytes(rb"bplist00"),
        "save the page again with the format page source and import that",
    ),
    Kind("a document of old Word or Excel", _bytes(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _COPY),
    Kind("an RTF document", _bytes(rb"\s*\{\\rtf"), _COPY),
    Kind("a PostScript file", _bytes(rb"%!PS"), _COPY),
    Kind(
        "a picture",
        _bytes(
            rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|II\*\0|MM\0\*|.{4}ftyp(?:heic|mif1|avif)"
        ),
        "type or copy the words that it shows and import those",
    ),
    Kind(
        "a film or a sound",
        _bytes(rb".{4}ftyp|ID3|OggS|fLaC|\x1aE\xdf\xa3|RIFF.{4}(?:WAVE|AVI )"),
        "write down what is said in it and import that",
    ),
    Kind("a database of SQLite", _bytes(rb"SQLite format 3\0"), TABLE),
    Kind("a Parquet table", _bytes(rb"PAR1"), "save it as CSV and import that"),
    Kind(
        "a feed",
        _bytes(rb"\s*+(?:(?><!--.*?-->|<\?[^>]*>)\s*+)*+<(?:rss|feed|rdf:RDF)\b"),
        f"open the thread itself and import that, or {TABLE}",
    ),
    Kind(
        "XML",
        _bytes(rb"\s*<\?xml\b(?!.{0,300}<(?:!doctype )?html)"),
        TABLE,
    ),
    Kind(
        "another file of an X archive ({name}.js)",
        _bytes(rb"\s*window\.YTD\.(?P<name>\w+?)\.part\d"),
        "give data/tweets.js of the archive, or its whole folder",
    ),
    Kind(
        "JavaScript of an archive ({name})",
        _bytes(rb"\s*window\.(?P<name>__\w+)\s*="),
        "give data/tweets.js of the archive, or its whole folder",
    ),
    Kind(
        "a file of subtitles",
        _bytes(rb"(?:\xef\xbb\xbf)?\s*(?:WEBVTT\b|\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> )"),
        "copy the words out, without the times, and import that",
    ),
    Kind("a calendar or an address book", _bytes(rb"BEGIN:V(?:CARD|CALENDAR)\b"), TABLE),
)

_MAIL_HEADER = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version"
    rb"|Content-Type|Content-Transfer-Encoding|X-[\w-]+|DKIM-Signature|Reply-To|Sender"
    rb"|Sent|Von|Gesendet|An|Betreff|De|Envoy\xc3\xa9|\xc3\x80|Objet|Enviado(?: el)?|Para|Asunto"
    rb"|List-[\w-]+|ARC-[\w-]+|Authentication-Results) ?: ",
    re.IGNORECASE,
)
_HEADERS_OF_MAIL = 3


def check_supported(documents: Sequence[Document]) -> None:
    """Raise SourceError for a document of a kind that no format reads, with the way that works."""
    for document in documents:
        for kind in _BY_BYTES:
            if found := kind.beginning.match(document.head):
                names = {key: value.decode() for key, value in found.groupdict().items()}
                what = kind.what.format(**names)
                raise document.error(f"this is {what}, which is not read; {kind.way}")
        if _is_mail(document):
            raise document.error(f"this is an e-mail, which is not read; {_COPY}")
    first = documents[0]
    if first.path.suffix.lower() in (".json", ".jsonl", ".ndjson") and not first.looks_like_json:
        begins = opening(first.head.decode("utf-8", "replace"))
        raise first.error(
            f'it is named as JSON, but begins "{begins}", as a server\'s notice may; '
            "open the address again, and save it only when it shows posts"
        )
    if first.looks_like_json and isinstance(value := first.json, Mapping):
        _check_keys(value, first)


def _is_mail(document: Document) -> bool:
    """Whether it begins with several headers of an e-mail; a page saved by Chrome does too."""
    saved = b"Snapshot-Content-Location" in document.head or b"From: <Saved by" in document.head
    if saved and b"multipart/related" in document.head:
        return False
    lines = document.head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 12)
    if lines[0].startswith(b"From ") and b"@" in lines[0]:
        lines = lines[1:]
    headers = 0
    for line in lines:
        if not line.startswith((b" ", b"\t")):
            if not _MAIL_HEADER.match(line):
                break
            headers += 1
    return headers >= _HEADERS_OF_MAIL


_WORDS_OF_ERROR = (
    *("message", "msg", "error_description", "detail", "error", "title", "errors", "reason"),
    *("description", "text"),
)
_SIGNS_OF_ERROR = frozenset(
    {
        *("error", "errors", "detail", "code", "statusCode", "reason", "errcode", "errorcode"),
        *("error_code", "error_type", "error_description"),
    }
)
_SILENT = frozenset({"", "ok", "none", "[]", "{}", "success", "true", "200"})
"""What a sign of an error says, in lower case, where there is none."""
_FAILED = frozenset({"error", "fail", "failed", "failure", "false"})
_KEYS_OF_ERROR = (
    _SIGNS_OF_ERROR
    | {*_WORDS_OF_ERROR, "status", "success", "ok", "type", "request_id", "requestId", "path"}
    | {
        *("timestamp", "instance", "needed", "provided", "warning", "response_metadata", "extras"),
        *("global", "retry_after", "documentation_url", "data", "result", "stat"),
    }
)


def check_no_error_answer(document: Document) -> None:
    """Raise SourceError where a document is not posts but a server's answer that it has none."""
    if not document.looks_like_json or document.size > len(document.head):
        return
    try:
        value = document.json
    except SourceError:
        return
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping) and (words := _error_words(value)):
        raise document.error(
            f'the server answered with an error, "{opening(words, 200)}"; '
            "open the address again, and save it only when it shows posts"
        )


def _error_words(value: Mapping[str, Any]) -> str:
    """What an error answer says; empty where the value may be something else."""
    keys = value.keys()
    has_data = isinstance(value.get("data"), list | Mapping) and bool(value["data"])
    if not keys <= _KEYS_OF_ERROR or has_data or value.get("ok") is True:
        return ""
    failed = any(str(value.get(key, "")).lower() not in _SILENT for key in _SIGNS_OF_ERROR)
    outcomes = (str(value.get(key)).lower() for key in ("status", "success", "result", "stat"))
    failed |= any(outcome in _FAILED for outcome in outcomes)
    failed |= str(value.get("status")).isdecimal() or keys <= {"message", "msg", "ok"}
    if not failed:
        return ""
    return ": ".join(dict.fromkeys(_texts([value.get(key) for key in ("error", *_WORDS_OF_ERROR)])))


def _texts(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and value.strip():
            yield value.strip()
        elif isinstance(value, list):
            yield from _texts(value[:3])
        elif isinstance(value, Mapping):
            yield from _texts([value.get(key) for key in _WORDS_OF_ERROR])


def _check_keys(value: Mapping[str, Any], document: Document) -> None:
    """Raise SourceError where the keys of an object show what it is."""
    inside = value.get("data")
    keys = value.keys() | (inside.keys() if isinstance(inside, Mapping) else set())
    for what, signs, way in _BY_KEYS:
        if signs <= keys:
            raise document.error(f"this is {what}, which is not read; {way}")


def unknown_json(document: Document) -> SourceError:
    """The error for JSON that no format reads; raises one that names it where it is known."""
    value = document.json
    if not value:
        return document.error("there is nothing in it; export it again")
    first = value[0] if isinstance(value, list) else value
    if isinstance(first, Mapping):
        _check_keys(first, document)
    return document.error(
        "this JSON is of no format that is read: those are " + _JSON_FORMATS + "; for any other, "
        'write a list of objects such as {"text": "…", "author": "…", "date": "2022-01-25", '
        '"url": "https://…"} and import that'
    )


_JSON_FORMATS = (
    "X, Mastodon, Bluesky, Reddit and Hacker News as their interfaces answer, and exports of "
    "DiscordChatExporter, Slack, slackdump and Telegram"
)
_BY_KEYS: Sequence[tuple[str, frozenset[str], str]] = (
    ("JSON of a Discourse forum", frozenset({"post_stream"}), TABLE),
    ("JSON of Zulip", frozenset({"result", "msg", "messages"}), TABLE),
    ("an export of Matrix", frozenset({"room_name", "messages"}), TABLE),
    ("events of Matrix", frozenset({"event_id", "sender"}), TABLE),
    ("events of Matrix", frozenset({"chunk", "start"}), TABLE),
    (
        "an export of Facebook Messenger or Instagram",
        frozenset({"participants", "messages"}),
        TABLE,
    ),
    (
        "an ActivityPub collection",
        frozenset({"@context", "orderedItems"}),
        "import the whole archive of Mastodon, or the statuses and their contexts",
    ),
    (
        "an answer to the pages of X",
        frozenset({"threaded_conversation_with_injections_v2"}),
        "save the page itself, or import the archive of X",
    ),
    ("comments of Lemmy", frozenset({"comments", "next_page"}), TABLE),
    ("comments on YouTube", frozenset({"kind", "pageInfo", "items"}), TABLE),
    ("a conversation with ChatGPT", frozenset({"mapping", "current_node"}), TABLE),
    ("a HAR file of a browser", frozenset({"log"}), TABLE),
    ("a notebook of Jupyter", frozenset({"cells", "nbformat"}), TABLE),
)
