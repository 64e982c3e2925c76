"""Discord's refusals: their statuses, codes and sentences."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A request that Discord answers with an error of its own."""

    def __init__(self, status: int, code: int, message: str, errors: Any = None) -> None:
        super().__init__(f"{status} {message} (code {code}){f': {errors}' if errors else ''}")
        self.status = status
        self.code = code
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def unauthorized() -> Refusal:
    """The token is missing or wrong."""
    return Refusal(401, 0, "401: Unauthorized")


def not_found() -> Refusal:
    """There is no such route."""
    return Refusal(404, 0, "404: Not Found")


def rate_limited(body: dict[str, Any]) -> Refusal:
    """Too many requests; the body says how long to wait."""
    refusal = Refusal(429, 0, body["message"])
    refusal.body = body
    return refusal


_UNKNOWN = {
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "member": 10007,
    "message": 10008,
    "user": 10013,
    "webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
}


def unknown(thing: str) -> Refusal:
    """There is no such channel, message, interaction and so on, or not any more."""
    return Refusal(404, _UNKNOWN[thing], f"Unknown {thing}")


def missing_access() -> Refusal:
    """The bot cannot see the channel."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """The bot sees the channel and may not do this in it."""
    return Refusal(403, 50013, "Missing Permissions")


def not_the_author() -> Refusal:
    """Only the author may edit a message."""
    return Refusal(403, 50005, "Cannot edit a message authored by another user")


def reply_needs_history() -> Refusal:
    """A reply needs the permission to read the history."""
    return Refusal(400, 160002, "Cannot reply without permission to read message history")


def empty_message() -> Refusal:
    """The message would show nothing."""
    return Refusal(400, 50006, "Cannot send an empty message")


def already_acknowledged() -> Refusal:
    """The interaction has been responded to before."""
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def invalid_webhook_token() -> Refusal:
    """The interaction's token is wrong or older than fifteen minutes."""
    return Refusal(401, 50027, "Invalid Webhook Token")


def invalid_json() -> Refusal:
    """The body cannot be read."""
    return Refusal(400, 50109, "The request body contains invalid JSON.")


def invalid_form(faults: Mapping[str, tuple[str, str]]) -> Refusal:
    """Fields that break a rule, by their path (``"embeds.0.title"``): a code and a sentence."""
    tree: dict[str, Any] = {}
    for path, (code, sentence) in faults.items():
        place = tree
        for step in path.split("."):
            place = place.setdefault(step, {})
        place["_errors"] = [{"code": code, "message": sentence}]
    return Refusal(400, 50035, "Invalid Form Body", tree)
