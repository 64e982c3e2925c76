"""Signed links: addresses of pages for one reader, which only the bot can make and which expire."""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct

PATH = "/t/"
"""Where the paths of these pages begin."""

LIFETIME = 7 * 24 * 60 * 60
"""Seconds for which a link leads to its page."""

_PURPOSE = b"thread-bot: links to pages"
_SIGNATURE_LENGTH = 16
_FIELDS = Struct(">IQQQQ")  # the moment of expiry, then the ids


class WrongLinkError(Exception):
    """The bot has not made this link."""


class ExpiredLinkError(Exception):
    """The link was the bot's, and is too old."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A member, the place where they asked for a page, and the id of the page's thread.

    In a direct message the server is 0; outside a Discord thread so is the channel that one
    belongs to.
    """

    member_id: int
    server_id: int
    parent_id: int
    channel_id: int
    thread_id: str

    @property
    def channel_ids(self) -> tuple[int, ...]:
        """The channel after the one that it belongs to, if any."""
        return (self.parent_id, self.channel_id) if self.parent_id else (self.channel_id,)


class LinkSigner:
    """Sign links with a key that is made from the bot's token: every process has the same.

    ``now`` returns seconds since 1970.
    """

    def __init__(self, token: str, now: Callable[[], float]) -> None:
        self._key = hmac.digest(token.encode(), _PURPOSE, "sha256")
        self._now = now

    def sign(self, link: PageLink) -> tuple[str, int]:
        """Return a link as a part of a path, and the moment at which it expires."""
        expires_at = int(self._now()) + LIFETIME
        ids = link.member_id, link.server_id, link.parent_id, link.channel_id
        content = _FIELDS.pack(expires_at, *ids) + link.thread_id.encode()
        signed = urlsafe_b64encode(self._signature(content) + content)
        return signed.decode().rstrip("="), expires_at

    def read(self, signed: str) -> PageLink:
        """Return what was signed; raises WrongLinkError or ExpiredLinkError."""
        try:
            decoded = urlsafe_b64decode(signed + "=" * (-len(signed) % 4))
        except (binascii.Error, ValueError):
            raise WrongLinkError from None
        signature, content = decoded[:_SIGNATURE_LENGTH], decoded[_SIGNATURE_LENGTH:]
        if not hmac.compare_digest(signature, self._signature(content)):
            raise WrongLinkError
        expires_at, member, server, parent, channel = _FIELDS.unpack_from(content)
        if self._now() >= expires_at:
            raise ExpiredLinkError
        return PageLink(member, server, parent, channel, content[_FIELDS.size :].decode())

    def _signature(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256")[:_SIGNATURE_LENGTH]
