"""Register the commands with Discord, and notice when they differ."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

import discord
from discord import app_commands

from bot.answering.answer import Answer
from bot.chat.discord.escaping import cut
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Sentence, sentence

_log = logging.getLogger(__name__)

PROFILE_LENGTH = 400
"""The most an application's description holds."""

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
EVERYONE = app_commands.AppInstallationType(guild=True, user=True)
"""Where a command can be used, and who can install it: servers and people."""

_SET_BY_DISCORD = {"id", "application_id", "version", "guild_id", "dm_permission"}


class CommandTranslator(app_commands.Translator):
    """Translate a command's words, which are sentences of LANGUAGES."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the words in a language of the bot's; for any other Discord keeps the English."""
        language = locale.value.split("-", maxsplit=1)[0]
        name = string.extras.get("name")
        return LANGUAGES[language][name] if name and language in LANGUAGES else None


def localized(name: str) -> app_commands.locale_str:
    """Return a sentence of LANGUAGES that is translated when the commands are registered."""
    return app_commands.locale_str(LANGUAGES[DEFAULT_LANGUAGE][name], name=name)


class CommandSync:
    """The bot's commands and profile text, which Discord keeps between runs."""

    def __init__(
        self,
        client: discord.Client,
        tree: app_commands.CommandTree[Any],
        help: Callable[[], Answer],
    ) -> None:
        self._client = client
        self._tree = tree
        self._help = help

    async def register(self) -> Sentence:
        """Register the commands everywhere, and the help as profile text; return how many."""
        registered = await self._tree.sync()
        application = await self._client.application_info()
        lines = "\n".join(sentence.plain() for sentence in self._help().lead)
        await application.edit(description=cut(lines, PROFILE_LENGTH))
        return sentence("synced", count=len(registered))

    async def warn_if_different(self) -> None:
        """Log one line if the registered commands are not those of this version."""
        assert self._client.application_id is not None
        try:
            registered = await self._client.http.get_global_commands(self._client.application_id)
        except discord.HTTPException as error:
            _log.warning("cannot tell which commands are registered with Discord: %s", error)
            return
        own = [command.to_dict(self._tree) for command in self._tree.get_commands()]
        if _by_name(own) != _by_name(registered):
            _log.warning(
                "the commands registered with Discord differ from this version's; "
                'run "thread-bot sync", or mention the bot with the word "sync"'
            )


def _by_name(commands: Iterable[Any]) -> dict[tuple[int, str], Any]:
    return {(command["type"], command["name"]): _essence(command) for command in commands}


def _essence(payload: Any) -> Any:
    """Return a command without the fields that Discord adds, drops or sorts in its own way."""
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
