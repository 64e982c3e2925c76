"""What the bot counts while it serves, for those who watch over it."""

from bot.answering.engine import AnswerEngine
from bot.ops.health import Gateway


class Counts:
    """Counts nothing: without a port, nobody can read what was counted. ``Metrics`` counts."""

    def request(self, kind: str, certainty: str, sent: float, found: float | None) -> None:
        """Count a request that was answered after ``sent`` seconds.

        ``found`` are the seconds until the answer was found, if it was searched for.
        """

    def reload(self, *, done: bool) -> None:
        """Count a reload that took effect, or failed."""

    def vote(self, thread: str, right: bool) -> None:
        """Count a vote on an answer from a thread of the folder, by its id; "" for any other."""

    def unreadable_event(self, event: str) -> None:
        """Count an event of Discord's gateway that could not be read, by its type."""

    def session_starts(self, remaining: int) -> None:
        """Note how many sessions the bot may begin until Discord's day of them ends."""

    def observe(self, engine: AnswerEngine, gateway: Gateway) -> None:
        """Include the state of these two, as it is whenever the counts are read."""

    def page(self, accept: str) -> tuple[bytes, str]:
        """Return the counts and their content type, as a client accepts them."""
        return b"", "text/plain"
