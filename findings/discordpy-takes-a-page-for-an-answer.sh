#!/usr/bin/env bash
# discord.py 2.7.1: an answer with status 200 that is no JSON counts as done.
#
# Guess: where a proxy between the bot and Discord answers with a page of its own ("please wait",
# status 200), discord.py raises HTTPException, which a bot catches around each call.
#
# What happens: the page is returned as a text. A call that reads no fields of the answer (delete,
# typing, pin, the first response to an interaction) ends as if Discord had done it. One that does,
# such as send(), raises TypeError from the middle of the library.
#
# Why it matters: an interaction that was never acknowledged is taken for one that was, so its person
# sees a failure and the bot's log does not; and `except discord.HTTPException` misses the others. A
# trace of aiohttp that refuses answers of another type covers every call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check discord.py==2.7.1 aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import json

import aiohttp
import discord
from aiohttp import web
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, interaction_message_response_params

USER = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None}
PAGE = "<html>Please wait</html>"
DEFER = 5  # the type of a first response that says "thinking"


async def answer(request: web.Request) -> web.Response:
    """Answer all but the login with a page."""
    if request.path.endswith("/users/@me"):
        return web.Response(body=json.dumps(USER).encode(), content_type="application/json")
    return web.Response(text=PAGE, content_type="text/html")


async def main() -> None:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    Route.BASE = "http://127.0.0.1:%d" % runner.addresses[0][1]
    client = discord.Client(intents=discord.Intents.none())
    await client.http.static_login("token")
    async with aiohttp.ClientSession() as session:
        params = interaction_message_response_params(type=DEFER)
        deferred = await AsyncWebhookAdapter().create_interaction_response(
            2, "token", session=session, params=params
        )
    print("the first response to an interaction gives", repr(deferred))
    assert deferred == PAGE
    deleted = await client.http.delete_message(3, 4)
    print("a deletion gives", repr(deleted))
    assert deleted == PAGE
    try:
        await client.get_partial_messageable(3).send("a")
    except TypeError as error:
        print("send() raises TypeError:", error)
    else:
        raise AssertionError("send() raised nothing")
    await client.close()
    await runner.cleanup()


asyncio.run(main())
PYTHON
echo "a page still counts as an answer"
