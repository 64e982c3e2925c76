"""Knowledge files: strict reading with line and column, the JSON Schema, and tidy writing."""

import difflib
import math
import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BotError, Diagnostic, KnowledgeError, printable, quoted
from bot.knowledge.plain_files import has_unfit, plain_posts
from bot.knowledge.rules import WHOLE_NUMBER, Cause, Problem, Refused, fields_of, record
from bot.knowledge.thread import (
    MOST_ABBREVIATIONS,
    MOST_MEDIA,
    MOST_SERVERS,
    Medium,
    Post,
    Thread,
)
from bot.strict_yaml import LARGEST_FILE, Place, Tree, Value, decoded
from bot.unfinished import unfinished_folder

_THREAD = record(Thread)
_POST = record(Post)
_INVALID = Post(1, "a post that was reported, in a list that must not be empty")
_THREAD_KEYS = tuple(fields_of(Thread))
_POST_KEYS = tuple(fields_of(Post))
_MEDIUM_KEYS = tuple(fields_of(Medium))
_LONGEST_KEY = max(map(len, (*_THREAD_KEYS, *_POST_KEYS, *_MEDIUM_KEYS))) + 1
_KINDS: dict[type, str] = {str: "text", list: "a list", dict: "a mapping"}
_HOW_TO_WRITE = {
    "title": '"title: ..." with the name of the thread',
    "posts": '"posts:", and below it each post, begun by "- number: 1" and "text: ..."',
    "number": '"number: 1", counting up from post to post',
    "text": '"text: ..." with the words of the post',
    "glossary": 'one abbreviation a line, such as "EU: European Union"',
    "media": '"media:", and below it each picture, begun by "- url: https://..."',
    "servers": '"servers:", and below it the id of each server, begun by "- "',
    "url": '"url: https://..." with its whole web address',
}


def read_thread(path: Path) -> Thread:
    """Read one knowledge file.

    Raises KnowledgeError with what is wrong in the file, each at its line and column.
    """
    return parse_thread(thread_id(path), decoded(path), printable(str(path)))


def parse_thread(id: str, text: str, file: str) -> Thread:
    """Parse the text of a knowledge file, which diagnostics call ``file``; raise as read_thread."""
    return _plain_thread(id, text) or _strict_thread(id, text, file)


def _plain_thread(id: str, text: str) -> Thread | None:
    """Return a thread whose posts are plain, or None where anything is not as it should be."""
    if (plain := plain_posts(text)) is None:
        return None
    head, posts = plain
    try:
        tree = Tree(f"{head}posts: []\n", "")
        if not isinstance(tree.value, dict) or tree.diagnostics:
            return None
        thread = _thread(tree, id, tree.value, posts)
    except KnowledgeError:
        return None
    return None if tree.diagnostics else thread


def _strict_thread(id: str, text: str, file: str) -> Thread:
    posts = _Posts()
    tree = Tree(text, file, {("posts",): posts.read})
    if not isinstance(tree.value, dict):
        problem = "is empty" if tree.value == "" else "does not begin with a key"
        write = f"write {_HOW_TO_WRITE['title']}, then {_HOW_TO_WRITE['posts']}"
        raise tree.error(tree.at_value((), f"the file {problem}; {write}"))
    thread = _thread(tree, id, tree.value, posts.valid or [_INVALID] * (posts.count > 0))
    if tree.diagnostics:
        raise tree.error()
    return thread


def thread_id(path: str | Path) -> str:
    """The file's name without the ending, composed as people type it.

    Bytes that are no UTF-8 become U+FFFD.
    """
    name = os.fspath(path).rpartition(os.sep)[2]  # making a Path takes 20 times as long
    stem = name.rpartition(".")[0]
    return unicodedata.normalize("NFC", os.fsencode(stem).decode("utf-8", "replace"))


