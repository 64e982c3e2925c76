"""Threads and the files they are kept in."""

from bot.knowledge.folder import Changes, FolderReader, changes, read_folder
from bot.knowledge.thread import Medium, Post, Thread
from bot.knowledge.yaml_files import (
    format_thread,
    json_schema,
    parse_thread,
    read_thread,
    write_thread,
)

__all__ = [
    "Changes",
    "FolderReader",
    "Medium",
    "Post",
    "Thread",
    "changes",
    "format_thread",
    "json_schema",
    "parse_thread",
    "read_folder",
    "read_thread",
    "write_thread",
]
