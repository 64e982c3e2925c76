"""The alerts and the dashboard of deploy/monitoring/ fit the metrics that the bot has."""

import json
import re
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from tests.deploy.test_documents import ROOT, run

MONITORING = ROOT / "deploy/monitoring"
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="needs promtool; on Debian: apt install prometheus"
)


def shown() -> Iterator[str]:
    """Yield each query of the dashboard, as Grafana asks it."""
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield re.sub(r"\$__(rate_interval|range)", "5m", target["expr"])


@needs_promtool
def test_prometheus_understands_its_files() -> None:
    """Prometheus takes the configuration and the alerts that it names."""
    run("promtool", "check", "config", MONITORING / "prometheus.yaml")


@needs_promtool
def test_each_alert_fires_when_it_should() -> None:
    """Each alert fires when the bot is unwell in its way, for long enough, and else does not."""
    run("promtool", "test", "rules", ROOT / "tests/deploy/alerts.yaml")
    tried = (ROOT / "tests/deploy/alerts.yaml").read_text()
    assert [rule["alert"] for rule in RULES if f'"{rule["alert"]}"' not in tried] == []


@needs_promtool
def test_prometheus_understands_the_dashboard(tmp_path: Path) -> None:
    """Each query of the dashboard is one of Prometheus."""
    rules = [{"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(shown())]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    run("promtool", "check", "rules", file)


def test_every_metric_is_watched() -> None:
    """Alerts and dashboard ask for each metric that the bot has, and for none that it has not."""
    page = (ROOT / "docs/deploying.md").read_text(encoding="utf-8")
    asked = " ".join((*shown(), *(rule["expr"] for rule in RULES)))
    names = set(re.findall(r"\bthread_bot_[a-z_]+", asked))
    watched = {re.sub("_(bucket|count|sum)$", "", name) for name in names}
    assert watched == set(re.findall(r"`(thread_bot_\w+)`", page))


def test_no_panel_covers_another() -> None:
    """The panels of the dashboard have ids and places of their own, within its 24 columns."""
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below
