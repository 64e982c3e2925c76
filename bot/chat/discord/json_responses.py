"""Answers of Discord's API that are no JSON, such as the page of a proxy before it."""

from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
from discord.http import Route


def json_only() -> aiohttp.TraceConfig:
    """Return what makes a request of discord.py fail where the answer is no JSON.

    discord.py takes such an answer for a success, and fails with TypeError where it reads it.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_check)
    return trace


async def _check(
    _: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
) -> None:
    answer = ended.response
    without_words = (HTTPStatus.NO_CONTENT, HTTPStatus.SWITCHING_PROTOCOLS)
    if not str(ended.url).startswith(Route.BASE) or answer.status in without_words:
        return
    if answer.ok and answer.content_type != "application/json":
        raise aiohttp.ClientPayloadError("Discord's answer is no JSON")  # without the secret URL
