"""Print the JSON Schema of knowledge files."""

import json
from argparse import ArgumentParser

from bot.knowledge import json_schema


def add_arguments(parser: ArgumentParser) -> None:
    """Add nothing: the command takes no arguments."""


def schema() -> None:
    """Print the JSON Schema of a knowledge file, for an editor."""
    print(json.dumps(json_schema(), indent=2))
