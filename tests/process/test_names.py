"""What may happen to the names of Discord's machines: they cannot be found, at first or later."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.process.running import StudyGroup

UNAVAILABLE = 69


@dataclass(frozen=True)
class Names:
    """Whether Discord's names can be found, and the environment of a bot to which that applies."""

    file: Path
    environment: dict[str, str]

    def vanish(self) -> None:
        """Let no name be found."""
        self.file.unlink()

    def appear(self) -> None:
        """Let every name be found."""
        self.file.touch()


@pytest.fixture
def names(group: StudyGroup, tmp_path: Path) -> Names:
    """Names for Discord, which are found until they vanish.

    Its gateway has one name to begin at and another to resume at, so that the second is looked up
    for the first time when the connection has been lost.
    """
    gateway = group.server.gateway
    gateway.url = gateway.url.replace("127.0.0.1", "gateway.test")
    gateway.resume_url = gateway.resume_url.replace("127.0.0.1", "resume.test")
    environment = {
        "DISCORD_API_URL": group.server.api_url.replace("127.0.0.1", "discord.test"),
        "NAMES_THAT_RESOLVE": str(tmp_path / "names"),
        "PYTHONPATH": str(Path(__file__).parent / "names"),
    }
    names = Names(tmp_path / "names", environment)
    names.appear()
    return names


async def test_no_name_is_found_at_first(group: StudyGroup, names: Names) -> None:
    """Where Discord's name cannot be found, the bot ends with 69 and one line."""
    names.vanish()
    bot = await group.start(names.environment, afresh=True)
    assert await bot.ended() == UNAVAILABLE
    assert "cannot be reached" in bot.log[-1]
    assert "Traceback" not in bot.said


async def test_no_name_is_found_later(group: StudyGroup, names: Names) -> None:
    """A bot that loses Discord's name while it runs answers all once the name is found again."""
    async with group.bot(names.environment, afresh=True) as bot:
        await group.answered()
        names.vanish()
        group.server.gateway.cut()
        await bot.log.first(lambda line: "Attempting a reconnect" in line)
        question = group.ask("!thread mid-term elections")
        names.appear()
        await group.answer(question)
        await group.server.gateway.resumed.reach(1)
    assert len(group.server.gateway.identified) == 1
