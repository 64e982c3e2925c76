"""Who may have the knowledge read anew."""

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.chat.discord.client import ThreadBot


async def may_reload(bot: "ThreadBot", user: discord.User | discord.Member) -> bool:
    """The bot's owner, and members with a role of the settings, or else with Manage Server."""
    if isinstance(user, discord.Member):
        if named := {name.casefold() for name in bot.settings.admin_roles}:
            allowed = any({str(role.id), role.name.casefold()} & named for role in user.roles)
        else:
            allowed = user.guild_permissions.manage_guild
        if allowed:
            return True
    return await bot.is_owner(user)
