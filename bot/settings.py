"""The settings: read once from a file and the environment, checked, and frozen.

A setting has a name in the settings file and a variable in the environment; the variable wins.
"""

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeAlias, TypeVar

from bot.errors import KnowledgeError, SettingsError, quoted
from bot.setting_kinds import (
    DATABASE,
    HIDDEN,
    IDS,
    PATH,
    ROLES,
    SECRET,
    SHARDS,
    TRUE_OR_FALSE,
    DatabaseAddress,
    Kind,
    Secret,
    Shards,
    ShardsByOrdinal,
    WrongValue,
    choice,
    list_of,
    number,
    text,
    whole_number,
    without_password,
)
from bot.strict_yaml import Tree, Value

FILE = Path("bot.yaml")
"""The settings file, in the working directory; it need not be there."""

FILE_VARIABLE = "THREAD_BOT_SETTINGS"
"""The variable that names another settings file."""

_PREFIX = "THREAD_BOT_"
_LONGEST_NAME = 40
"""Characters of an unknown name that are compared with the settings' names."""
_TOKEN = re.compile(r"[!-~]+")
_LONGEST_TOKEN = 4096
_LIKE_A_TOKEN = re.compile(r"(?<![\w-])[\w-]{17,}+\.[\w-]{4,}+\.[\w-]{17,}")
_MARKS = r"""["'(){}<>\[\]\s]*"""
_PASSWORD_IN_ADDRESS = re.compile(r"(\w:/{1,2}[^\s/:@]*:)(?!\d+/)\S{1,500}@")
# "Bot" is written before a token in Discord's documentation.
_TOKEN_ALONE = re.compile(rf"{_MARKS}(?:Bot\s+)?{_LIKE_A_TOKEN.pattern}{_MARKS}")

_REFERENCE_CHANNELS = replace(
    list_of(text(r"[0-9]{1,20}(=\S.*)?")),
    hint="ids, split by commas; 42=bread binds channel 42 to the thread bread",
    picked="channels",
)

T = TypeVar("T")


class Level(Enum):
    """Who sets a setting. Of two that do, the one that comes later here wins."""

    OPERATOR = "operator"
    SERVER = "server"
    CHANNEL = "channel"
    MEMBER = "member"


_OPERATOR, _SERVER, _CHANNEL, _MEMBER = Level


