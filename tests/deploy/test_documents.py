"""The files of deploy/ and the pages about them are true, and keep the rules of their readers."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.chat.discord.thread_additions import IMPORTS_AT_ONCE
from bot.errors import SettingsError
from bot.importing.separate import Limits
from bot.settings import ResolvedSettings, Settings
from tests.deploy.dockerfile import stages

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """Run a command, which has to succeed; what it prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool(name: str) -> Path:
    """A command of the environment that runs the tests."""
    return Path(sys.executable).with_name(name)


def test_the_settings_are_documented_as_they_are(tmp_path: Path) -> None:
    """The page of the settings and the example file are what the script writes today."""
    for folder in ("deploy", "docs", "scripts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    run(sys.executable, tmp_path / "scripts/document_settings.py")
    for name in ("docs/settings.md", "deploy/bot.yaml"):
        assert (tmp_path / name).read_text() == (ROOT / name).read_text(), (
            "run scripts/document_settings.py"
        )


def test_the_example_file_gives_the_defaults(tmp_path: Path) -> None:
    """The example file without the "#" before each name is a settings file of defaults."""
    file = tmp_path / "bot.yaml"
    example = (DEPLOY / "bot.yaml").read_text()
    file.write_text(re.sub(r"^#(?=\w)", "", example, flags=re.MULTILINE))
    assert ResolvedSettings.read({}, file).settings == Settings()
    assert ResolvedSettings.read({}, DEPLOY / "bot.yaml").settings == Settings()


def test_the_dockerfile_is_sound() -> None:
    """A linter for Dockerfiles finds nothing."""
    run(tool("hadolint"), "--failure-threshold", "style", DEPLOY / "Dockerfile")


def test_the_image_begins_with_one_that_is_known() -> None:
    """Every image from elsewhere is named by its digest, so that nobody can replace it."""
    own = stages(DEPLOY / "Dockerfile")
    elsewhere = {stage.image for stage in own.values()} - set(own)
    assert [image for image in elsewhere if not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def test_the_dockerfile_copies_what_the_context_holds() -> None:
    """The ignore file lets every file through that the image is built from."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    let_through = set(
        re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M)
    )
    assert {name for names in copied for name in names.split()} == let_through


def test_the_compose_files_are_sound() -> None:
    """They keep to the schema of the Compose Specification."""
    run(
        *(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"),
        *DEPLOY.glob("compose*.yaml"),
    )


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("dependabot", "dependabot.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_the_forge_understands_its_files(schema: str, files: str) -> None:
    """Workflows, forms and updates keep to the schemas of GitHub."""
    found = sorted((ROOT / ".github").glob(files))
    assert found
    run(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *found)


def test_the_service_is_not_restarted_on_a_wrong_setting() -> None:
    """The unit names the exit code with which the bot says so."""
    unit = (DEPLOY / "thread-bot.service").read_text()
    assert f"\nRestartPreventExitStatus={SettingsError.exit_code}\n" in unit


@pytest.mark.parametrize(
    "file", ["thread-bot.service", "compose.yaml", "kubernetes/statefulset.yaml"]
)
def test_imports_fit_beside_the_bot(file: str) -> None:
    """No file that a member adds ends the bot: there is memory for all imports at a time."""
    found = re.search(r"(?:MemoryMax=|mem_limit: |limits:\s+memory: )(\d+)M", text_of(file), re.I)
    assert found
    program, bot = 128, 512
    one = (Limits().memory >> 20) + program
    assert int(found[1]) >= bot + IMPORTS_AT_ONCE * one


def test_where_memory_runs_short_the_service_goes_on() -> None:
    """By default systemd stops a service of which the system ended an import."""
    assert "\nOOMPolicy=continue\n" in text_of("thread-bot.service")


def text_of(file: str) -> str:
    return (DEPLOY / file).read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_exposure_is_the_one_of_the_page() -> None:
    """The page gives the score that systemd measures for the unit, and it is a low one."""
    measured = run("systemd-analyze", "security", "--offline=true", DEPLOY / "thread-bot.service")
    found = re.search(r"Overall exposure level for thread-bot.service: (\S+)", measured)
    assert found
    assert float(found[1]) <= 1.2
    assert f"Its exposure is {found[1]}," in (ROOT / "docs/deploying.md").read_text()
