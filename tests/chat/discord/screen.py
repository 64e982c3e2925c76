"""What a person sees of a message, and what no message may do."""

import re
from collections.abc import Iterator
from typing import Any

from simcord import Env
from simcord.results import InteractionResult

_PLAIN = r"<https?://[^\s<>]+>|\\."
"""A link or an escaped sign, in which nothing is markup."""

_BOLD = re.compile(rf"({_PLAIN})|\*\*((?:{_PLAIN}|[^\\])+?)\*\*(?!\*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w]|_)|<(https?://[^>]+)>|`|^> ", re.MULTILINE)


def shown(message: Any) -> str:
    """What a person reads: content and cards, with the markup gone that Discord does not show."""
    parts = [message.content]
    for card in message.embeds:
        assert card.author.name is not None
        parts += [card.author.name, card.title, unmarked(card.description or ""), card.footer.text]
    return "\n".join([unmarked(parts[0]), *(part for part in parts[1:] if part)]).strip()


def unmarked(text: str) -> str:
    """The text as Discord shows it; asterisks that make nothing bold stay."""
    text = _BOLD.sub(lambda found: found[1] or found[2], text)
    return _ESCAPED.sub(lambda found: found[1] or found[2] or "", text)


def buttons(message: Any) -> dict[str, str]:
    """The custom ids of a message's buttons, by their labels."""
    rows = [row if isinstance(row, dict) else row.to_dict() for row in message.components]
    return {
        button.get("label") or button["emoji"]["name"]: button["custom_id"]
        for row in rows
        for button in row["components"]
    }


def panel_parts(result: InteractionResult) -> list[dict[str, Any]]:
    """Every component of a panel, those inside of others too."""
    components = [one.to_dict() for one in result.response.message.components]
    return list(parts(components))


def panel_text(result: InteractionResult) -> str:
    """What a person reads on a panel."""
    return "\n".join(one["content"] for one in panel_parts(result) if "content" in one)


def parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, those inside of others too."""
    for component in components:
        yield component
        yield from parts(component.get("components", []))


def assert_nobody_pinged(env: Env) -> None:
    for sent in env.http_requests:
        body = sent.json if isinstance(sent.json, dict) else {}
        body = body.get("data") or body
        if isinstance(body, dict) and ("content" in body or "embeds" in body):
            assert body["allowed_mentions"] == {"parse": []}, sent
