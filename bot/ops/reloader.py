"""Reloading without a command: by SIGHUP, and by watching the folder."""

import asyncio
import logging
import signal
from collections.abc import Callable
from pathlib import Path

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Reload
from bot.ops.folder_watcher import changes
from bot.ops.request_log import RequestLog, note_failure

_log = logging.getLogger(__name__)


class Reloader:
    """Does the same reload as the command, one at a time, and logs its report."""

    def __init__(
        self, engine: AnswerEngine, request_log: RequestLog, notify: Callable[[str], None]
    ) -> None:
        self._engine = engine
        self._request_log = request_log
        self._notify = notify
        self._wanted = asyncio.Event()

    async def on_signal(self) -> None:
        """Reload at each SIGHUP; those that come during a reload make one more."""
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
        """Reload each time that the folder has changed."""
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
