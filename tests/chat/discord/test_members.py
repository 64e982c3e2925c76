"""Members that are fetched from their servers."""

import asyncio

import discord

from bot.chat.discord.members import FetchedMembers
from bot.errors import UnavailableError


class Response:
    """Discord's answer to a request that it refuses."""

    status, reason = 403, "Forbidden"


class Guild:
    """A server that is asked for members, and takes a moment to answer."""

    id = 7

    def __init__(self, error: Exception | None = None) -> None:
        self.asked = 0
        self._error = error

    async def fetch_member(self, id: int) -> object:
        self.asked += 1
        await asyncio.sleep(0)
        if self._error is not None:
            raise self._error
        return f"member {id}"


async def test_who_is_needed_thirty_times_at_once_is_fetched_once() -> None:
    """A member who asks thirty times at once takes one of the requests that Discord allows."""
    guild, members = Guild(), FetchedMembers(lambda: 1.0)
    found = await asyncio.gather(*(members.get(guild, 5) for _ in range(30)))
    assert found == ["member 5"] * 30
    assert await members.get(guild, 5) == "member 5"
    assert guild.asked == 1


async def test_what_discord_does_not_say_is_asked_again_later() -> None:
    """All who wait for a request that fails learn it, and the next one is a new request."""
    guild, members = Guild(discord.Forbidden(Response, "")), FetchedMembers(lambda: 1.0)
    for asked in (1, 2):
        waiting = (members.get(guild, 5) for _ in range(3))
        failed = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in failed] == [UnavailableError] * 3
        assert guild.asked == asked
