"""Knowledge files: strict reading with line and column, the JSON Schema, and tidy writing."""

import difflib
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from bot.errors import BotError, Diagnostic, KnowledgeError
from bot.knowledge.thread import EMPTY, WHOLE_NUMBER, Medium, Post, Thread
from bot.strict_yaml import Place, Tree, Value

_THREAD: TypeAdapter[Thread] = TypeAdapter(Thread)
_THREAD_KEYS = tuple(one.name for one in fields(Thread) if one.init and one.name != "id")
_POST_KEYS = tuple(one.name for one in fields(Post))
_MEDIUM_KEYS = tuple(one.name for one in fields(Medium))
_UNFIT_FOR_BLOCK = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_KINDS: dict[type, str] = {str: "text", list: "a list", dict: "a mapping"}
_FIRST_KEYS = {
    _POST_KEYS: '"- number: 1", then "text: ..."',
    _MEDIUM_KEYS: '"- url: https://..."',
}
_HOW_TO_WRITE = {
    "title": '"title: ..." with the name of the thread',
    "posts": '"posts:", and below it each post, begun by "- number: 1" and "text: ..."',
    "number": '"number: 1", counting up from post to post',
    "text": '"text: ..." with the words of the post',
    "glossary": 'one abbreviation a line, such as "EU: European Union"',
    "media": '"media:", and below it each picture, begun by "- url: https://..."',
    "url": '"url: https://..." with its whole web address',
}


def read_thread(path: Path) -> Thread:
    """Read one knowledge file; its name without the ending becomes the thread's id.

    Raises KnowledgeError with every diagnostic of the file at its line and column.
    """
    tree = Tree.of(path)
    if not isinstance(tree.value, dict):
        problem = "is empty" if tree.value == "" else "does not begin with a key"
        write = f"write {_HOW_TO_WRITE['title']}, then {_HOW_TO_WRITE['posts']}"
        raise KnowledgeError([tree.at_value((), f"the file {problem}; {write}")])
    diagnostics = _lost_comments(tree)
    if "id" in tree.value:
        diagnostics.append(tree.at_key(("id",), 'the file\'s name is the id; remove the key "id"'))
    try:
        thread = _THREAD.validate_python(tree.value | {"id": path.stem})
    except ValidationError as error:
        thread = None
        found = (_diagnostic(tree, detail) for detail in error.errors(include_url=False))
        diagnostics += [diagnostic for diagnostic in found if diagnostic is not None]
    if thread is None or not _rise(thread):
        diagnostics += _misordered_numbers(tree)
    if thread is None or tree.diagnostics or diagnostics:
        refused = {(diagnostic.line, diagnostic.column) for diagnostic in tree.diagnostics}
        diagnostics = [
            diagnostic
            for diagnostic in diagnostics
            if (diagnostic.line, diagnostic.column) not in refused
        ]
        raise KnowledgeError([*tree.diagnostics, *diagnostics])
    return thread


def _posts(tree: Tree) -> list[Value]:
    assert isinstance(tree.value, dict)
    posts = tree.value.get("posts")
    return posts if isinstance(posts, list) else []


def _number_typed(post: Value) -> str:
    number = post.get("number") if isinstance(post, dict) else ""
    return number if isinstance(number, str) else ""


def _lost_comments(tree: Tree) -> list[Diagnostic]:
    """Words that YAML would drop without a sound: a post's hashtag after a space."""
    lost = 'what follows " #" is lost as a comment; put the text in quotes, or below "text: |"'
    return [
        tree.at_value(place, lost)
        for place in tree.commented
        if place == ("title",) or place[-1] == "description" or place[2:] == ("text",)
    ]


def _rise(thread: Thread) -> bool:
    numbers = [post.number for post in thread.posts]
    return numbers == sorted(set(numbers))


def _misordered_numbers(tree: Tree) -> Iterator[Diagnostic]:
    """Numbers given twice or not rising; a number that is none is the format's own diagnostic."""
    seen: set[int] = set()
    highest = 0
    for position, post in enumerate(_posts(tree)):
        if not WHOLE_NUMBER.fullmatch(typed := _number_typed(post)):
            continue
        place, number = ("posts", position, "number"), int(typed)
        if number in seen:
            problem = f"post {number} is given twice; number this one {highest + 1}, or remove it"
            yield tree.at_value(place, problem)
        elif number < highest:
            problem = f"post {number} stands after post {highest}, but numbers rise; move it up"
            yield tree.at_value(place, problem)
        seen.add(number)
        highest = max(highest, number)


