"""Sessions with Discord's gateway, kept for the next process: in a file, or in PostgreSQL."""

import asyncio
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Protocol

from bot.errors import UnavailableError
from bot.storage import session_table
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class GatewaySession:
    """A session of one shard, and the last event of it that needs nothing more to be done.

    ``token_hash`` is of the token that began it, and ``seen_at`` when it was last in use.
    """

    shard: int
    total: int
    session_id: str
    sequence: int
    resume_url: str
    token_hash: str
    seen_at: int


class SessionStore(Protocol):
    """Keeps sessions; a later one of a shard takes the place of the one before."""

    async def load(self) -> list[GatewaySession]:
        """Return every session that is kept."""

    async def save(self, sessions: Iterable[GatewaySession]) -> None:
        """Keep these; raises UnavailableError."""


class SessionFile:
    """Sessions in a file, for one process.

    It is replaced whole and not flushed to the disk: after a loss of power it is too old anyhow.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    async def load(self) -> list[GatewaySession]:
        """Return the sessions of the file; none where it is not there or is damaged."""
        try:
            return [_checked(GatewaySession(**one)) for one in json.loads(self._file.read_bytes())]
        except (OSError, ValueError, TypeError):
            return []

    async def save(self, sessions: Iterable[GatewaySession]) -> None:
        """Write these in place of those before; raises UnavailableError."""
        try:
            await asyncio.to_thread(self._write, [asdict(one) for one in sessions])
        except OSError as error:
            raise UnavailableError(
                f"{self._file} cannot be written ({error.strerror}); make room, or let the bot "
                "write there"
            ) from None

    def _write(self, sessions: list[dict[str, object]]) -> None:
        new = self._file.with_name(self._file.name + ".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(sessions, file)
        new.replace(self._file)


def _checked(session: GatewaySession) -> GatewaySession:
    """Return a session; raise TypeError where a field has no value of its type."""
    for field in fields(session):
        if type(getattr(session, field.name)) is not field.type:
            raise TypeError(f"{field.name} is wrong")
    return session


class SessionTable:
    """Sessions in PostgreSQL, for whichever process takes a shard over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> list[GatewaySession]:
        """Return the sessions of every shard; raises UnavailableError."""
        return [GatewaySession(**row) for row in await self._database.read(session_table.load)]

    async def save(self, sessions: Iterable[GatewaySession]) -> None:
        """Keep these; raises UnavailableError."""
        await self._database.write(session_table.save, [asdict(one) for one in sessions])
