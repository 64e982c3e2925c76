"""The settings in force in a place for a person: the operator's, and narrower ones over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

from bot.setting_kinds import WrongValue
from bot.settings import DECLARED, Level, Settings

Written: TypeAlias = Mapping[str, str]
"""Values of settings by name, as they are written in a settings file."""


@dataclass(frozen=True, slots=True)
class SettingsInForce:
    """The settings that apply, and by name the level of each that is not the operator's."""

    settings: Settings
    levels: Mapping[str, Level]

    @classmethod
    def of(cls, operator: Settings, narrower: Iterable[tuple[Level, Written]]) -> Self:
        """Lay the settings of narrower levels over the operator's, each over those before.

        A value that this version of the bot does not read, or not at that level, is left out.
        """
        values: dict[str, Any] = {}
        levels: dict[str, Level] = {}
        for level, written in narrower:
            for name, value in written.items():
                setting = DECLARED.get(name)
                if setting is None or level not in setting.levels:
                    continue
                try:
                    values[name] = setting.kind.read(value)
                except WrongValue:
                    continue
                levels[name] = level
        return cls(replace(operator, **values) if values else operator, levels)
