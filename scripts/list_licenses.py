"""The licence of each package that the bot is locked to, as the package itself states it."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

_LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "


def licence(package: str) -> str:
    """Return what the package's metadata states; the newest field for it goes first."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return "not for this system"
    classifiers = [one for one in said.get_all("Classifier", []) if one.startswith(_CLASSIFIER)]
    written = (said["License"] or "").strip().split("\n")[0]
    from_classifiers = ", ".join(one.removeprefix(_CLASSIFIER) for one in classifiers)
    return said["License-Expression"] or from_classifiers or written or "none stated"


if __name__ == "__main__":
    packages = dict.fromkeys(_LOCKED.findall(Path("requirements.txt").read_text("utf-8")))
    sys.stdout.writelines(f"{package:24} {licence(package)}\n" for package in packages)
