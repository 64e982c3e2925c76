"""The settings: read once from a file and the environment, checked, and frozen.

A setting has a name in the settings file and a variable in the environment; the variable wins.
"""

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeAlias

from pydantic import BeforeValidator, Field, SecretStr, TypeAdapter, ValidationError

from bot.errors import KnowledgeError, SettingsError, quoted
from bot.strict_yaml import Tree

FILE = Path("bot.yaml")
"""The settings file, in the working directory; it need not be there."""

FILE_VARIABLE = "THREAD_BOT_SETTINGS"
"""The variable that names another settings file."""

_PREFIX = "THREAD_BOT_"
_LONGEST_NAME = 40
"""Characters of an unknown name that are compared with the settings' names."""
_TOKEN = re.compile(r"[!-~]+")
_LIKE_A_TOKEN = re.compile(r"[\w-]{17,}\.[\w-]{4,}\.[\w-]{17,}")
_HIDDEN = "**********"
_RANGE = re.compile(r"(\d+)-(\d+) of (\d+)", re.ASCII)


def _listed(written: object) -> object:
    if isinstance(written, str):
        return tuple(part.strip() for part in written.split(",") if part.strip())
    return written


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards ``first`` to ``last``, both included, of ``total``: one process of several."""

    first: int
    last: int
    total: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last} of {self.total}"


def _shards(written: object) -> object:
    if not isinstance(written, str):
        return written
    if written == "auto":
        return None
    if not (match := _RANGE.fullmatch(written)):
        raise ValueError
    shards = Shards(*map(int, match.groups()))
    if not shards.first <= shards.last < shards.total:
        raise ValueError
    return shards


Id = Annotated[int, Field(ge=1)]
"""A Discord id. An id is proof; a name is not, since anyone can give it to a role or channel."""

ReferenceChannel = Annotated[str, Field(pattern=r"^[0-9]+(=\S.*)?$")]
"""A channel by id, alone or with the id of its thread."""

ReferenceChannels = Annotated[tuple[ReferenceChannel, ...], BeforeValidator(_listed)]

Ids = Annotated[tuple[Id, ...], BeforeValidator(_listed)]


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. No text and no repr shows the token."""

    token: Annotated[
        SecretStr | None,
        Field(description="the bot's token, a secret; never in the settings file"),
    ] = None
    token_file: Annotated[
        Path | None, Field(description="the file that holds the token; unset, none")
    ] = None
    knowledge: Annotated[Path, Field(description="the folder of threads")] = Path("knowledge")
    prefix: Annotated[
        str,
        Field(pattern=r"^\S{1,5}$", description="what commands begin with, 1 to 5 characters"),
    ] = "!"
    quotes: Annotated[
        int, Field(ge=1, le=3, description="the most posts that an answer quotes, 1 to 3")
    ] = 3
    threshold: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            description="the confidence below which nothing is quoted, 0 to 1; "
            "unset, the one the search was measured with",
        ),
    ] = None
    admin_servers: Annotated[
        Ids,
        Field(
            description="the servers whose members with Manage Server may reload, by id, "
            "split by commas; unset, none"
        ),
    ] = ()
    admin_roles: Annotated[
        Ids,
        Field(description="the roles that may reload, by id, split by commas; unset, none"),
    ] = ()
    channels: Annotated[
        Ids,
        Field(
            description="the channels it answers in, by id, split by commas; it then answers "
            "in no direct message; unset, everywhere"
        ),
    ] = ()
    roles: Annotated[
        Ids,
        Field(
            description="the roles it answers, by id, split by commas, in direct messages too; "
            "unset, everyone"
        ),
    ] = ()
    questions_per_member: Annotated[
        int,
        Field(ge=1, description="the most questions of one member in a minute, 1 or more"),
    ] = 30
    questions_per_channel: Annotated[
        int,
        Field(ge=1, description="the most questions in one channel in a minute, 1 or more"),
    ] = 120
    message_content: Annotated[
        bool,
        Field(
            description="true to read commands with the prefix, which needs the message content "
            "intent, or false to read slash commands, mentions, replies and direct messages only"
        ),
    ] = True
    reference_channels: Annotated[
        ReferenceChannels,
        Field(
            description="the channels in which posts that people name, such as [7], are shown, "
            "by id, split by commas; 42=bread binds channel 42 to the thread bread; unset, none"
        ),
    ] = ()
    reference_quotes: Annotated[
        Ids,
        Field(
            description="the servers in which posts that people name are quoted at once, by id, "
            "split by commas; elsewhere they are buttons"
        ),
    ] = ()
    reference_opt_outs: Annotated[
        Ids,
        Field(
            description="the members and roles whose messages name no posts, by id, split by commas"
        ),
    ] = ()
    thread_follow_ups: Annotated[
        bool,
        Field(
            description="true to answer questions without the prefix in Discord threads that were "
            "opened on an answer, or false"
        ),
    ] = True
    shards: Annotated[
        Shards | None,
        BeforeValidator(_shards),
        Field(description='the shards that this process serves, such as 0-3 of 16, or "auto"'),
    ] = None
    watch: Annotated[
        bool, Field(description="true to reload whenever the folder of threads changes, or false")
    ] = False
    site_url: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s?#]+$",
            description="the address at which the pages of threads are read, to which quotes link; "
            "unset, none",
        ),
    ] = None
    port: Annotated[
        int | None,
        Field(
            ge=1,
            le=65535,
            description="the port for /metrics, /livez and /readyz, on this machine alone, "
            "1 to 65535; unset, none",
        ),
    ] = None
    log_format: Annotated[
        Literal["people", "json"],
        Field(description='"people" for lines to read, "json" for one object a line'),
    ] = "people"
    log_questions: Annotated[
        bool,
        Field(description="true to log the text of questions, or false to log only their outcome"),
    ] = False
    api_url: Annotated[
        str | None,
        Field(
            pattern=r"^https?://\S+$",
            description="the base URL of another Discord's REST API, version included; "
            "unset, Discord's",
        ),
    ] = None
    gateway_url: Annotated[
        str | None,
        Field(
            pattern=r"^wss?://\S+$",
            description="the URL of another Discord's gateway; unset, the one its API names",
        ),
    ] = None

    @property
    def reference_threads(self) -> Mapping[int, str | None]:
        """The thread of each reference channel, by the channel's id; None without one."""
        pairs = (channel.partition("=") for channel in self.reference_channels)
        return {int(id): thread.strip() or None for id, _, thread in pairs}

    @property
    def command(self) -> str:
        """What a question begins with: the prefix's command, or a mention if no prefix is read."""
        return f"{self.prefix}thread" if self.message_content else "@bot"


