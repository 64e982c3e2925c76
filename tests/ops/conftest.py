"""The bot as its own process, with a port for its pages."""

from tests.process.conftest import group, port

__all__ = ["group", "port"]