class _Posts:
    """The posts of one file, which are checked one by one while the file is read."""

    def __init__(self) -> None:
        self.count = 0
        self.valid: list[Post] = []
        self._numbers: set[int] = set()
        self._highest = 0

    def read(self, tree: Tree, place: Place, post: Value) -> None:
        """Take the next post, or report what is wrong in it."""
        self.count += 1
        owner = f"the post at position {self.count}"
        if isinstance(post, dict):
            number = post.get("number")
            if isinstance(number, str) and WHOLE_NUMBER.fullmatch(number):
                owner = f"post {number}"
                self._check_order(tree, (*place, "number"), int(number))
            _check_comment(tree, (*place, "text"))
            post = _known_keys(tree, place, post, _POST_KEYS)
            post = _bounded(tree, place, post, "media", MOST_MEDIA)
            if isinstance(media := post.get("media"), list):
                post |= {"media": _media(tree, (*place, "media"), media)}
        try:
            self.valid.append(_POST.read(post))
        except Refused as refused:
            _report(tree, place, owner, refused)

    def _check_order(self, tree: Tree, place: Place, number: int) -> None:
        problem = ""
        if number in self._numbers:
            problem = f"is given twice; number this one {self._highest + 1}, or remove it"
        elif number < self._highest:
            problem = f"comes after post {self._highest}, but numbers rise; move it up"
        if problem:
            tree.report(tree.at_value(place, f"post {number} {problem}"))
        self._numbers.add(number)
        self._highest = max(self._highest, number)


def _media(tree: Tree, place: Place, media: list[Value]) -> list[Value]:
    """Report unknown keys and lost comments; return the media with the known keys."""
    checked: list[Value] = []
    for position, medium in enumerate(media):
        if isinstance(medium, dict):
            _check_comment(tree, (*place, position, "description"))
            medium = _known_keys(tree, (*place, position), medium, _MEDIUM_KEYS)
        checked.append(medium)
    return checked


def _thread(tree: Tree, id: str, values: dict[str, Value], posts: list[Post]) -> Thread:
    """Check what is around the posts; raise KnowledgeError if anything there is wrong."""
    if "id" in values:
        tree.report(tree.at_key(("id",), 'the file\'s name is the id; remove the key "id"'))
    _check_comment(tree, ("title",))
    others = {key: value for key, value in values.items() if key != "id"}
    others = _known_keys(tree, (), others, _THREAD_KEYS)
    others = _bounded(tree, (), others, "glossary", MOST_ABBREVIATIONS)
    others = _bounded(tree, (), others, "servers", MOST_SERVERS)
    read = {"posts": posts} if posts else {}
    try:
        return _THREAD.read({"id": id} | others | read)
    except Refused as refused:
        _report(tree, (), "the thread", refused)
        raise tree.error() from None


def _known_keys(
    tree: Tree, place: Place, values: dict[str, Value], known: tuple[str, ...]
) -> dict[str, Value]:
    """Report the unknown keys; return the values of the known ones."""
    unknown = [key for key in values if key not in known]
    for key in unknown:
        if tree.is_full:
            tree.omit(1)
        else:
            problem = f"unknown key {quoted(key)}; {_suggestion(key, known)}"
            tree.report(tree.at_key((*place, key), problem))
    return {key: value for key, value in values.items() if key in known} if unknown else values


def _bounded(
    tree: Tree, place: Place, values: dict[str, Value], key: str, most: int
) -> dict[str, Value]:
    """Report a list or mapping with more than ``most`` entries; return the values without it."""
    value = values.get(key, "")
    if isinstance(value, str) or len(value) <= most:
        return values
    problem = f'"{key}" has {len(value):,} entries; keep {most:,} at most'
    tree.report(tree.at_value((*place, key), problem))
    return {other: values[other] for other in values if other != key}


def _check_comment(tree: Tree, place: Place) -> None:
    """Report words that YAML would drop without notice: a post's hashtag after a space."""
    if tree.has_comment(place):
        lost = 'what follows " #" is lost as a comment; put the text in quotes, or below "text: |"'
        tree.report(tree.at_value(place, lost))


def _report(tree: Tree, place: Place, owner: str, refused: Refused) -> None:
    """Report the problems of the value at ``place``, which the sentences call ``owner``."""
    if tree.is_full:
        tree.omit(len(refused.problems))
        return
    for problem in refused.problems:
        tree.report(_diagnostic(tree, place, owner, problem))


def _diagnostic(tree: Tree, place: Place, owner: str, problem: Problem) -> Diagnostic:
    """Put one problem into a person's words, at the place where they wrote the value."""
    steps = problem.steps
    place = (*place, *steps)
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    if steps[:1] == ("media",) and len(steps) > 1:
        owner, first_key = f"medium {int(steps[1]) + 1} of {owner}", '"- url: https://..."'
    else:
        first_key = '"- number: 1", then "text: ..."'
    match problem.cause:
        case Cause.MISSING:
            sentence = f'{owner} has no "{key}"; write {_HOW_TO_WRITE[key]}'
            place = place[:-1]
        case Cause.EMPTY:
            sentence = _empty_sentence(owner, key)
        case Cause.NO_KEYS:
            sentence = f"{owner} has no keys; write {first_key}"
        case Cause.WRONG:
            sentence = f"{quoted(problem.value)} {problem.sentence}"
        case Cause.OTHER_KIND:
            kind = _KINDS[type(problem.value)] if problem.value else "empty"
            write = _HOW_TO_WRITE.get(key, f'{quoted(key)[:-1]}: ..." with one text')
            sentence = f"{quoted(key)} is {kind}; write {write}"
    return tree.at_value(place, sentence)