_DISCORD = {"token", "token_file", "api_url", "gateway_url"}
"""The settings whose variables begin with DISCORD_, as with other bots."""


class Setting(NamedTuple):
    """A setting as it is documented."""

    name: str
    variable: str
    kind: str
    default: object
    meaning: str


_KINDS: Mapping[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    Path: "path",
    tuple[Id, ...]: "list",
    tuple[ReferenceChannel, ...]: "list",
}


def _documented() -> Iterator[Setting]:
    for field in fields(Settings):
        annotation = Settings.__annotations__[field.name]
        meaning = next(
            part.description for part in annotation.__metadata__ if hasattr(part, "description")
        )
        type = annotation.__origin__
        kind = next((kind for one, kind in _KINDS.items() if type in (one, one | None)), "text")
        prefix = "DISCORD_" if field.name in _DISCORD else _PREFIX
        yield Setting(field.name, prefix + field.name.upper(), kind, field.default, meaning)


SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _documented()}
"""Every setting by its name."""

_VALUES = TypeAdapter(Settings)


class _RawValue(NamedTuple):
    """A value as it was written, the place that begins an error in it, and its origin."""

    value: object
    place: str
    origin: str


_RawValues: TypeAlias = dict[str, _RawValue]
_Errors: TypeAlias = list[str]


@dataclass(frozen=True, slots=True)
class ResolvedSettings:
    """The settings in force, and by name the origin of each that is no default."""

    settings: Settings
    origins: Mapping[str, str]

    @classmethod
    def read(cls, environment: Mapping[str, str], file: Path | None = None) -> Self:
        """Read the file and the environment, which names the file unless ``file`` is given.

        Raises SettingsError with everything that is wrong.
        """
        in_file, errors = _in_file(environment, file)
        in_environment, unknown = _in_environment(environment)
        raw, errors = in_file | in_environment, errors + unknown
        settings = Settings()
        try:
            settings = _VALUES.validate_python({name: one.value for name, one in raw.items()})
            settings = _with_token(settings, raw)
        except ValidationError as error:
            errors += [
                _describe_error(str(one["loc"][0]), raw, one["input"]) for one in error.errors()
            ]
        except SettingsError as error:
            errors.append(str(error))
        if errors:
            raise SettingsError(_LIKE_A_TOKEN.sub(_HIDDEN, "\n".join(errors)))
        return cls(settings, {name: one.origin for name, one in raw.items()})

    def __str__(self) -> str:
        """Return a settings file with the same settings, and the origin of each in its line."""
        file = self.settings.token_file
        shown = self.settings if _is_shown(file) else replace(self.settings, token_file=None)
        lines = [
            f"{name}: {to_yaml(getattr(shown, name))}".ljust(32)
            + f"  # {self.origins.get(name, 'default')}"
            for name in SETTINGS
            if name != "token"
        ]
        token = "not set" if self.settings.token is None else str(self.settings.token)
        origin = self.origins.get("token", self.origins.get("token_file", "default"))
        return "\n".join([f"# token: {token}".ljust(32) + f"  # {origin}", *lines])


