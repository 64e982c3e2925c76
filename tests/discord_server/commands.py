"""The application commands that the bot has registered, everywhere or in one guild."""

from collections import defaultdict
from collections.abc import Sequence

from . import errors, limits
from .world import Json, World


class Commands:
    """Registered commands by scope: None for everywhere, or a guild's id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scopes: defaultdict[int | None, dict[int, Json]] = defaultdict(dict)

    def all(self, scope: int | None = None) -> list[Json]:
        """The commands of one scope."""
        return list(self._scopes[scope].values())

    def replace(self, scope: int | None, commands: Sequence[Json]) -> list[Json]:
        """Put these in the place of all commands of a scope; a kept name and type keeps its id."""
        limits.check_commands(commands)
        before = {(one["type"], one["name"]): one["id"] for one in self.all(scope)}
        self._scopes[scope].clear()
        for command in commands:
            self.add(scope, command, before.get((command.get("type", 1), command["name"])))
        return self.all(scope)

    def add(self, scope: int | None, command: Json, kept_id: str | None = None) -> Json:
        """Register one command."""
        kept: Json = {
            "type": 1,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            "integration_types": [0],
            "contexts": None,
            **command,
            "id": kept_id or str(self._world.object_id()),
            "application_id": str(self._world.application.id),
            "version": str(self._world.object_id()),
        }
        if scope is not None:
            kept["guild_id"] = str(scope)
        self._scopes[scope][int(kept["id"])] = kept
        return kept

    def get(self, scope: int | None, command_id: int) -> Json:
        """One command by its id."""
        try:
            return self._scopes[scope][command_id]
        except KeyError:
            raise errors.unknown("application command") from None

    def remove(self, scope: int | None, command_id: int) -> None:
        """Take one command away."""
        self.get(scope, command_id)
        del self._scopes[scope][command_id]

    def find(self, name: str, kind: int, guild_id: int | None) -> Json:
        """The command that a member there sees under this name; `LookupError` if there is none."""
        for scope in (guild_id, None):
            for command in self.all(scope):
                if (command["name"], command["type"]) == (name, kind):
                    return command
        raise LookupError(f"no command {name!r} of type {kind} is registered")


def options(command: Json, path: Sequence[str], values: Json, focused: str | None) -> list[Json]:
    """The options of a use of a command, as an interaction carries them.

    ``path`` are the names of the group and the subcommand, ``values`` the member's by name;
    ``focused`` is the one being typed, for an autocomplete. Unknown names raise `LookupError`.
    """
    declared = {option["name"]: option for option in command.get("options") or ()}
    if path:
        if path[0] not in declared:
            raise LookupError(f"{command['name']!r} has no subcommand {path[0]!r}")
        inner = declared[path[0]]
        nested = options(inner, path[1:], values, focused)
        return [{"name": path[0], "type": inner["type"], "options": nested}]
    given: list[Json] = []
    for name, value in values.items():
        if name not in declared:
            raise LookupError(f"{command['name']!r} has no option {name!r}")
        option = {"name": name, "type": declared[name]["type"], "value": value}
        given.append(option | ({"focused": True} if name == focused else {}))
    missing = {name for name, option in declared.items() if option.get("required")} - values.keys()
    if missing and focused is None:
        raise LookupError(f"{command['name']!r} needs {', '.join(sorted(missing))}")
    return given
