"""The release of the time zones in use: the system's, or the package's where it has none."""

from importlib import import_module
from pathlib import Path
from zoneinfo import TZPATH

_MARK = "# version "


def zone_release() -> str:
    """Return the release, such as ``2026a``, or "unknown" where the system does not say."""
    folders = [Path(folder) for folder in TZPATH if Path(folder).is_dir()]
    if not folders:
        return str(import_module("tzdata").IANA_VERSION)
    try:
        with (folders[0] / "tzdata.zi").open(encoding="ascii") as rules:
            first = rules.readline()
    except OSError:
        return "unknown"
    return first.removeprefix(_MARK).strip() if first.startswith(_MARK) else "unknown"
