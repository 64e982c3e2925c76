"""Reading a Dockerfile: its stages, each a list of instructions."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

_STAGE = re.compile(r"FROM (?P<image>\S+)(?: AS (?P<name>\S+))?")


@dataclass(frozen=True, slots=True)
class Copy:
    """``COPY``: from the build context, or from an earlier stage."""

    sources: tuple[str, ...]
    target: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """``RUN``, with the folder and the environment that hold there."""

    command: str
    folder: str
    environment: dict[str, str]


@dataclass(slots=True)
class Stage:
    """What is done to make a file system, and how a process in it is started."""

    image: str
    steps: list[Copy | Run] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def stages(dockerfile: Path) -> dict[str, Stage]:
    """The stages by name; the last, which has none, is ``""``."""
    read: dict[str, Stage] = {}
    stage = Stage("")
    for line in _lines(dockerfile.read_text(encoding="utf-8")):
        if match := _STAGE.fullmatch(line):
            stage = read[match["name"] or ""] = Stage(match["image"])
        else:
            _take(stage, *line.split(" ", 1))
    return read


def _lines(text: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", "", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def _take(stage: Stage, instruction: str, words: str) -> None:
    match instruction:
        case "ENV":
            given = dict(word.split("=", 1) for word in shlex.split(words))
            path = stage.environment.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            stage.environment |= {k: v.replace("$PATH", path) for k, v in given.items()}
        case "WORKDIR":
            stage.folder = words
        case "USER":
            stage.user = words
        case "RUN":
            stage.steps.append(Run(words, stage.folder, dict(stage.environment)))
        case "COPY":
            *sources, target = words.split()
            origin = sources.pop(0) if sources[0].startswith("--from=") else None
            name = origin and origin.removeprefix("--from=")
            stage.steps.append(Copy(tuple(sources), str(Path(stage.folder, target)), name))
        case "ENTRYPOINT":
            stage.command = json.loads(words) + stage.command
        case "CMD":
            stage.command += json.loads(words)
        case "HEALTHCHECK":
            stage.health = json.loads(words.partition(" CMD ")[2])
        case _:
            raise NotImplementedError(f"{instruction} {words}")
