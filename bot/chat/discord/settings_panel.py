"""The panel of settings: what is in force, where it comes from, and the controls that change it.

A custom id holds all that a choice needs, so a panel works on after a restart.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord.ui import ActionRow, Container, LayoutView, Select, Separator, TextDisplay

from bot.answering.answer import ELLIPSIS
from bot.chat.discord.choices import fits
from bot.chat.discord.escaping import code, cut, escape, well_formed
from bot.chat.discord.rendering import in_markdown
from bot.i18n import LanguageName, Sentence, sentence
from bot.i18n.direction import isolated
from bot.knowledge import Thread
from bot.settings import Level, Setting, settings_of
from bot.settings_in_force import SettingsInForce

UNSET = "/unset"
"""The option that removes a setting: no id of a thread has a slash."""

MAX_OPTIONS, OPTION_LENGTH = 25, 100
"""The most options of a select, and the most that each holds
(https://discord.com/developers/docs/components/reference#string-select)."""

MOST_MENTIONS, BINDING_LENGTH = 20, 20
"""The most roles or channels that are shown of a setting, and of the thread of each channel.

A message has 4000 characters, and an operator may name more than fit.
"""

_CUSTOM_ID = re.compile(r"settings:(level|name|value)(?::(\w+)(?::(\w+))?)?")

_LEVELS = {one.value: one for one in Level if one is not Level.OPERATOR}

Rows = Iterator[ActionRow[LayoutView]]


@dataclass(frozen=True, slots=True)
class PanelChoice:
    """A choice in a select of the panel: of a level, of a setting, or of a setting's value."""

    select: str
    level: Level
    name: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, interaction: discord.Interaction) -> Self | None:
        """Read a choice; None where the interaction is none of the panel's."""
        data: dict[str, Any] = dict(interaction.data or {})
        match = _CUSTOM_ID.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            return None
        values = tuple(map(str, data.get("values", ())))
        level = _LEVELS.get(match[2] or next(iter(values), ""), Level.MEMBER)
        return cls(match[1], level, match[3] or next(iter(values), ""), values)

    @property
    def written(self) -> str | None:
        """The value as it is written in a settings file; None removes the setting."""
        return None if self.values in ((), (UNSET,)) else ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class Panel:
    """One page of the panel: the settings of a level, as they are in force.

    ``levels`` can be looked at here. ``changing`` is the setting whose values can be chosen,
    ``threads`` and ``guild`` have what there is to choose from. ``note`` says why nothing can be
    changed. A thread is named to those who have ``seen`` it, by its case-folded id.
    """

    level: Level
    levels: Sequence[Level]
    in_force: SettingsInForce
    language: str
    changing: Setting | None = None
    threads: Sequence[Thread] = ()
    guild: discord.Guild | None = None
    note: Sentence | None = None
    seen: Collection[str] = ()

    def view(self) -> LayoutView:
        """Return what Discord shows."""
        title = self._text(sentence(f"settings_{self.level.value}"))
        lines = [self._described(one) for one in settings_of(self.level).values()]
        container = Container[LayoutView](
            TextDisplay(f"### {title}"), TextDisplay("\n".join(lines)), Separator()
        )
        if self.note is not None:
            container.add_item(TextDisplay(self._text(self.note)))
        for row in self._rows():
            container.add_item(row)
        layout = LayoutView(timeout=None)
        layout.add_item(container)
        layout.stop()  # choices are read from their custom ids; the client need not keep the view
        return layout

    def _rows(self) -> Rows:
        if len(self.levels) > 1:
            yield self._row(
                "settings:level",
                "settings_choose_level",
                [
                    self._option(one.value, f"settings_{one.value}", self.level.value)
                    for one in self.levels
                ],
            )
        if self.note is None:
            yield self._row(
                f"settings:name:{self.level.value}",
                "settings_choose_name",
                [self._option(name, f"setting_{name}") for name in settings_of(self.level)],
            )
        if self.note is None and self.changing is not None:
            yield ActionRow(self._values(self.changing))

    def _values(self, setting: Setting) -> discord.ui.Item[LayoutView]:
        """Return the select of a setting's values; those that this level has are chosen in it."""
        custom_id = f"settings:value:{self.level.value}:{setting.name}"
        label = self._text(sentence(f"setting_{setting.name}"), 150)
        if setting.kind.picked in ("roles", "channels"):
            several: dict[str, Any] = {
                "custom_id": custom_id,
                "placeholder": label,
                "min_values": 0,
                "max_values": MAX_OPTIONS,
                "default_values": self._default_values(setting),
            }
            if setting.kind.picked == "roles":
                return discord.ui.RoleSelect(**several)
            types = [discord.ChannelType.text, discord.ChannelType.forum]
            return discord.ui.ChannelSelect(channel_types=types, **several)
        shown = {one.id: one.title for one in self.threads if fits(one.id)}
        for option in setting.kind.options:
            shown[option] = self._shown(setting, setting.kind.read(option)).strip("`")
        own, read = self._own(setting), setting.kind.read
        chosen = UNSET if own is None else next((one for one in shown if read(one) == own), "")
        options = [
            self._option(UNSET, "setting_remove", chosen),
            *(
                discord.SelectOption(label=_cut(words), value=one, default=one == chosen)
                for one, words in shown.items()
            ),
        ]
        return Select(custom_id=custom_id, placeholder=label, options=options[:MAX_OPTIONS])

    def _own(self, setting: Setting) -> Any:
        """Return the value that this level has; None where a wider one decides."""
        if self.in_force.levels.get(setting.name) is not self.level:
            return None
        return getattr(self.in_force.settings, setting.name)

    def _default_values(self, setting: Setting) -> list[discord.Object]:
        """Return the roles or channels that this level has and Discord still knows."""
        if self.guild is None:
            return []
        ids = [channel_id(str(one)) for one in self._own(setting) or ()]
        there = (id for id in ids if self.guild.get_role(id) or self.guild.get_channel(id))
        return [discord.Object(id) for id in there][:MAX_OPTIONS]

    def _row(
        self, custom_id: str, placeholder: str, options: list[discord.SelectOption]
    ) -> ActionRow[LayoutView]:
        words = self._text(sentence(placeholder), 150)
        return ActionRow(
            Select(custom_id=custom_id, placeholder=words, options=options[:MAX_OPTIONS])
        )

    def _option(self, value: str, name: str, chosen: str = "") -> discord.SelectOption:
        label = sentence(name).plain(self.language)
        return discord.SelectOption(label=_cut(label), value=value, default=value == chosen)

    def _described(self, setting: Setting) -> str:
        """Return a setting's name, value and origin in one line, and what it is in the next."""
        value = getattr(self.in_force.settings, setting.name)
        level = self.in_force.levels.get(setting.name, Level.OPERATOR)
        name = self._text(sentence(f"setting_{setting.name}"))
        line = f"**{name}:** {self._shown(setting, value)}"
        if value not in (None, ()):
            line += f" · {self._text(sentence(f'settings_from_{level.value}'))}"
        return f"{line}\n-# {self._text(sentence(f'setting_{setting.name}_about'))}"

    def _shown(self, setting: Setting, value: object) -> str:
        match value, setting.kind.picked:
            case (None | (), _):
                return self._text(sentence("setting_unset"))
            case (bool(), _):
                return self._text(sentence("setting_yes" if value else "setting_no"))
            case tuple(), "roles":
                return _some([f"<@&{role_id}>" for role_id in value])
            case tuple(), "channels":
                return _some([self._bound(*str(one).partition("=")) for one in value])
            case _, "thread":
                return code(isolated(well_formed(self._named(str(value)))))
            case _ if setting.name == "language":
                return escape(LanguageName(str(value)).plain(self.language))
            case _:
                return code(isolated(well_formed(str(value))))

    def _bound(self, id: str, sign: str, thread_id: str) -> str:
        """Return a channel, and its thread behind the ``sign`` if it has one."""
        named = cut(self._named(thread_id), BINDING_LENGTH)
        return f"<#{id.strip()}>{sign}{escape(isolated(named))}"

    def _named(self, thread_id: str) -> str:
        """Return a thread's id to those who may see the thread, and an ellipsis to others."""
        is_seen = not thread_id or thread_id.strip().casefold() in self.seen
        return thread_id if is_seen else ELLIPSIS

    def _text(self, of: Sentence, limit: int = 500) -> str:
        return in_markdown(of, self.language, limit)


def channel_id(written: str) -> int:
    """Return the id of a channel that may be bound to a thread, such as ``42=bread``."""
    return int(written.partition("=")[0])


def _some(mentions: Sequence[str]) -> str:
    """Return the first mentions, and how many more there are: all may be too many for a message."""
    more = len(mentions) - MOST_MENTIONS
    return " ".join(mentions[:MOST_MENTIONS]) + (f" … +{more}" if more > 0 else "")


def _cut(label: str) -> str:
    return cut(well_formed(label), OPTION_LENGTH)
