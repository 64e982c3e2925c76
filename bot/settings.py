"""The settings: read once from what is handed in, checked, and frozen."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr, TypeAdapter, ValidationError

from bot.errors import SettingsError

_ENVIRONMENT_PREFIX = "THREAD_BOT_"


def _names(written: object) -> object:
    if isinstance(written, str):
        return tuple(name.strip() for name in written.split(",") if name.strip())
    return written


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, each by the environment variable THREAD_BOT_ and its name in capitals."""

    token: Annotated[
        SecretStr | None,
        Field(description="the bot's token, from DISCORD_TOKEN or the file DISCORD_TOKEN_FILE"),
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
    admin_roles: Annotated[
        tuple[str, ...],
        BeforeValidator(_names),
        Field(
            description="the roles that may reload, by name or id, parted by commas; "
            "unset, members with Manage Server"
        ),
    ] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check; raises SettingsError with one line for each wrong setting."""
        names = {_ENVIRONMENT_PREFIX + field.name.upper(): field.name for field in fields(cls)}
        del names[_ENVIRONMENT_PREFIX + "TOKEN"]
        given = {
            variable: value
            for variable, value in environment.items()
            if variable.startswith(_ENVIRONMENT_PREFIX) and value.strip()
        }
        wrong = [_unknown(variable, names) for variable in given if variable not in names]
        values: dict[str, Any] = {names[v]: value for v, value in given.items() if v in names}
        try:
            settings = _SETTINGS.validate_python(values | {"token": _token(environment)})
        except ValidationError as error:
            wrong += [_wrong(str(one["loc"][0]), one["input"]) for one in error.errors()]
        if wrong:
            raise SettingsError("\n".join(wrong))
        return settings


_SETTINGS = TypeAdapter(Settings)


def _token(environment: Mapping[str, str]) -> str | None:
    """The token without the white space that copying adds; None where there is none."""
    if token := environment.get("DISCORD_TOKEN", "").strip():
        return token
    if not (file := environment.get("DISCORD_TOKEN_FILE", "").strip()):
        return None
    try:
        token = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(
            f"DISCORD_TOKEN_FILE names {file}, which cannot be read ({reason}); "
            "write the token into that file, or name another"
        ) from None
    if not token:
        raise SettingsError(
            f"{file}, named by DISCORD_TOKEN_FILE, is empty; write the token into it"
        )
    return token


def _unknown(variable: str, names: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(variable, names, n=1)
    write = f"write {close[0]}" if close else f"the settings are {', '.join(names)}"
    return f"{variable} is no setting; {write}"


def _wrong(name: str, value: object) -> str:
    description = next(
        part.description
        for part in Settings.__annotations__[name].__metadata__
        if hasattr(part, "description")
    )
    return f'{_ENVIRONMENT_PREFIX}{name.upper()} is "{value}"; it is {description}'
