"""The commands of docs/deploying.md, as they are there."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/deploying.md"

_CODE = re.compile(r"^ *```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def commands(heading: str) -> list[str]:
    """The blocks of shell commands below a heading, in order."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return [
        "\n".join(line.strip() for line in block.splitlines()) for block in _CODE.findall(section)
    ]