def _diagnostic(tree: Tree, detail: ErrorDetails) -> Diagnostic | None:
    """What pydantic found, at the place where the person wrote it and in their words."""
    place = tuple(step for step in detail["loc"] if step != "[key]")
    key = str(place[-1]) if place else ""
    owner, keys = _owner(tree, place)
    match detail["type"]:
        case "unexpected_keyword_argument":
            return tree.at_key(place, f'unknown key "{key}"; {_suggestion(key, keys)}')
        case "missing":
            return tree.at_value(place[:-1], f'{owner} has no "{key}"; write {_HOW_TO_WRITE[key]}')
        case "value_error" if str(detail["ctx"]["error"]) == EMPTY:
            return tree.at_value(place, _empty_sentence(owner, key))
        case "value_error":
            return tree.at_value(place, f'"{detail["input"]}" {detail["ctx"]["error"]}')
        case "greater_than_equal":
            return tree.at_value(place, "the number is 0, but numbers begin at 1; write 1 or more")
        case "too_short" if detail["input"]:
            return None  # the posts are there, each with a diagnostic of its own
        case "dataclass_type":
            return tree.at_value(place, f"{owner} has no keys; write {_FIRST_KEYS[keys]}")
        case _:
            written = _KINDS[type(detail["input"])] if detail["input"] else "empty"
            write = _HOW_TO_WRITE.get(key, f'"{key}: ..." with one text')
            return tree.at_value(place, f'"{key}" is {written}; write {write}')


def _owner(tree: Tree, place: Place) -> tuple[str, tuple[str, ...]]:
    """What to call the thing that ``place`` lies in, and the keys it may have."""
    match place:
        case "posts", int(position), "media", int(item), *_:
            return f"medium {item + 1} of {_post_name(tree, position)}", _MEDIUM_KEYS
        case "posts", int(position), *_:
            return _post_name(tree, position), _POST_KEYS
        case _:
            return "the thread", _THREAD_KEYS


def _post_name(tree: Tree, position: int) -> str:
    number = _number_typed(_posts(tree)[position])
    return f"post {number}" if number else f"the post at position {position + 1}"


def _suggestion(key: str, keys: tuple[str, ...]) -> str:
    if close := difflib.get_close_matches(key, keys, n=1):
        return f'write "{close[0]}"'
    return f"the keys here are {', '.join(keys)}"


def _empty_sentence(owner: str, key: str) -> str:
    if key == "text":
        return (
            f'{owner} has no text; write it after "text:", in quotes if it begins with "#", '
            "or remove the post"
        )
    return f'"{key}" of {owner} is empty; write it after the colon, or remove the key'


class _FileSchema(GenerateJsonSchema):
    """A key that is unknown is left out of a file, so no key takes null or has a default."""

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a knowledge file, for editors to complete and check."""
    schema = _THREAD.json_schema(schema_generator=_FileSchema)
    del schema["properties"]["id"]
    schema["required"].remove("id")
    schema["description"] = "A thread of numbered posts, as the thread bot reads it."
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def format_thread(thread: Thread) -> str:
    """The thread as a knowledge file that a person would be glad to edit.

    ``read_thread`` gives the same thread back, character for character.
    """
    head = [
        _entry(key, value) for key in _THREAD_KEYS if isinstance(value := getattr(thread, key), str)
    ]
    if thread.glossary:
        head.append("glossary:\n")
        head += ["  " + _entry(short, long) for short, long in thread.glossary.items()]
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
    if _UNFIT_FOR_BLOCK.search(text):
        return _entry("text", text)
    return "text: |-\n" + "".join(f"    {line}\n" if line else "\n" for line in text.split("\n"))


def _entry(key: str, value: str | int) -> str:
    """``key: value`` on one line, quoted where YAML needs it."""
    return yaml.dump({key: value}, Dumper=_OneLineDumper, allow_unicode=True, width=math.inf)


class _OneLineDumper(yaml.SafeDumper):
    def represent_str(self, text: str) -> yaml.ScalarNode:
        style = '"' if len(text.splitlines()) > 1 else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_OneLineDumper.add_representer(str, _OneLineDumper.represent_str)


def write_thread(thread: Thread, path: Path) -> None:
    """Write the knowledge file whole or not at all; the old one stays until the new one is there.

    Raises BotError where the folder or the disk does not take it.
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(format_thread(thread))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise BotError(
            f"{path} cannot be written ({error.strerror}); make room, or choose another folder"
        ) from None
