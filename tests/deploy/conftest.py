"""The bot as its own process, and a port for the one that is deployed."""

from tests.process.conftest import group, port

__all__ = ["group", "port"]
