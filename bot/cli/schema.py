"""Print the JSON Schema of knowledge files."""

import json

from bot.knowledge import json_schema


def schema() -> None:
    """Print the JSON Schema of a knowledge file, for an editor."""
    print(json.dumps(json_schema(), indent=2))
