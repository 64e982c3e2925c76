"""Options and marks of all tests.

The property-based tests try ten fixed cases each, ``make test-all`` a hundred, and ``make
fuzz`` thousands of new ones.
"""

import gc
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

_SYSTEM = {"cli", "deploy", "discord_server", "ops", "process"}
"""The folders whose tests start the bot, its wire or its deployment."""

_CODE_ONLY = "not (system or slow or browser or long)"

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.large_base_example]

for profile, cases in (("few", 10), ("hundred", 100)):
    settings.register_profile(
        profile,
        max_examples=cases,
        derandomize=True,
        deadline=None,
        suppress_health_check=_SLOW_IS_FINE,
    )
settings.register_profile(
    "fuzz", max_examples=3000, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile("few")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the thread that comes with the bot, whatever else is in ``knowledge/``."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copy(Path(__file__).parents[1] / "knowledge" / "dragonbear.yaml", folder)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of ``make test`` and of machines that have everything the tests need."""
    parser.addoption("--code-only", action="store_true", help="run the quick tests of the code")
    parser.addoption("--fail-skipped", action="store_true", help="fail each test that is skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the tests by their marks."""
    if config.getoption("code_only"):
        config.option.markexpr = _CODE_ONLY


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over folders without a chosen test: to import them takes a second in each worker."""
    return True if config.getoption("code_only") and _folder(collection_path) in _SYSTEM else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of whole systems by their folder, and begin with them, then with PostgreSQL's.

    The former wait for one another the longest, which would leave processors idle at the end. The
    latter come side by side, so that most processes need no PostgreSQL.
    """
    for item in items:
        if _folder(item.path) in _SYSTEM:
            item.add_marker("system")
    items.sort(key=lambda item: "postgresql" not in item.nodeid)
    items.sort(key=lambda item: not item.get_closest_marker("system"))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lives as long as the tests, and come less often."""
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test where that is wanted."""
    report = yield
    if report.skipped and item.config.getoption("fail_skipped"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


def _folder(path: Path) -> str:
    """The folder of ``tests/`` that the path is in, or its own name."""
    return next(iter(path.relative_to(Path(__file__).parent).parts), "")
