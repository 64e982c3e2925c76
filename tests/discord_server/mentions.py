"""Whom a message notifies: what its text mentions, cut down by its allowed mentions."""

import re

from .world import Json, Message, World

_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)")


def mentioned(world: World, text: str, replied: Message | None = None) -> frozenset[int]:
    """The users that a message names: by mention in its text, or by replying to them."""
    named = {int(found) for found in _USER.findall(text)} & world.users.keys()
    return frozenset(named | ({replied.author.id} if replied else set()))


def pings(
    world: World, text: str, allowed: Json | None, replied: Message | None
) -> frozenset[int | str]:
    """The users and roles that a message notifies, and ``"everyone"``.

    Code marks are not looked at, so that a mention within them counts here although a client would
    show it as code: a message without any live mention is right under either reading.
    """
    users = {int(found) for found in _USER.findall(text)}
    roles = {int(found) for found in _ROLE.findall(text)}
    everyone = {"everyone"} if _EVERYONE.search(text) else set()
    author = {replied.author.id} if replied else set()
    if allowed is not None:
        parse = allowed.get("parse") or ()
        if "users" not in parse:
            users &= set(map(int, allowed.get("users") or ()))
        if "roles" not in parse:
            roles &= set(map(int, allowed.get("roles") or ()))
        if "everyone" not in parse:
            everyone = set()
        if not allowed.get("replied_user", False):
            author = set()
    return frozenset(users | roles | everyone | author)
