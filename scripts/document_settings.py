"""Write the settings into deploy/bot.yaml and the tables of docs/settings.md, from the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.settings import DECLARED, SETTINGS, Level, Setting, to_yaml

ROOT = Path(__file__).parents[1]
_TABLE = re.compile(
    r"(<!-- (settings|narrower settings) -->\n).*?(?=<!-- end of \2 -->)", re.DOTALL
)
_HEAD = """\
| in the file | in the environment | type | default | what it is |
|---|---|---|---|---|
"""
_NARROWER_HEAD = """\
| setting | of | type | default | what it is |
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
    """Return the page with each table of today's settings between its two comments."""
    tables = {
        "settings": _HEAD + "".join(map(_row, SETTINGS.values())),
        "narrower settings": _NARROWER_HEAD + "".join(map(_narrower_row, DECLARED.values())),
    }
    return _TABLE.sub(lambda match: match[1] + tables[match[2]], page)


def _example_lines() -> Iterator[str]:
    yield "# The settings, with their defaults. To change one, remove the # before its name."
    yield "# `thread-bot settings` prints what is in force."
    for setting in SETTINGS.values():
        if setting.name != "token":
            yield ""
            yield f"# {setting.instruction}"
            yield f"#{setting.name}: {to_yaml(setting.default)}".rstrip()
    yield ""


def _row(setting: Setting) -> str:
    name = "" if setting.name == "token" else f"`{setting.name}`"
    return f"| {name} | `{setting.variable}` {_described(setting)}"


def _narrower_row(setting: Setting) -> str:
    levels = [level.value for level in setting.levels if level is not Level.OPERATOR]
    return f"| `{setting.name}` | {', '.join(levels)} {_described(setting)}" if levels else ""


def _described(setting: Setting) -> str:
    default = to_yaml(setting.default)
    shown = f"`{default}`" if default else ""
    return f"| {setting.kind.name} | {shown} | {setting.instruction} |\n"


if __name__ == "__main__":
    main()
