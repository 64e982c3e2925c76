"""REST on the wire: keeps every request, judges it, and answers as Discord would."""

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from aiohttp import web

from . import errors
from .errors import Refusal
from .faults import CutSocket, Fault, Hang, Held, NotJson, RateLimited, Script, Status
from .ratelimits import RateLimits
from .record import Record
from .requests import INVALID, Request, read
from .routes import ROUTES, Answer, Routes
from .world import Json

PREFIX = "/api/v10"

#: The routes that need no Authorization, because the token in their path is enough.
_TOKEN_IN_PATH = frozenset(route for route in ROUTES if "{token}" in route)

#: The parts of a path that have rate limits of their own.
_MAJOR = ("channel_id", "guild_id", "application_id", "token", "interaction_id")


class Rest:
    """Everything that a route does not have to know: faults, rate limits, the token, the headers.

    ``requests`` holds all that came in, ``refusals`` what Discord itself turned down (not the
    scripted faults). Both can be awaited.
    """

    def __init__(
        self, routes: Routes, script: Script, rates: RateLimits, token: str, *, patience: float
    ) -> None:
        self._routes = routes
        self._script = script
        self._rates = rates
        self._authorization = f"Bot {token}"
        self._stopping = asyncio.Event()
        self.requests: Record[Request] = Record("a request", patience)
        self.refusals: Record[tuple[Request, Refusal]] = Record("a refusal", patience)

    def add_to(self, app: web.Application) -> None:
        """Serve the routes in an application."""
        for route, answer in ROUTES.items():
            method, path = route.split(" ")
            app.router.add_route(method, PREFIX + path, partial(self._serve, route, answer))
        app.router.add_route("*", "/{anything:.*}", self._nowhere)

    def stop(self) -> None:
        """Let go of the requests that hang."""
        self._stopping.set()

    async def _serve(self, route: str, answer: Answer, raw: web.Request) -> web.StreamResponse:
        here = f"{raw.method} {raw.path.removeprefix(PREFIX)}"
        fault = self._script.take(here, route)
        request = await read(raw, route)
        self.requests.add(request)
        if isinstance(fault, Held):
            fault.reached.set()
            await fault.released.wait()
        elif fault is not None and not fault.done:
            return await self._fail(fault, raw)
        major = "/".join(request.parameters.get(name, "") for name in _MAJOR)
        verdict = self._rates.count(route, major, interaction=route in _TOKEN_IN_PATH)
        if verdict.retry_after is not None:
            body = _limited(verdict.retry_after, is_global=verdict.is_global)
            return self._refuse(request, errors.rate_limited(body), verdict.headers)
        try:
            self._check(request)
            result = answer(self._routes, request)
        except Refusal as refusal:
            return self._refuse(request, refusal, verdict.headers)
        if fault is not None and fault.done:
            return await self._fail(fault, raw)
        return _response(200 if result is not None else 204, result, verdict.headers)

    async def _nowhere(self, raw: web.Request) -> web.StreamResponse:
        request = await read(raw, f"{raw.method} {raw.path}")
        self.requests.add(request)
        return self._refuse(request, errors.not_found(), {})

    def _check(self, request: Request) -> None:
        authorization = request.headers.get("Authorization")
        if request.route not in _TOKEN_IN_PATH and authorization != self._authorization:
            raise errors.unauthorized()
        if request.body is INVALID:
            raise errors.invalid_json()

    def _refuse(
        self, request: Request, refusal: Refusal, headers: Mapping[str, str]
    ) -> web.Response:
        self.refusals.add((request, refusal))
        return _response(refusal.status, refusal.body, headers)

    async def _fail(self, fault: Fault, raw: web.Request) -> web.StreamResponse:
        match fault:
            case Status(code=code, body=body):
                return _response(code, body or {"message": f"{code}: scripted", "code": 0}, {})
            case RateLimited():
                return _rate_limited(fault)
            case NotJson(body=text, content_type=kind):
                return web.Response(body=text.encode(), headers={"Content-Type": kind})
            case CutSocket():
                if raw.transport is not None:
                    raw.transport.abort()
            case Hang():
                await self._stopping.wait()
            case _:
                raise TypeError(f"{fault} cannot happen to a request")
        return web.Response()


def _response(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    """An answer from Discord; its type has no charset, which discord.py compares to the letter."""
    every = {"Via": "1.1 google", **headers}
    if status == 204:
        return web.Response(status=status, headers=every)
    every["Content-Type"] = "application/json"
    return web.Response(body=json.dumps(body).encode(), status=status, headers=every)


def _limited(retry_after: float | None, *, is_global: bool) -> Json:
    body: Json = {"message": "You are being rate limited.", "global": is_global}
    return body | ({} if retry_after is None else {"retry_after": round(retry_after, 3)})


def _rate_limited(fault: RateLimited) -> web.Response:
    headers = {"X-RateLimit-Scope": fault.scope}
    if fault.scope == "global":
        headers["X-RateLimit-Global"] = "true"
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    body = _limited(fault.retry_after, is_global=fault.scope == "global")
    response = _response(429, body, headers)
    if not fault.via:
        del response.headers["Via"]
    return response
