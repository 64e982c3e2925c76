"""A small Discord on the wire."""

from .faults import (
    Close,
    CutSocket,
    Hang,
    Held,
    InvalidSession,
    NotJson,
    RateLimited,
    Status,
)
from .interactions import Interaction, Kind
from .permissions import ORDINARY, Overwrite, Permission
from .ratelimits import USUAL, Limit
from .record import Record
from .requests import Request
from .server import DiscordServer
from .world import Channel, ChannelType, Guild, Message, User, World

__all__ = [
    "ORDINARY",
    "USUAL",
    "Channel",
    "ChannelType",
    "Close",
    "CutSocket",
    "DiscordServer",
    "Guild",
    "Hang",
    "Held",
    "Interaction",
    "InvalidSession",
    "Kind",
    "Limit",
    "Message",
    "NotJson",
    "Overwrite",
    "Permission",
    "RateLimited",
    "Record",
    "Request",
    "Status",
    "User",
    "World",
]