def _setting(default: T, kind: Kind[Any], meaning: str, *levels: Level) -> T:
    """Return a field of Settings: its default, how it is read, what it is, and who sets it."""
    metadata = {"kind": kind, "meaning": meaning, "levels": levels or (_OPERATOR,)}
    of_setting: T = field(default=default, metadata=metadata)
    return of_setting


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. No text and no repr shows the token."""

    token: Secret | None = _setting(
        None, SECRET, "the bot's token, a secret; never in the settings file"
    )
    token_file: Path | None = _setting(None, PATH, "the file that holds the token; unset, none")
    knowledge: Path = _setting(Path("knowledge"), PATH, "the folder of threads")
    database: DatabaseAddress | None = _setting(
        None,
        DATABASE,
        "where servers keep their own threads and settings: a file, a URL such as "
        'postgresql://user@host/name, or "none"; unset, thread-bot.db beside the folder of threads',
    )
    language: Literal["en", "de", "es"] | None = _setting(
        None,
        choice("en", "de", "es"),
        "the language of the bot's sentences, en, de or es; unset, that of Discord's app, or the "
        "server's",
        *(_OPERATOR, _SERVER, _MEMBER),
    )
    prefix: str = _setting(
        "!",
        text(r"\S{1,5}"),
        "what commands begin with, 1 to 5 characters",
        *(_OPERATOR, _SERVER),
    )
    answers: bool = _setting(
        True, TRUE_OR_FALSE, "whether questions are answered here", *(_SERVER, _CHANNEL)
    )
    thread: str | None = _setting(
        None,
        replace(text(r"\S.{0,99}"), picked="thread"),
        "the thread, by its id, that is asked where nobody names another; unset, all",
        _CHANNEL,
    )
    without_call: bool = _setting(
        False,
        TRUE_OR_FALSE,
        "whether questions are answered that do not call the bot",
        _CHANNEL,
    )
    answer_threads: bool = _setting(
        False,
        TRUE_OR_FALSE,
        "whether each message is answered in a Discord thread of its own",
        *(_OPERATOR, _SERVER, _CHANNEL),
    )
    agenda_minutes: int | None = _setting(
        None,
        whole_number(1, 1440),
        "how many minutes before each scheduled event of the server the open questions are posted "
        "here, 1 to 1440; unset, never",
        _CHANNEL,
    )
    cards: bool = _setting(
        True,
        TRUE_OR_FALSE,
        "whether quotes are shown as cards, or else as text",
        *(_OPERATOR, _SERVER, _MEMBER),
    )
    quotable: bool = _setting(
        True,
        TRUE_OR_FALSE,
        "whether servers may make threads of what the member wrote",
        _MEMBER,
    )
    references: bool = _setting(
        True,
        TRUE_OR_FALSE,
        "whether the posts that the member's messages name are shown",
        _MEMBER,
    )
    quotes: int = _setting(
        3,
        whole_number(1, 3),
        "the most posts that an answer quotes, 1 to 3",
        *(_OPERATOR, _SERVER),
    )
    threshold: float | None = _setting(
        None,
        number(0, 1),
        "the confidence below which nothing is quoted, 0 to 1; unset, the one the search was "
        "measured with",
        *(_OPERATOR, _SERVER),
    )
    admin_servers: tuple[int, ...] = _setting(
        (),
        IDS,
        "the servers whose members with Manage Server may reload; unset, none",
    )
    admin_roles: tuple[int, ...] = _setting(
        (),
        ROLES,
        "the roles that may change a server's settings and threads; those that the operator names "
        "may also reload; unset, none",
        *(_OPERATOR, _SERVER),
    )
    channels: tuple[int, ...] = _setting(
        (),
        IDS,
        "the channels it answers in; it then answers in no direct message; unset, everywhere",
    )
    roles: tuple[int, ...] = _setting(
        (),
        ROLES,
        "the roles it answers, in direct messages too; unset, everyone",
        *(_OPERATOR, _SERVER),
    )
    server_threads: int = _setting(
        50, whole_number(0), "the most threads that one server can add of its own"
    )
    server_posts: int = _setting(
        20_000, whole_number(0), "the most posts that the threads of one server have together"
    )
    server_bytes: int = _setting(
        20_000_000, whole_number(0), "the most bytes that all that is written in them takes"
    )
    questions_per_member: int = _setting(
        30, whole_number(1), "the most questions of one member in a minute, 1 or more"
    )
    questions_per_channel: int = _setting(
        120, whole_number(1), "the most questions in one channel in a minute, 1 or more"
    )
    message_content: bool = _setting(
        True,
        TRUE_OR_FALSE,
        "true to read commands with the prefix, which needs the message content intent, or "
        "false to read slash commands, mentions, replies and direct messages only",
    )
    reference_channels: tuple[str, ...] = _setting(
        (),
        _REFERENCE_CHANNELS,
        "the channels in which posts that people name, such as [7], are shown; unset, none",
        *(_OPERATOR, _SERVER),
    )
    reference_quotes: tuple[int, ...] = _setting(
        (),
        IDS,
        "the servers in which posts that people name are quoted at once; elsewhere they are "
        "buttons",
    )
    reference_opt_outs: tuple[int, ...] = _setting(
        (), IDS, "the members and roles whose messages name no posts"
    )
    thread_follow_ups: bool = _setting(
        True,
        TRUE_OR_FALSE,
        "whether questions without the prefix are answered in Discord threads that were opened on "
        "an answer",
        *(_OPERATOR, _SERVER, _CHANNEL),
    )
    shards: Shards | ShardsByOrdinal | None = _setting(
        None,
        SHARDS,
        "the shards that this process serves, such as 0-3 of 16; by its number among processes, "
        'such as "auto of 16 by ordinal, 4 each"; or "auto", all of them',
    )
    encoder: Literal["none", "e5"] = _setting(
        "none",
        choice("none", "e5"),
        '"e5" to find posts by their meaning too, also across languages, which needs the package '
        'thread-bot[meaning], or "none"',
    )
    watch: bool = _setting(
        False, TRUE_OR_FALSE, "true to reload whenever the folder of threads changes, or false"
    )
    site_url: str | None = _setting(
        None,
        text(r"https?://[^\s?#/@]+(/[^\s?#]*)?"),
        "the address at which the pages of threads are read, to which quotes link; unset, none",
    )
    private_site_url: str | None = _setting(
        None,
        text(r"https?://[^\s?#/@]+(/[^\s?#]*)?"),
        "the address at which a reverse proxy passes /t/ to the port, for pages that one member "
        "sees; unset, none",
    )
    port: int | None = _setting(
        None,
        whole_number(1, 65535),
        "the port for /metrics, /livez, /readyz and the pages under /t/, 1 to 65535; unset, none",
    )
    expose_port: bool = _setting(
        False,
        TRUE_OR_FALSE,
        "true to answer other machines on the port, as Kubernetes and Prometheus need, or false "
        "to answer this machine alone",
    )
    log_format: Literal["people", "json"] = _setting(
        "people",
        choice("people", "json"),
        '"people" for lines to read, "json" for one object a line',
    )
    log_questions: bool = _setting(
        False,
        TRUE_OR_FALSE,
        "true to log the text of questions, or false to log only their outcome",
    )
    api_url: str | None = _setting(
        None,
        text(r"https?://[^\s/@]+(/\S*)?"),
        "the base URL of another Discord's REST API, version included; unset, Discord's",
    )
    gateway_url: str | None = _setting(
        None,
        text(r"wss?://\S+"),
        "the URL of another Discord's gateway; unset, the one its API names",
    )

    @property
    def reference_threads(self) -> Mapping[int, str | None]:
        """The thread of each reference channel, by the channel's id; None without one."""
        pairs = (channel.partition("=") for channel in self.reference_channels)
        return {int(id): thread.strip() or None for id, _, thread in pairs}

    @property
    def database_place(self) -> Path | str | None:
        """The database's file or URL; None where there is to be none."""
        if self.database is None:
            return self.knowledge.absolute().parent / "thread-bot.db"
        return self.database.place

    @property
    def command(self) -> str:
        """What a question begins with: the prefix's command, or a mention if no prefix is read."""
        return f"{self.prefix}thread" if self.message_content else "@bot"


