"""A request as it came in, kept for tests to look at."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from . import errors

#: Stands for a body that is no JSON.
INVALID = object()


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; ``at`` is its ``time.perf_counter()``.

    ``contents`` are the bytes of the ``files``, which are their names.
    """

    route: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: Any = None
    files: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = field(default=(), repr=False)
    at: float = field(default_factory=time.perf_counter)

    def id(self, name: str) -> int:
        """A parameter of the path that is an id; one that is none is not found."""
        try:
            return int(self.parameters[name])
        except ValueError:
            raise errors.not_found() from None


async def read(raw: web.Request, route: str) -> Request:
    """Read a request whole; of a form, the JSON part and the files."""
    files: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = ()
    body: Any = None
    if raw.content_type == "multipart/form-data":
        form = await raw.post()
        body = _parse(str(form.get("payload_json", "{}")))
        parts = [part for part in form.values() if isinstance(part, web.FileField)]
        files = tuple(part.filename for part in parts)
        contents = tuple(part.file.read() for part in parts)
    elif raw.can_read_body:
        body = _parse(await raw.text())
    query, headers = dict(raw.query), dict(raw.headers)
    return Request(route, raw.path, dict(raw.match_info), query, headers, body, files, contents)


def _parse(text: str) -> Any:
    """JSON as a strict reader takes it: a lone surrogate, which is no character, is refused."""
    try:
        body = json.loads(text)
        json.dumps(body, ensure_ascii=False).encode()
    except ValueError:
        return INVALID
    return body
