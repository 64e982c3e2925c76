"""What Discord accepts as a message and as a command: lengths, counts and required fields."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from . import errors
from .world import Json, every_component

#: One thing wrong: the field's path, Discord's code, Discord's sentence.
Fault = tuple[str, str, str]

COMPONENTS_V2 = 1 << 15

_EMBED_LENGTHS = {
    "title": 256,
    "description": 4096,
    "footer.text": 2048,
    "author.name": 256,
}
_BUTTON, _TEXT_DISPLAY, _ACTION_ROW = 2, 10, 1
_LINK_STYLES = (5, 6)


def check_message(body: Json, *, files: int = 0) -> None:
    """Refuse a new message, or a whole edited one, that Discord would refuse."""
    _refuse(list(_message_faults(body)))
    shown = body.get("content") or body.get("embeds") or body.get("components")
    if not (shown or files or body.get("sticker_ids") or body.get("poll")):
        raise errors.empty_message()
    if body.get("content") and not (str(body["content"]).strip() or body.get("embeds") or files):
        raise errors.empty_message()


def check_choices(choices: Sequence[Json]) -> None:
    """Refuse autocomplete choices that Discord would refuse."""
    faults = list(_too_many("data.choices", choices, 25))
    for at, choice in enumerate(choices):
        path = f"data.choices.{at}"
        faults += _length(f"{path}.name", choice.get("name"), 100, required=True)
        if isinstance(choice.get("value"), str):
            faults += _length(f"{path}.value", choice["value"], 100, required=True)
    _refuse(faults)


def check_commands(commands: Sequence[Json]) -> None:
    """Refuse application commands that Discord would refuse."""
    faults = list(_too_many("", commands, 100 + 5 + 5))
    for at, command in enumerate(commands):
        faults += _command_faults(str(at), command, menu=command.get("type", 1) != 1)
    _refuse(faults)


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise errors.invalid_form({path: (code, sentence) for path, code, sentence in faults})


def _message_faults(body: Json) -> Iterator[Fault]:
    yield from _length("content", body.get("content"), 2000)
    yield from _length("nonce", body.get("nonce"), 25)
    embeds = body.get("embeds") or []
    yield from _too_many("embeds", embeds, 10)
    for at, embed in enumerate(embeds):
        yield from _embed_faults(f"embeds.{at}", embed)
    if sum(map(_embed_length, embeds)) > 6000:
        sentence = "Embed size exceeds maximum size of 6000"
        yield f"embeds.{len(embeds) - 1}", "MAX_EMBED_SIZE_EXCEEDED", sentence
    yield from _component_faults(body)
    mentions = body.get("allowed_mentions") or {}
    for kind in ("users", "roles"):
        if kind in mentions.get("parse", ()) and mentions.get(kind):
            sentence = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", sentence


def _embed_faults(path: str, embed: Json) -> Iterator[Fault]:
    for name, limit in _EMBED_LENGTHS.items():
        yield from _length(f"{path}.{name}", _at(embed, name), limit)
    fields = embed.get("fields") or []
    yield from _too_many(f"{path}.fields", fields, 25)
    for at, field in enumerate(fields):
        yield from _length(f"{path}.fields.{at}.name", field.get("name"), 256, required=True)
        yield from _length(f"{path}.fields.{at}.value", field.get("value"), 1024, required=True)
    for name in ("url", "author.url", "author.icon_url", "footer.icon_url", "image.url"):
        yield from _url(f"{path}.{name}", _at(embed, name))


def _embed_length(embed: Json) -> int:
    texts = [_at(embed, name) for name in _EMBED_LENGTHS]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if text)


def _component_faults(body: Json) -> Iterator[Fault]:
    if body.get("flags", 0) & COMPONENTS_V2:
        yield from _new_style_faults(body)
    else:
        yield from _old_style_faults(body)
    everything = list(every_component(body.get("components") or ()))
    for at, row in enumerate(each for each in everything if each["type"] == _ACTION_ROW):
        inside = row.get("components", [])
        yield from _too_many(f"components.{at}.components", inside, 5)
        for within, button in enumerate(each for each in inside if each["type"] == _BUTTON):
            yield from _button_faults(f"components.{at}.components.{within}", button)
    for custom_id, count in Counter(each.get("custom_id") for each in everything).items():
        if custom_id is not None and count > 1:
            sentence = f"Component custom id cannot be duplicated: {custom_id}"
            yield "components", "COMPONENT_CUSTOM_ID_DUPLICATED", sentence


def _old_style_faults(body: Json) -> Iterator[Fault]:
    rows = body.get("components") or []
    yield from _too_many("components", rows, 5)
    for at, row in enumerate(rows):
        if row["type"] != _ACTION_ROW:
            sentence = 'Value of field "type" must be one of (1,).'
            yield f"components.{at}.type", "UNION_TYPE_CHOICES", sentence


def _new_style_faults(body: Json) -> Iterator[Fault]:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name):
            sentence = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", sentence
    everything = list(every_component(body.get("components") or ()))
    yield from _too_many("components", everything, 40)
    texts = [each.get("content", "") for each in everything if each["type"] == _TEXT_DISPLAY]
    if sum(map(len, texts)) > 4000:
        sentence = "The total displayable text size exceeds maximum size of 4000"
        yield "components", "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED", sentence
    for at, text in enumerate(texts):
        yield from _length(f"components.{at}.content", text, 4000, required=True)


def _button_faults(path: str, button: Json) -> Iterator[Fault]:
    yield from _length(f"{path}.label", button.get("label"), 80)
    if not (button.get("label") or button.get("emoji")):
        yield path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji"
    if button.get("style") in _LINK_STYLES:
        yield from _length(f"{path}.url", button.get("url"), 512)
        yield from _url(f"{path}.url", button.get("url"))
    else:
        yield from _length(f"{path}.custom_id", button.get("custom_id"), 100, required=True)


def _command_faults(path: str, command: Json, *, menu: bool = False) -> Iterator[Fault]:
    name = command.get("name")
    yield from _length(f"{path}.name", name, 32, required=True)
    if not menu:
        if name and not (re.fullmatch(r"[-_'\w]{1,32}", name) and name == name.lower()):
            yield f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"
        yield from _length(f"{path}.description", command.get("description"), 100, required=True)
    options = command.get("options") or []
    yield from _too_many(f"{path}.options", options, 25)
    for at, option in enumerate(options):
        yield from _command_faults(f"{path}.options.{at}", option)


def _at(body: Json, path: str) -> Any:
    value: Any = body
    for step in path.split("."):
        value = (value or {}).get(step)
    return value


def _length(path: str, text: Any, limit: int, *, required: bool = False) -> Iterator[Fault]:
    if required and not text:
        yield path, "BASE_TYPE_REQUIRED", "This field is required"
    elif text is not None and not isinstance(text, str | int):
        yield path, "STRING_TYPE_CONVERT", f'Could not interpret "{text}" as string.'
    elif text is not None and len(str(text)) > limit:
        yield path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length."


def _too_many(path: str, things: Sequence[Any], limit: int) -> Iterator[Fault]:
    if len(things) > limit:
        yield path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length."


def _url(path: str, url: Any) -> Iterator[Fault]:
    if url is not None and not re.fullmatch(r"(https?|attachment|discord)://\S+", str(url)):
        yield path, "URL_TYPE_INVALID_URL", "Not a well formed URL."