_DISCORD = {"token", "token_file", "api_url", "gateway_url"}
"""The settings whose variables begin with DISCORD_, as with other bots."""


class Setting(NamedTuple):
    """A setting as it is documented and read."""

    name: str
    variable: str
    kind: Kind[Any]
    default: object
    meaning: str
    levels: tuple[Level, ...]

    @property
    def instruction(self) -> str:
        """What it is, and how it is written where that needs a word."""
        hint = self.kind.hint
        return f"{self.meaning} ({hint})" if hint else self.meaning


def _settings() -> Iterator[Setting]:
    for one in fields(Settings):
        prefix = "DISCORD_" if one.name in _DISCORD else _PREFIX
        yield Setting(one.name, prefix + one.name.upper(), default=one.default, **one.metadata)


DECLARED: Mapping[str, Setting] = {setting.name: setting for setting in _settings()}
"""Every setting by its name."""


def settings_of(level: Level) -> Mapping[str, Setting]:
    """Return the settings that are set at a level, by their names."""
    return {name: one for name, one in DECLARED.items() if level in one.levels}


SETTINGS = settings_of(_OPERATOR)
"""The settings of the file and the environment, by their names."""


class _RawValue(NamedTuple):
    """A value as it was written, the place that begins an error in it, and its origin."""

    value: Value
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
        values: dict[str, Any] = {}
        for name, one in raw.items():
            if name != "token" and _is_like_a_token(one.value):
                errors.append(f"{one.place} is a token; put it into DISCORD_TOKEN")
                continue
            try:
                values[name] = SETTINGS[name].kind.read(one.value)
            except WrongValue as wrong:
                errors.append(_describe_error(name, one.place, wrong.written))
        settings = Settings(**values)
        try:
            settings = _with_token(settings, raw)
        except SettingsError as error:
            errors.append(str(error))
        if errors:
            raise SettingsError(without_tokens("\n".join(errors)))
        return cls(settings, {name: one.origin for name, one in raw.items()})

    def __str__(self) -> str:
        """Return a settings file with the same settings, and the origin of each in its line."""
        file = self.settings.token_file
        shown = self.settings if _is_shown(file) else replace(self.settings, token_file=None)
        lines = [
            f"{name}: {without_tokens(without_password(to_yaml(getattr(shown, name))))}".ljust(32)
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
    return json.dumps(
        str(value)
        if isinstance(value, Path | Shards | ShardsByOrdinal | DatabaseAddress)
        else value,
        ensure_ascii=False,
    )


def without_tokens(text: str) -> str:
    """Return a text with what may be a token in it hidden."""
    return _LIKE_A_TOKEN.sub(HIDDEN, text)


def without_secrets(text: str) -> str:
    """Return a text with what may be a token, and the passwords of addresses, in it hidden."""
    return _PASSWORD_IN_ADDRESS.sub(rf"\1{HIDDEN}@", without_tokens(text))


def _in_file(environment: Mapping[str, str], file: Path | None) -> tuple[_RawValues, _Errors]:
    if (path := file or _named(environment)) is None:
        return {}, []
    if not _is_there(path):
        missing = f"{path} is not there; write the settings into it, or name another"
        raise SettingsError(without_tokens(missing))
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
        return replace(settings, token=_checked_token(settings.token.value, raw["token"].place))
    if (file := settings.token_file) is None:
        return settings
    name = f"{raw['token_file'].place} names {file if _is_shown(file) else 'a file'}"
    try:
        with file.open(encoding="utf-8") as opened:  # which may be a pipe
            token = opened.read(_LONGEST_TOKEN + 1).strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(
            f"{name}, which cannot be read ({reason}); "
            "write the token into that file, or name another"
        ) from None
    if not token:
        raise SettingsError(f"{name}, which is empty; write the token into it")
    return replace(settings, token=_checked_token(token, str(file)))


def _is_like_a_token(written: Value) -> bool:
    return isinstance(written, str) and _TOKEN_ALONE.fullmatch(written) is not None


def _is_shown(token_file: Path | None) -> bool:
    """Whether the value is surely a file's name, and no token."""
    return token_file is not None and os.path.lexists(token_file)


def _checked_token(token: str, place: str) -> Secret:
    """Return the token; raise SettingsError, without the token, where it cannot be one."""
    if len(token) > _LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise SettingsError(
            f"{place} has white space or characters that no token has, or is too long; "
            "copy the token again"
        )
    return Secret(token)


def _unknown_key(name: str) -> str:
    if "token" in name.casefold():
        return f'{quoted(name)} is a secret; set DISCORD_TOKEN, or name its file by "token_file"'
    return f"{quoted(name)} is no setting; {_suggest(name, list(SETTINGS))}"


def _suggest(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name[:_LONGEST_NAME], names, n=1)
    return f"write {close[0]}" if close else f"the settings are {', '.join(names)}"


def _describe_error(name: str, place: str, written: Value) -> str:
    shown = without_tokens(written) if isinstance(written, str) else None
    value = "not a single value" if shown is None else quoted(without_password(shown))
    return f"{place} is {value}; it is {SETTINGS[name].instruction}"
