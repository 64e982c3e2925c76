"""Telegram: a chat of people, with answers, forwards and all that hangs on a message."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.importing import ImportOptions, SourceError
from tests.importing.handing_over import of_files, of_text, texts


def message(id: int, text: Any, **more: Any) -> dict[str, Any]:
    """A message as Telegram Desktop writes it."""
    return {
        "id": id,
        "type": "message",
        "date": f"2022-01-25T19:{id:02}:00",
        "date_unixtime": str(1643135400 + 60 * id),
        "from": "Example Alice",
        "from_id": "user1",
        "text": text,
    } | more


def chat(*messages: dict[str, Any]) -> str:
    """The content of ``result.json``."""
    return json.dumps(
        {"name": "Lamps [old] {x}", "type": "private_group", "id": 1, "messages": messages}
    )


def test_a_text_in_parts_is_one_text() -> None:
    """Bold words stay words, and a link's target is beside its words."""
    parts = [
        "See ",
        {"type": "bold", "text": "this"},
        ": ",
        {"type": "text_link", "text": "oil", "href": "https://example.org/oil"},
        {"type": "link", "text": " https://example.org"},
    ]
    assert texts(of_text(chat(message(1, parts)))) == [
        "See this: oil (https://example.org/oil) https://example.org"
    ]


def test_a_root_takes_the_answers_below_it_alone() -> None:
    """One conversation of a busy chat."""
    content = chat(
        message(1, "One."),
        message(2, "Lunch?"),
        message(3, "Two.", reply_to_message_id=1),
        message(4, "Three.", reply_to_message_id=3),
    )
    for root in ("1", "https://t.me/c/1900000001/1"):
        chosen = of_text(content, options=ImportOptions(root=root))
        assert texts(chosen) == ["One.", "Two.", "Three."]


def test_what_hangs_on_a_message_is_named() -> None:
    """Polls, stickers, places and files are no words, but readers see them."""
    poll = {"question": "Which?", "answers": [{"text": "Oil", "voters": 1}, {"text": "Gas"}]}
    content = chat(
        message(1, "", poll=poll),
        message(2, "", media_type="sticker", sticker_emoji="\U0001f525", file="s.webp"),
        message(3, "", place_name="Pier", location_information={"latitude": 1, "longitude": 2}),
        message(4, "", file="files/plan.pdf", file_name="plan.pdf", mime_type="application/pdf"),
        message(5, "So it was", forwarded_from="Bob"),
        message(6, "Listen", media_type="voice_message", file="v.ogg"),
    )
    imported = of_text(content)
    assert texts(imported) == [
        "[poll: Which?: Oil / Gas]",
        "[sticker: \U0001f525]",
        "[place: Pier]",
        "[file: plan.pdf]",
        "[forwarded from Bob] So it was",
        "Listen",
    ]
    assert str(imported.report.left_out[0]) == (
        "the thread: 1 sound (nothing describes what they show)"
    )


def test_an_old_export_says_that_its_dates_are_local() -> None:
    """Before 2021 Telegram wrote no zone, and none is invented."""
    imported = of_text(chat(message(1, "One.", date_unixtime=None)))
    assert imported.thread.posts[0].date == "2022-01-25T19:01:00"
    assert imported.report.notes == (
        "the dates are in the local time of the computer that exported the chat",
    )


def test_the_export_of_a_whole_account_says_what_to_give() -> None:
    """An account is many chats, and most of them are nobody's business."""
    account = {"about": "All", "chats": {"list": [json.loads(chat(message(1, "One.")))]}}
    with pytest.raises(SourceError) as error:
        of_text(json.dumps(account))
    assert "this is not the export of one chat of Telegram; open the chat" in str(error.value)


def test_two_chats_are_never_mixed(tmp_path: Path) -> None:
    """Each chat counts its messages from 1; parts of one chat are one thread."""
    one, part, other = (tmp_path / name for name in ("one.json", "part.json", "other.json"))
    one.write_text(chat(message(1, "One.")))
    part.write_text(chat(message(2, "Two.")))
    other.write_text(
        chat(message(1, "Another.")).replace('"id": 1, "messages"', '"id": 2, "messages"')
    )
    assert texts(of_files(one, part)) == ["One.", "Two."]
    with pytest.raises(SourceError) as error:
        of_files(one, other)
    assert str(error.value) == ("other.json: is another chat than one.json; import them one by one")


def test_a_forward_by_nobody_known_is_a_forward() -> None:
    """Others' words are never the member's own because the account is gone."""
    assert texts(of_text(chat(message(1, "It blinks.", forwarded_from=None)))) == [
        "[forwarded] It blinks."
    ]


def test_what_hangs_on_a_message_leaves_a_trace() -> None:
    """A message of a kind that is not read is not called empty."""
    tasks = {"title": "Lamp", "answers": [{"text": "oil"}, {"text": "wick"}]}
    imported = of_text(
        chat(
            message(1, "", todo_list=tasks),
            message(2, "", game_title="Lights", game_link="https://example.org"),
        )
    )
    assert texts(imported) == ["[tasks: Lamp: oil / wick]", "[game]"]
