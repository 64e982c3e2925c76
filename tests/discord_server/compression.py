"""Transport compression of the gateway: one stream for the life of a connection."""

import zlib
from collections.abc import Callable
from importlib import import_module

Compress = Callable[[bytes], bytes]


def compressor(kind: str | None) -> Compress | None:
    """A function from each payload to its frame; None for plain text frames.

    Raises `ValueError` for a kind that Discord does not know, and `ModuleNotFoundError` for zstd
    where neither the standard library (Python 3.14) nor ``zstandard`` has it.
    """
    if kind is None:
        return None
    if kind == "zlib-stream":
        return _zlib()
    if kind == "zstd-stream":
        return _zstd()
    raise ValueError(f"unknown compression {kind!r}")


def _zlib() -> Compress:
    stream = zlib.compressobj()
    return lambda payload: stream.compress(payload) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compress:
    try:
        zstd = import_module("compression.zstd")
        stream = zstd.ZstdCompressor()
        flush_block: int = stream.FLUSH_BLOCK
        return lambda payload: bytes(stream.compress(payload, flush_block))
    except ModuleNotFoundError:
        zstandard = import_module("zstandard")
        other = zstandard.ZstdCompressor().compressobj()
        flush: int = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda payload: bytes(other.compress(payload) + other.flush(flush))
