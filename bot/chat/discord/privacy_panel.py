"""The panel of what is kept about a server and a person, with buttons to export and delete it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product, starmap
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, Separator, TextDisplay

from bot.chat.discord.rendering import in_markdown
from bot.i18n import Sentence, sentence
from bot.storage import servers
from bot.storage.changes import Of

if TYPE_CHECKING:
    from bot.storage.privacy import Kept

Act = Literal["show", "export", "ask", "delete"]


@dataclass(frozen=True, slots=True)
class PrivacyPress:
    """A press of a button of the panel: what is to be done, with whose rows."""

    act: Act
    of: Of

    @staticmethod
    def of_interaction(interaction: discord.Interaction) -> PrivacyPress | None:
        """Read a press; None where the button is none of the panel's."""
        data: dict[str, Any] = dict(interaction.data or {})
        return _PRESSES.get(str(data.get("custom_id", "")))

    @property
    def custom_id(self) -> str:
        """All that the press needs."""
        return f"privacy:{self.act}:{self.of}"


_ACTS: tuple[Act, ...] = ("show", "export", "ask", "delete")
_OF: tuple[Of, ...] = ("server", "member")
_PRESSES = {press.custom_id: press for press in starmap(PrivacyPress, product(_ACTS, _OF))}


def overview(
    kept: Mapping[Of, Sequence[Kept]], language: str, may_manage: bool, note: Sentence | None = None
) -> LayoutView:
    """Return what is kept, and the buttons for those who may press them."""
    texts = [_listed(of, rows, language) for of, rows in kept.items()]
    never = sentence("privacy_never", days=servers.KEPT_AFTER_LEAVING.days)
    container = Container[LayoutView](*map(TextDisplay[LayoutView], texts), Separator())
    for one in (never, note):
        if one is not None:
            container.add_item(TextDisplay(in_markdown(one, language)))
    for of, rows in kept.items():
        if rows and (of == "member" or may_manage):
            buttons = (
                _button("export", of, language, discord.ButtonStyle.secondary),
                _button("ask", of, language, discord.ButtonStyle.danger),
            )
            container.add_item(ActionRow(*buttons))
    return _layout(container)


def question(of: Of, language: str) -> LayoutView:
    """Ask whether everything shall be deleted."""
    words = TextDisplay[LayoutView](in_markdown(sentence(f"privacy_sure_{of}"), language))
    buttons = (
        _button("delete", of, language, discord.ButtonStyle.danger),
        _button("show", of, language, discord.ButtonStyle.secondary),
    )
    return _layout(Container[LayoutView](words, ActionRow(*buttons)))


def _listed(of: Of, rows: Sequence[Kept], language: str) -> str:
    lines = [f"### {in_markdown(sentence(f'privacy_{of}'), language)}"]
    for row in rows:
        line = sentence("privacy_rows", what=sentence(row.name), count=row.count)
        columns = "; ".join(in_markdown(sentence(name), language) for name in row.columns)
        lines.append(f"**{in_markdown(line, language)}**\n-# {columns}")
    if not rows:
        lines.append(in_markdown(sentence("privacy_nothing"), language))
    return "\n".join(lines)


_LABELS: Mapping[Act, str] = {
    "export": "privacy_export_{}",
    "ask": "privacy_delete_{}",
    "delete": "privacy_confirm",
    "show": "privacy_keep",
}


def _button(act: Act, of: Of, language: str, style: discord.ButtonStyle) -> Button[LayoutView]:
    label = sentence(_LABELS[act].format(of)).plain(language)
    return Button(label=label, style=style, custom_id=PrivacyPress(act, of).custom_id)


def _layout(container: Container[LayoutView]) -> LayoutView:
    layout = LayoutView(timeout=None)
    layout.add_item(container)
    layout.stop()  # presses are read from their custom ids; the client need not keep the view
    return layout
