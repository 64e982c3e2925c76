#!/usr/bin/env bash
# discord.py 2.7.1 with aiohttp 3.14.5: a POST whose connection is reset is not repeated on Linux.
#
# Guess: discord.py repeats a request up to five times where the connection is reset, as it does
# where Discord answers 502; a message is lost only if all of them fail.
#
# What happens: it repeats where the error number is 54 or 10054, which is ECONNRESET on macOS, BSD
# and Windows. Linux has 104: the first reset ends the POST with aiohttp's ClientOSError.
#
# Why it matters: bots are written on the one and run on the other. On a server, a reset of a
# connection, as a proxy or a network makes, loses a message unless the bot sends it again itself,
# and the error is none of discord.py's HTTPException.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check discord.py==2.7.1 aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import errno
import socket
import struct
import sys

import aiohttp
import discord
from discord.http import Route

if sys.platform != "linux":
    sys.exit("this is about Linux")


class Resets:
    """An HTTP server that resets the connection of the first POST, and answers everything else."""

    def __init__(self) -> None:
        self.posts = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection."""
        while (line := await reader.readline()) and line.strip():
            length = 0
            while (header := await reader.readline()).strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            await reader.readexactly(length)
            if line.startswith(b"POST"):
                self.posts += 1
                if self.posts == 1:
                    connection = writer.get_extra_info("socket")
                    connection.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                    )
                    writer.transport.abort()
                    return
            body = b'{"id": "1", "username": "bot", "discriminator": "0", "avatar": null}'
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()


async def main() -> None:
    resets = Resets()
    server = await asyncio.start_server(resets.serve, "127.0.0.1", 0)
    Route.BASE = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    client = discord.Client(intents=discord.Intents.none())
    await client.http.static_login("token")
    number = None
    try:
        await client.http.request(Route("POST", "/channels/1/messages"), json={"content": "a"})
    except aiohttp.ClientOSError as error:
        number = error.errno
    print(f"discord.py {discord.__version__}, aiohttp {aiohttp.__version__}")
    print(f"ECONNRESET here: {errno.ECONNRESET}; POSTs sent: {resets.posts}; errno raised: {number}")
    assert (resets.posts, number) == (1, errno.ECONNRESET), "a reset POST is repeated now"
    await client.close()
    server.close()


asyncio.run(main())
PYTHON
