"""Write the settings into deploy/bot.yaml and the tables of deploy/README.md, from the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.settings import SETTINGS, Setting, to_yaml

HERE = Path(__file__).parents[1] / "deploy"
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)
_HEAD = """\
| in the file | in the environment | type | default | what it is |
|---|---|---|---|---|
"""


def main() -> None:
    """Write both files."""
    (HERE / "bot.yaml").write_text(example(), encoding="utf-8")
    readme = HERE / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")


def example() -> str:
    """A settings file in which every setting stands as a comment, with its default."""
    return "\n".join(_example_lines())


def with_table(readme: str) -> str:
    """The text with the table of the settings as it has to be, between its two comments."""
    rows = "".join(f"{_row(setting)}\n" for setting in SETTINGS.values())
    return _TABLE.sub(lambda _: _HEAD + rows, readme)


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
    return f"| {name} | `{setting.variable}` | {setting.kind} | {shown} | {setting.meaning} |"


if __name__ == "__main__":
    main()
