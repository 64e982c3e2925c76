"""Metrics of the bot, for Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot import __version__
from bot.answering.answer import Kind
from bot.answering.engine import AnswerEngine
from bot.ops.counts import Counts
from bot.ops.health import Gateway
from bot.ops.request_log import FAILED
from bot.trust import Certainty

_SEARCH = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)
_REPLY = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics(Counts):
    """The metrics of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "thread_bot_questions",
            "Requests by the kind of their answer, and how certain it was.",
            ["kind", "certainty"],
            registry=self.registry,
        )
        self._search = Histogram(
            "thread_bot_search_seconds",
            "Time from the arrival of a question until its answer is found.",
            buckets=_SEARCH,
            registry=self.registry,
        )
        self._reply = Histogram(
            "thread_bot_reply_seconds",
            "Time from the arrival of a request until its reply is sent.",
            buckets=_REPLY,
            registry=self.registry,
        )
        self._session_starts_remaining = Gauge(
            "thread_bot_session_starts_remaining",
            "Sessions that the bot may begin until Discord's day of them ends.",
            registry=self.registry,
        )
        self._unreadable_events = Counter(
            "thread_bot_unreadable_events",
            "Events of Discord's gateway that could not be read, by their type.",
            ["event"],
            registry=self.registry,
        )
        self._votes = Counter(
            "thread_bot_votes",
            "Votes on answers, by the thread of the folder and whether the answer was right.",
            ["thread", "right"],
            registry=self.registry,
        )
        self._reloads = Counter(
            "thread_bot_reloads",
            "Reloads of the knowledge folder, by whether they took effect.",
            ["outcome"],
            registry=self.registry,
        )
        for kind in (*(one.value for one in Kind), FAILED):
            self._questions.labels(kind, "")
        for certainty in Certainty:
            self._questions.labels(Kind.ANSWER.value, certainty.value)
        for outcome in ("done", "failed"):
            self._reloads.labels(outcome)
        ProcessCollector(registry=self.registry)

    def request(self, kind: str, certainty: str, sent: float, found: float | None) -> None:
        """Count a request, and observe its times."""
        self._questions.labels(kind, certainty).inc()
        self._reply.observe(sent)
        if found is not None:
            self._search.observe(found)

    def reload(self, *, done: bool) -> None:
        """Count a reload."""
        self._reloads.labels("done" if done else "failed").inc()

    def vote(self, thread: str, right: bool) -> None:
        """Count a vote."""
        self._votes.labels(thread, "yes" if right else "no").inc()

    def unreadable_event(self, event: str) -> None:
        """Count an event that could not be read."""
        self._unreadable_events.labels(event).inc()

    def session_starts(self, remaining: int) -> None:
        """Set how many sessions the bot may begin."""
        self._session_starts_remaining.set(remaining)

    def observe(self, engine: AnswerEngine, gateway: Gateway) -> None:
        """Include the state of these two."""
        self.registry.register(_State(engine, gateway))

    def page(self, accept: str) -> tuple[bytes, str]:
        """Return all samples."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type


class _State(Collector):
    def __init__(self, engine: AnswerEngine, gateway: Gateway) -> None:
        self._engine = engine
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("thread_bot", "The bot's version.", {"version": __version__})
        for name, meaning, value in (
            ("gateway_ready", "1 while connected to Discord.", self._gateway.is_ready),
            ("guilds", "Servers that the bot is in.", self._gateway.guilds),
            ("index_threads", "Threads that are searched.", len(self._engine.library.threads)),
            ("index_posts", "Posts that are searched.", self._engine.library.post_count),
        ):
            yield GaugeMetricFamily(f"thread_bot_{name}", meaning, value)
        yield from self._shards()

    def _shards(self) -> Iterator[Metric]:
        latency = GaugeMetricFamily(
            "thread_bot_gateway_latency_seconds",
            "Time until the last heartbeat was answered.",
            labels=["shard"],
        )
        silence = GaugeMetricFamily(
            "thread_bot_gateway_silence_seconds",
            "Time since the last answer to a heartbeat.",
            labels=["shard"],
        )
        for shard in self._gateway.shards():
            latency.add_metric([str(shard.id)], shard.latency)
            silence.add_metric([str(shard.id)], shard.silence)
        yield from (latency, silence)
