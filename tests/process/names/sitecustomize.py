"""Names that can be found or not, as a test wishes, for a process started with this on its path.

Python imports this module by itself. Names that end in ``.test`` are those of this machine while
the file named by ``NAMES_THAT_RESOLVE`` exists; without it there is no such name.
"""

import os
import socket
from pathlib import Path
from typing import Any

_look_up = socket.getaddrinfo
_found = Path(os.environ["NAMES_THAT_RESOLVE"])


def _getaddrinfo(host: Any, *others: Any, **options: Any) -> Any:
    if isinstance(host, str) and host.endswith(".test"):
        if not _found.exists():
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        host = "127.0.0.1"
    return _look_up(host, *others, **options)


socket.getaddrinfo = _getaddrinfo
