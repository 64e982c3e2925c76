"""The commands registered with Discord: registering them, and telling when they differ."""

import logging
from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.answering.answer import Answer
from bot.chat.discord.escaping import cut
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Sentence, sentence

_log = logging.getLogger(__name__)

PROFILE_LENGTH = 400
"""The most an application's description holds."""

_SET_BY_DISCORD = {"id", "application_id", "version", "guild_id", "dm_permission"}


class Wording(app_commands.Translator):
    """Gives Discord a command's words in each language, by their names in the wording."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The words for a locale that the bot speaks; for any other Discord keeps the English."""
        language = locale.value.split("-", maxsplit=1)[0]
        name = string.extras.get("name")
        return LANGUAGES[language][name] if name and language in LANGUAGES else None


def localized(name: str) -> app_commands.locale_str:
    """A sentence of the wording, to be translated when the commands are registered."""
    return app_commands.locale_str(LANGUAGES[DEFAULT_LANGUAGE][name], name=name)


class CommandSync:
    """The bot's commands and profile text, as Discord keeps them between runs."""

    def __init__(self, client: discord.Client, tree: app_commands.CommandTree[Any]) -> None:
        self._client = client
        self._tree = tree

    async def register(self, help: Answer) -> Sentence:
        """Register the commands everywhere, and the help as the profile text; say how many."""
        registered = await self._tree.sync()
        application = await self._client.application_info()
        lines = "\n".join(sentence.plain() for sentence in help.lead)
        await application.edit(description=cut(lines, PROFILE_LENGTH))
        return sentence("synced", count=len(registered))

    async def warn_if_different(self) -> None:
        """Log one line if the commands registered with Discord are not those of this version."""
        assert self._client.application_id is not None
        try:
            there = await self._client.http.get_global_commands(self._client.application_id)
        except discord.HTTPException as error:
            _log.warning("cannot tell which commands are registered with Discord: %s", error)
            return
        here = [command.to_dict(self._tree) for command in self._tree.get_commands()]
        if _by_name(here) != _by_name(there):
            _log.warning(
                "the commands registered with Discord differ from this version's; "
                'run "thread-bot sync", or mention the bot with the word "sync"'
            )


def _by_name(commands: Iterable[Any]) -> dict[tuple[int, str], Any]:
    return {(command["type"], command["name"]): _essence(command) for command in commands}


def _essence(payload: Any) -> Any:
    """What a command says, without what Discord adds, leaves out or sorts as it likes."""
    if isinstance(payload, dict):
        return {
            key: _essence(value)
            for key, value in payload.items()
            if value and key not in _SET_BY_DISCORD and not key.endswith("_localizations")
        }
    if isinstance(payload, list | tuple):
        parts = [_essence(part) for part in payload]
        return sorted(parts, key=repr) if all(isinstance(part, int) for part in parts) else parts
    return payload
