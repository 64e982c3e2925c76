"""The buttons under an answer."""

from bot.answering.answer import Link
from bot.chat.discord.components import Settle, read, view
from bot.i18n import sentence


async def test_a_page_is_a_button_that_leads_there() -> None:
    """A link to a page is a button with its address; an address too long for one has none."""
    url = "https://threads.example/dragonbear.html#p15"
    links = [Link(sentence("button_read"), (), url=one) for one in (url, f"{url}{'x' * 512}")]
    shown = view(links, (), "de")
    assert shown is not None
    [row] = shown.to_components()
    assert [(button["label"], button["url"]) for button in row["components"]] == [
        ("Im Zusammenhang lesen", url)
    ]


async def test_a_press_names_an_id_that_a_database_keeps() -> None:
    """A custom id with a larger number is none of the bot's."""
    assert read(f"settle:{2**60}") == Settle(2**60)
    for forged in (f"settle:{2**63}", f"label:{2**63}:a.1.b", f"keep:{2**63}:::tea"):
        assert read(forged) is None
