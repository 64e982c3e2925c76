"""The limits of components, which discord.py would partly not let a bot break."""

from typing import Any

import pytest

from tests.discord_server.errors import Refusal
from tests.discord_server.limits import COMPONENTS_V2, check_message


def button(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A button as it should be, but for the changes."""
    return {"type": 2, "label": "More", "custom_id": f"more {number}", "style": 1} | changes


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": 1, "components": list(inside)}


def display(text: str) -> dict[str, Any]:
    """A text of the new kind of message."""
    return {"type": 10, "content": text}


def old(*components: dict[str, Any]) -> dict[str, Any]:
    """A message with content and components under it."""
    return {"content": "hello", "components": list(components)}


def new(*components: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A message that is all components."""
    return {"flags": COMPONENTS_V2, "components": list(components), **others}


@pytest.mark.parametrize(
    "message",
    [
        old(*[row(*[button(5 * y + x) for x in range(5)]) for y in range(5)]),
        old(row({"type": 2, "style": 5, "label": "Read", "url": "https://example.org/a"})),
        new({"type": 17, "components": [display("x" * 4000)]}, row(button())),
    ],
)
def test_what_fits_is_taken(message: dict[str, Any]) -> None:
    """A message at its limits is accepted."""
    check_message(message)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (old(*[row(button(number)) for number in range(6)]), "BASE_TYPE_MAX_LENGTH"),
        (old(row(*[button(number) for number in range(6)])), "BASE_TYPE_MAX_LENGTH"),
        (old(button()), "UNION_TYPE_CHOICES"),
        (old(display("hello")), "UNION_TYPE_CHOICES"),
        (old(row(button(label="x" * 81))), "BASE_TYPE_MAX_LENGTH"),
        (old(row(button(label=None))), "BUTTON_COMPONENT_MISSING_LABEL"),
        (old(row(button(custom_id="x" * 101))), "BASE_TYPE_MAX_LENGTH"),
        (old(row(button(custom_id=""))), "BASE_TYPE_REQUIRED"),
        (old(row(button(), button())), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (old(row(button(style=5, url="nowhere"))), "URL_TYPE_INVALID_URL"),
        (new(*[display("x")] * 41), "BASE_TYPE_MAX_LENGTH"),
        (new(display("x" * 2001), display("x" * 2000)), "TOTAL_TEXT_LENGTH_EXCEEDED"),
        (new(display("")), "BASE_TYPE_REQUIRED"),
        (new(display("x"), content="hello"), "CANNOT_USE_LEGACY_FIELDS"),
    ],
)
def test_what_does_not_fit_is_refused(message: dict[str, Any], code: str) -> None:
    """Each rule that a message's components can break is one that refuses it."""
    with pytest.raises(Refusal, match=code):
        check_message(message)
