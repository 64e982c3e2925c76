"""Reload without a command: on SIGHUP, and when the folder has changed."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Reload
from bot.ops.request_log import RequestLog, note_failure

_log = logging.getLogger(__name__)


class Reloader:
    """Reloads as the command does, one reload at a time, and logs the report."""

    def __init__(
        self, engine: AnswerEngine, request_log: RequestLog, notify: Callable[[str], None]
    ) -> None:
        self._engine = engine
        self._request_log = request_log
        self._notify = notify
        self._wanted = asyncio.Event()

    async def on_signal(self) -> None:
        """Reload at each SIGHUP; several during a reload cause one more. Windows has no SIGHUP."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._wanted.set)
        try:
            while await self._wanted.wait():
                self._wanted.clear()
                self._notify("RELOADING=1")
                await self._reload("SIGHUP")
                self._notify("READY=1")
        finally:
            loop.remove_signal_handler(signal.SIGHUP)

    async def on_change(self, folder: Path) -> None:
        """Reload each time the folder has changed."""
        from bot.ops.folder_watcher import changes  # most folders are not watched

        try:
            async for _ in changes(folder):
                await self._reload("watch")
        except (OSError, RuntimeError) as error:
            _log.error("%s cannot be watched (%s); reload by command", folder, error)

    async def _reload(self, cause: str) -> None:
        with self._request_log.entry(cause):
            try:
                self._request_log.note(Reload(), await asyncio.to_thread(self._engine.reload))
            except Exception:
                _log.exception("the knowledge was not reloaded")
                note_failure()
