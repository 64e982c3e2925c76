"""The bot as its own process, and a port for the one that is deployed."""

import socket

import pytest

from tests.process.conftest import group

__all__ = ["group"]


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
