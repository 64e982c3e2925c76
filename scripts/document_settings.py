"""Write the settings into deploy/bot.yaml and the table of docs/settings.md, from the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.settings import SETTINGS, Setting, to_yaml

ROOT = Path(__file__).parents[1]
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)
_HEAD = """\
| in the file | in the environment | type | default | what it is |
|---|---|---|---|---|
"""


def main() -> None:
    """Write both files."""
    (ROOT / "deploy/bot.yaml").write_text(example(), encoding="utf-8")
    page = ROOT / "docs/settings.md"
    page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")


def example() -> str:
    """Return a settings file with every setting as a comment, with its default."""
    return "\n".join(_example_lines())


def with_table(page: str) -> str:
    """Return the page with the table of today's settings between its two comments."""
    rows = "".join(f"{_row(setting)}\n" for setting in SETTINGS.values())
    return _TABLE.sub(lambda _: _HEAD + rows, page)


def _example_lines() -> Iterator[str]:
    yield "# The settings, with their defaults. To change one, remove the # before its name."
    yield "# `thread-bot settings` prints what is in force."
    for setting in SETTINGS.values():
        if setting.name != "token":
            yield ""
            yield f"# {setting.meaning}"
            yield f"#{setting.name}: {to_yaml(setting.default)}".rstrip()
    yield ""


def _row(setting: Setting) -> str:
    name = "" if setting.name == "token" else f"`{setting.name}`"
    default = to_yaml(setting.default)
    shown = f"`{default}`" if default else ""
    return f"| {name} | `{setting.variable}` | {setting.kind.name} | {shown} | {setting.meaning} |"


if __name__ == "__main__":
    main()
