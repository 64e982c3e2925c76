#!/usr/bin/env bash
# discord.py 2.7.1: what repeats a message after a 502 is safe for a channel, and not for a webhook.
#
# Guess: send() without a nonce sends none, in a channel and in the follow-up of an interaction
# alike; where Discord answers 502 although it kept the message, discord.py's repeat is a second one.
#
# What happens: send() in a channel puts a random nonce of 64 bits into the message and
# enforce_nonce beside it, the same in each repeat, so that Discord knows the message again. A
# webhook's send(), which a follow-up of an interaction is, repeats the same request without a nonce.
#
# Why it matters: a bot that answers commands by follow-ups can post an answer twice on a bad day of
# Discord's, while the same answer in a channel comes once. And a bot that itself calls send() again
# makes a new nonce, so the guard is lost unless it passes one of its own.
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

USER = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None}
MESSAGE = {
    "id": "2",
    "channel_id": "3",
    "author": USER,
    "content": "a",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "type": 0,
}
sent: dict[str, list[dict[str, object]]] = {"channel": [], "webhook": []}


def as_json(value: object) -> web.Response:
    """Return a value as Discord does: discord.py reads no JSON with a charset beside its type."""
    return web.Response(body=json.dumps(value).encode(), content_type="application/json")


async def answer(request: web.Request) -> web.Response:
    """Answer each first message with 502."""
    if request.method == "GET":
        return as_json(USER)
    messages = sent["webhook" if "webhooks" in request.path else "channel"]
    messages.append(json.loads(await request.text()))
    if len(messages) == 1:
        return web.Response(status=502)
    return as_json(MESSAGE)


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
    await client.get_partial_messageable(3).send("a")
    async with aiohttp.ClientSession() as session:
        await discord.Webhook.partial(4, "token", session=session).send("a", wait=True)
    await client.close()
    await runner.cleanup()


asyncio.run(main())
print("discord.py", discord.__version__)
for place, messages in sent.items():
    nonces = {str(one.get("nonce")) for one in messages}
    enforced = {one.get("enforce_nonce") for one in messages}
    print(f"{place}: {len(messages)} requests, nonces {nonces}, enforced {enforced}")
first, second = sent["channel"]
assert first["nonce"] == second["nonce"], "the repeat in a channel has another nonce"
assert first["enforce_nonce"] is second["enforce_nonce"] is True, "the nonce is not enforced"
assert len(sent["webhook"]) == 2, "a webhook's message is not repeated"
assert not any("nonce" in one for one in sent["webhook"]), "a webhook's message has a nonce now"
PYTHON
