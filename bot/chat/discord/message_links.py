"""Messages of Discord as people name them: by a link, by an id, or by both ids with a hyphen."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(
    r"(?:(?:https?://\S*/channels/(?:(?P<server>\d{1,20})|@me)/)?(?P<channel>\d{15,20})[/-])?"
    r"(?P<message>\d{15,20})/?"
)

_LARGEST = 2**63 - 1
"""An id has 64 bits, and the first is 0 until the year 2084."""


@dataclass(frozen=True, slots=True)
class MessageLink:
    """A message, and what its name says of the channel and the server that it is in."""

    message_id: int
    channel_id: int | None = None
    server_id: int | None = None

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Read what someone copied from Discord; None where it is no message."""
        match = _WRITTEN.fullmatch(written.strip())
        if match is None:
            return None
        names = ("message", "channel", "server")
        message, channel, server = (int(match[name] or 0) for name in names)
        if max(message, channel, server) > _LARGEST:
            return None
        return cls(message, channel or None, server or None)
