"""This bot's own YAML, also in plainer forms than a knowledge file has.

The posts may be bare texts, or a mapping of numbers to texts, or the whole file; they need no
numbers, and what a knowledge file has no place for is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.errors import KnowledgeError, quoted
from bot.importing.documents import Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import plural
from bot.importing.report import LeftOut
from bot.knowledge.folder import ENDINGS
from bot.knowledge.rules import WHOLE_NUMBER
from bot.knowledge.thread import MOST_ABBREVIATIONS
from bot.strict_yaml import Place, Tree, Value

_LOOKS_SO = re.compile(
    r"^posts:[ \t]*(?:#.*)?$|\A(?:[ \t]*(?:#.*)?\n)*- (?:number|text|label):", re.MULTILINE
)
_METADATA = ("title", "author", "source", "url", "language", "lang")
_OF_POST = {"text", "author", "date", "url", "label", "number"}
_NOT_READ = {"servers": "import does not read it; all see the thread until you write it again"}
_NO_PLACE = "a thread has no place for it"
_OF_THREAD = {*_METADATA, "glossary", "id", "posts"}


def recognises(documents: Documents) -> bool:
    """Whether it is named as YAML, or has a list of posts at its left edge."""
    document = documents[0]
    if document.looks_like_json:
        return False
    named_so = document.path.suffix.lower() in ENDINGS
    return named_so or _LOOKS_SO.search(document.text) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The posts and all that the file knows of them."""
    document, *others = documents
    if others:
        raise others[0].error("a thread is one file of YAML; import them one by one")
    tree = Tree(document.text, document.name)
    if tree.diagnostics:
        raise tree.error()
    top = tree.value if isinstance(tree.value, dict) else {}
    place: Place = ("posts",) if top else ()
    return ParsedSource(
        "this bot's own YAML",
        tuple(_raw_posts(tree, place, top.get("posts", "") if top else tree.value)),
        _metadata(tree, top),
        left_out=(
            *(
                LeftOut(document.name, f"the key {quoted(key)}", _NOT_READ.get(key, _NO_PLACE))
                for key in top.keys() - _OF_THREAD
            ),
            *_unread(document.name, top.get("posts", tree.value)),
        ),
    )


def _unread(name: str, posts: Value) -> Iterator[LeftOut]:
    """The keys of posts that are not read, such as ``media``."""
    each = posts.values() if isinstance(posts, dict) else posts if isinstance(posts, list) else ()
    keys = Counter(key for post in each if isinstance(post, dict) for key in post)
    for key, count in keys.items():
        if key not in _OF_POST:
            what = f"the key {quoted(key)} of {plural(count, 'post')}"
            yield LeftOut(name, what, "import does not read it")


def _raw_posts(tree: Tree, place: Place, posts: Value) -> Iterator[RawPost]:
    if isinstance(posts, list):
        for position, post in enumerate(posts):
            yield _raw_post(tree, (*place, position), post, None)
    elif isinstance(posts, dict):
        for number, post in posts.items():
            yield _raw_post(tree, (*place, number), post, number)
    else:
        what = 'there is no list of posts; write "posts:", and below it "- text: ..." for each'
        raise KnowledgeError([tree.at_value((), what)])


def _raw_post(tree: Tree, place: Place, post: Value, number: str | None) -> RawPost:
    if not isinstance(post, dict):
        return RawPost(_words(tree, place, post) or "", number=_number(tree, place, number))
    if "text" not in post:
        what = 'a post has no "text"; put words in which ": " is in quotes'
        raise KnowledgeError([tree.at_value(place, what)])
    known = {
        key: _words(tree, (*place, key), value) for key, value in post.items() if key in _OF_POST
    }
    return RawPost(
        known.get("text") or "",
        author=known.get("author"),
        date=known.get("date"),
        url=known.get("url"),
        label=known.get("label"),
        number=_number(tree, place, number or known.get("number")),
    )


def _number(tree: Tree, place: Place, written: str | None) -> int | None:
    if written is not None and not (WHOLE_NUMBER.fullmatch(written) and int(written)):
        what = f"{quoted(written)} is no number of a post; write digits only, such as 7"
        raise KnowledgeError([tree.at_value(place, what)])
    return int(written) if written is not None else None


def _words(tree: Tree, place: Place, value: Value) -> str | None:
    """The text that a person wrote there; YAML would drop what follows `` #`` without a sound."""
    if not isinstance(value, str):
        raise KnowledgeError([tree.at_value(place, "a text belongs here; write only one")])
    if tree.has_comment(place):
        what = 'what follows " #" is lost as a comment; put the text in quotes'
        raise KnowledgeError([tree.at_value(place, what)])
    is_none = not value.strip() or (place[-1] != "text" and tree.is_null(place))
    return None if is_none else value


def _metadata(tree: Tree, top: Mapping[str, Value]) -> Metadata:
    known = {key: _words(tree, (key,), top[key]) for key in _METADATA if key in top}
    glossary = top.get("glossary") or {}
    if not isinstance(glossary, dict):
        what = 'one abbreviation a line belongs here, such as "EU: European Union"'
        raise KnowledgeError([tree.at_value(("glossary",), what)])
    if len(glossary) > MOST_ABBREVIATIONS:
        what = f"the glossary has {len(glossary):,} entries; keep {MOST_ABBREVIATIONS:,} at most"
        raise KnowledgeError([tree.at_value(("glossary",), what)])
    meanings = {key: _words(tree, ("glossary", key), value) for key, value in glossary.items()}
    return Metadata(
        title=known.get("title"),
        author=known.get("author"),
        source=known.get("source") or known.get("url"),
        language=known.get("language") or known.get("lang"),
        glossary={short: long for short, long in meanings.items() if short.strip() and long},
    )


FORMAT = Format("yaml", recognises, read)