def to_yaml(value: object) -> str:
    """Return a value as it is written in the settings file; None is empty."""
    if value is None:
        return ""
    return json.dumps(str(value) if isinstance(value, Path | Shards) else value, ensure_ascii=False)


def _in_file(environment: Mapping[str, str], file: Path | None) -> tuple[_RawValues, _Errors]:
    if (path := file or _named(environment)) is None:
        return {}, []
    if not _is_there(path):
        missing = f"{path} is not there; write the settings into it, or name another"
        raise SettingsError(_LIKE_A_TOKEN.sub(_HIDDEN, missing))
    try:
        tree = Tree.of(path)
    except KnowledgeError as error:
        raise SettingsError(str(error)) from None
    errors, values = [str(diagnostic) for diagnostic in tree.diagnostics], tree.value
    if values == "":
        values = {}
    if not isinstance(values, dict):
        problem = 'a setting belongs here, such as "quotes: 1"'
        return {}, [*errors, str(tree.at_value((), problem))]
    raw = {}
    for name, value in values.items():
        if name not in SETTINGS or name == "token":
            errors.append(str(tree.at_key((name,), _unknown_key(name))))
        elif value != "":
            here = tree.at_value((name,), name)
            raw[name] = _RawValue(value, str(here), f"{here.file}:{here.line}")
    return raw, errors


def _named(environment: Mapping[str, str]) -> Path | None:
    """Return the settings file: the one that is named, or bot.yaml where it exists."""
    if named := environment.get(FILE_VARIABLE, "").strip():
        return Path(named)
    return FILE if _is_there(FILE) else None


def _is_there(path: Path) -> bool:
    """Whether it exists, or may exist: an error of reading it then gives the reason."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _in_environment(environment: Mapping[str, str]) -> tuple[_RawValues, _Errors]:
    names = {setting.variable: setting.name for setting in SETTINGS.values()}
    stripped = {variable: value.strip() for variable, value in environment.items()}
    raw = {
        names[variable]: _RawValue(value, variable, variable)
        for variable, value in stripped.items()
        if value and variable in names
    }
    known = [*names, FILE_VARIABLE]
    errors = [
        f"{variable} is no setting; {_suggest(variable, known)}"
        for variable, value in stripped.items()
        if value and variable.startswith(_PREFIX) and variable not in known
    ]
    return raw, errors


def _with_token(settings: Settings, raw: _RawValues) -> Settings:
    """Return the settings with the token, read from its file if no variable has it.

    A token that was given in place of the file's name is not printed: only names of files that
    exist are.
    """
    if settings.token is not None:
        token = settings.token.get_secret_value()
        return replace(settings, token=_checked_token(token, raw["token"].place))
    if (file := settings.token_file) is None:
        return settings
    name = f"{raw['token_file'].place} names {file if _is_shown(file) else 'a file'}"
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(
            f"{name}, which cannot be read ({reason}); "
            "write the token into that file, or name another"
        ) from None
    if not token:
        raise SettingsError(f"{name}, which is empty; write the token into it")
    return replace(settings, token=_checked_token(token, str(file)))


def _is_shown(token_file: Path | None) -> bool:
    """Whether the value is surely a file's name, and no token."""
    return token_file is not None and os.path.lexists(token_file)


def _checked_token(token: str, place: str) -> SecretStr:
    """Return the token; raise SettingsError, without the token, where it cannot be one."""
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            f"{place} has white space or characters that no token has; copy the token again"
        )
    return SecretStr(token)


def _unknown_key(name: str) -> str:
    if "token" in name.casefold():
        return f'{quoted(name)} is a secret; set DISCORD_TOKEN, or name its file by "token_file"'
    return f"{quoted(name)} is no setting; {_suggest(name, list(SETTINGS))}"


def _suggest(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name[:_LONGEST_NAME], names, n=1)
    return f"write {close[0]}" if close else f"the settings are {', '.join(names)}"


def _describe_error(name: str, raw: _RawValues, value: object) -> str:
    written = _LIKE_A_TOKEN.sub(_HIDDEN, value) if isinstance(value, str) else None
    shown = "not a single value" if written is None else quoted(written)
    return f"{raw[name].place} is {shown}; it is {SETTINGS[name].meaning}"