def _suggestion(key: str, known: tuple[str, ...]) -> str:
    if close := difflib.get_close_matches(key[:_LONGEST_KEY], known, n=1):
        return f'write "{close[0]}"'
    return f"the keys here are {', '.join(known)}"


def _empty_sentence(owner: str, key: str) -> str:
    if key == "text":
        return (
            f'{owner} has no text; write it after "text:", in quotes if it begins with "#", '
            "or remove the post"
        )
    return f"{quoted(key)} of {owner} is empty; write it after the colon, or remove the key"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a knowledge file, for editors to complete and check."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Thread",
        **_THREAD.schema,
        "description": "A thread of numbered posts, as the thread bot reads it.",
    }


def format_thread(thread: Thread) -> str:
    """The thread as a knowledge file that a person would be glad to edit.

    ``read_thread`` gives the same thread back, character for character.
    """
    head = [
        _entry(key, value) for key in _THREAD_KEYS if isinstance(value := getattr(thread, key), str)
    ]
    if thread.glossary:
        head.append("glossary:\n")
        head += [_indented(_entry(short, long)) for short, long in thread.glossary.items()]
    if thread.servers:
        head.append("servers:\n" + "".join(f"- {id}\n" for id in thread.servers))
    return "".join(head) + "\nposts:\n" + "\n".join(map(_format_post, thread.posts))


def _format_post(post: Post) -> str:
    entries = _entries(post, [key for key in _POST_KEYS if key not in ("text", "media")])
    if post.media:
        entries.append("media:\n")
        for medium in post.media:
            entries.append("- " + "    ".join(_entries(medium, _MEDIUM_KEYS)))
    entries.append(_text_entry(post.text))
    return "- " + "  ".join(entries)


def _entries(owner: Post | Medium, keys: Iterable[str]) -> list[str]:
    """The owner's facts, a line each, but those that are not known."""
    return [_entry(key, value) for key in keys if (value := getattr(owner, key)) is not None]


def _text_entry(text: str) -> str:
    """The text as a block, its lines as they are, unless YAML would change a character of it."""
    if has_unfit(text):
        return _entry("text", text)
    return "text: |-\n" + "".join(f"    {line}\n" if line else "\n" for line in text.split("\n"))


def _entry(key: str, value: str | int) -> str:
    """``key: value`` on one line, quoted where YAML needs it."""
    if isinstance(value, int):
        return f"{key}: {value}\n"
    return yaml.dump({key: value}, Dumper=_OneLineDumper, allow_unicode=True, width=math.inf)


def _indented(entry: str) -> str:
    """Indent the entry: a long key, or one with line breaks, has a line of its own."""
    return "".join(f"  {line}\n" for line in entry.rstrip("\n").split("\n"))


class _OneLineDumper(yaml.SafeDumper):
    def represent_str(self, text: str) -> yaml.ScalarNode:
        style = '"' if len(text.splitlines()) > 1 else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_OneLineDumper.add_representer(str, _OneLineDumper.represent_str)


def write_thread(thread: Thread, path: Path) -> None:
    """Write the knowledge file whole or not at all; the old one stays until the new one is there.

    A link stays, and what it leads to is written. Raises BotError where the folder or the disk does
    not take it, and where the file is larger than what is read.
    """
    real = Path(os.path.realpath(path))
    content = format_thread(thread).encode()
    if len(content) > LARGEST_FILE:
        raise BotError(
            f"{path} would have {len(content) >> 20} MiB, and at most {LARGEST_FILE >> 20} are "
            "read; import a shorter part"
        )
    try:
        with unfinished_folder(real.parent, "import") as folder:
            written = folder / path.name
            with written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.chmod(0o644)
            written.replace(real)
    except OSError as error:
        raise BotError(
            f"{path} cannot be written ({error.strerror}); make room, or choose another folder"
        ) from None
