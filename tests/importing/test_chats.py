"""Discord and Slack: channels of many people, and threads in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.importing import ImportOptions, SourceError
from tests.importing.handing_over import SOURCES, of_files, of_text, texts


def message(id: int, words: str, answers: int | None = None, **more: Any) -> dict[str, Any]:
    """A message as DiscordChatExporter writes it."""
    said: dict[str, Any] = {
        "id": str(id),
        "type": "Default" if answers is None else "Reply",
        "timestamp": f"2022-01-25T18:{id:02}:00+00:00",
        "content": words,
        "author": {"id": "1", "name": "alice", "nickname": "alice", "isBot": False},
        "attachments": [],
        "embeds": [],
        "stickers": [],
    }
    if answers is not None:
        said["reference"] = {"messageId": str(answers), "channelId": "2", "guildId": "1"}
    return said | more


def export(*messages: dict[str, Any], guild: str = "1", channel: str = "lamps") -> str:
    """A file of DiscordChatExporter."""
    return json.dumps(
        {
            "guild": {"id": guild, "name": "Example", "iconUrl": ""},
            "channel": {"id": channel, "type": "GuildTextChat", "name": channel, "topic": None},
            "dateRange": {"after": None, "before": None},
            "messages": list(messages),
            "messageCount": len(messages),
        },
        indent=2,
    )


def test_what_an_export_of_discord_leaves_out_is_reported() -> None:
    """Notices are plural by their kind, and a span that was asked for is named."""
    imported = of_files("discord.json")
    assert [str(left_out) for left_out in imported.report.left_out] == [
        "the channel: 1 message of type ChannelPinnedMessage (Discord's own notices)"
    ]
    assert imported.report.notes == (
        "as was asked for, the export has only what came after 2022-01-01T00:00:00+00:00",
    )


def test_a_root_takes_the_replies_below_it_alone() -> None:
    """One conversation of a busy channel, in the order in which it was held."""
    content = export(
        message(1, "One."),
        message(2, "Lunch?"),
        message(3, "Two.", 1),
        message(4, "Yes.", 2),
        message(5, "Three.", 3),
    )
    assert texts(of_text(content, options=ImportOptions(root="1"))) == ["One.", "Two.", "Three."]
    assert len(texts(of_text(content))) == 5


def test_parts_of_an_export_are_one(tmp_path: Path) -> None:
    """A channel that was exported in parts is read in the order of its messages."""
    (tmp_path / "lamps [part 2].json").write_text(export(message(3, "Three.")), encoding="utf-8")
    first = export(message(1, "One."), message(2, "Two."))
    (tmp_path / "lamps.json").write_text(first, encoding="utf-8")
    assert texts(of_files(tmp_path)) == ["One.", "Two.", "Three."]


def test_several_channels_are_refused(tmp_path: Path) -> None:
    """Two channels are two threads."""
    (tmp_path / "a.json").write_text(export(message(1, "One."), channel="a"), encoding="utf-8")
    (tmp_path / "b.json").write_text(export(message(2, "Two."), channel="b"), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        of_files(tmp_path)
    assert str(error.value) == (
        f"{tmp_path.name}/a.json: these are several channels (a, b); give the files of one"
    )


def test_of_hundreds_of_channels_the_first_are_named(tmp_path: Path) -> None:
    """An export of a whole server makes no sentence that nobody reads, nor names without end."""
    for number in range(300):
        name = f"{number:03} {'tower ' * 100}"
        path = tmp_path / f"{number}.json"
        path.write_text(export(message(1, "One."), channel=name), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        of_files(tmp_path)
    assert "(000 tower tower tower" in str(error.value)
    assert str(error.value).endswith("… and 280 more); give the files of one")
    assert len(str(error.value)) < 1_500


def test_direct_messages_link_where_discord_shows_them() -> None:
    """The exporter gives direct messages a guild with the number 0."""
    thread = of_text(export(message(7, "Hello."), guild="0", channel="9")).thread
    assert thread.posts[0].url == "https://discord.com/channels/@me/9/7"


def test_a_card_of_a_bot_is_its_words() -> None:
    """A bot that writes in cards alone is not a bot without words."""
    card = {"title": "Lamps", "url": None, "description": "Nine are lit.", "fields": []}
    assert texts(of_text(export(message(1, "", embeds=[card])))) == ["Lamps\nNine are lit."]


def test_a_forwarded_message_is_quoted_and_answers_nothing() -> None:
    """A forward has no text of its own, but its readers see what was forwarded."""
    forward = {
        "reference": {"type": "Forward", "messageId": "1", "channelId": "9", "guildId": "1"},
        "forwardedMessage": {"content": "It began.", "attachments": [], "embeds": []},
    }
    content = export(message(1, "One."), message(2, "", **forward), message(3, "Look", **forward))
    assert texts(of_text(content)) == [
        "One.",
        "[forwarded] It began.",
        "Look\n[forwarded] It began.",
    ]
    assert texts(of_text(content, options=ImportOptions(root="1"))) == ["One."]


def test_a_card_is_read_whole_below_the_words() -> None:
    """Author, title, pairs and footer are words that readers see; a picture has its address."""
    card = {
        "title": "Lamps",
        "url": "https://example.org/l",
        "description": "Nine are lit.",
        "author": {"name": "Keeper"},
        "fields": [{"name": "Oil", "value": "full", "isInline": True}],
        "footer": {"text": "since 1900"},
        "image": {"url": "local.png", "canonicalUrl": "https://example.org/l.png"},
        "images": [{"canonicalUrl": "https://example.org/l.png"}],
    }
    imported = of_text(export(message(1, "Today:", embeds=[card])))
    assert texts(imported) == ["Today:\nKeeper\nLamps\nNine are lit.\nOil: full\nsince 1900"]
    assert [medium.url for medium in imported.thread.posts[0].media] == [
        "https://example.org/l.png"
    ]


def test_the_preview_of_a_linked_page_is_counted() -> None:
    """The words of the page are not the words of who links to it."""
    card = {"title": "Page", "url": "https://example.org/a", "description": "About.", "fields": []}
    imported = of_text(export(message(1, "See https://example.org/a", embeds=[card])))
    assert texts(imported) == ["See https://example.org/a"]
    assert str(imported.report.left_out[0]) == (
        "the channel: 1 preview (the words of linked pages, not of the posts)"
    )


def test_a_report_is_short_whatever_is_in_the_export() -> None:
    """A type that is not known is shown by its beginning."""
    imported = of_text(export(message(1, "One.", type="x" * 100_000)))
    assert max(map(len, imported.report.lines())) < 1_100
    assert texts(imported) == ["One."]


def test_a_message_is_left_out_for_what_is_in_it_and_not_for_its_type() -> None:
    """Numbers stand for types that the exporter had no name for yet; 19 is an answer."""
    imported = of_text(
        export(
            message(1, "One."),
            message(2, "Two.", 1, type="19"),
            message(3, "Three.", type="99"),
            message(4, "Pinned a message.", type="6"),
            message(5, ""),
        )
    )
    assert texts(imported) == ["One.", "Two.", "Three."]
    assert [str(one) for one in imported.report.left_out] == [
        "the channel: 1 message of type 6 (Discord's own notices)",
        "the channel: 1 message (the exporter writes nothing of them, as of polls)",
    ]
    assert imported.report.notes == ("messages of types that are not known are posts too: 99",)


def test_a_picture_without_words_beside_it_leaves_a_trace() -> None:
    """With an address it is the post's medium, without one it is counted."""
    picture = {"id": "1", "url": "https://cdn.example.org/a.png", "fileName": "a.png"}
    local = {"id": "2", "url": "files/b.png", "fileName": "b.png"}
    imported = of_text(export(message(1, "Look.", attachments=[picture, local])))
    assert texts(imported) == ["Look."]
    assert imported.thread.posts[0].media[0].url == "https://cdn.example.org/a.png"


def test_a_thread_of_discord_says_that_its_first_message_is_elsewhere() -> None:
    """What a thread was begun from is in the channel, and is not exported with it."""
    imported = of_text(export(message(1, "", type="21"), message(2, "One.")))
    assert imported.report.notes == (
        "the message that the thread was begun from is in its channel, not in this export",
    )


def test_slack_without_users_says_what_is_lacking() -> None:
    """Ids stand for names until the file that has them is given too."""
    alone = of_files("slack/lamps")
    assert alone.thread.posts[0].author == "U0001"
    assert alone.report.notes == ("users.json is not given or lacks 2 members: give it too",)
    both = of_files("slack/lamps", "slack/users.json")
    assert [post.author for post in both.thread.posts][:2] == ["alice", "Example Bob"]


def test_a_thread_of_slack_is_chosen_by_its_time() -> None:
    """The time of its first message is the thread's name, in an export and in a link."""
    imported = of_files("slack", options=ImportOptions(root="1643135400.000100"))
    assert imported.report.format == "a Slack thread"
    assert texts(imported)[1:] == ["Does it burn 24/7?", "[picture: A lamp behind glass.]"]


def test_the_threads_of_slack_are_listed_to_choose_from() -> None:
    """Who does not know the time asks with anything."""
    with pytest.raises(SourceError) as error:
        of_files("slack", options=ImportOptions(root="?"))
    assert str(error.value) == (
        'slack/lamps/2022-01-25.json: holds no post "?"; choose one with --root:\n'
        "  1643135400.000100  3 posts  2022-01-25  "
        "A lighthouse is a promise & a lamp. Ask @alice or see the…"
    )


def test_a_thread_of_slack_that_lacks_days_says_so() -> None:
    """A thread goes on for days, and each day is a file."""
    imported = of_files("slack/lamps/2022-01-25.json", "slack/users.json")
    assert imported.report.notes[0] == (
        'the thread "A lighthouse is a promise & a…" lacks 1 answer: '
        "give the day files after it too"
    )


def test_a_channel_of_slack_is_chosen_by_its_name(tmp_path: Path) -> None:
    """A whole export has many channels."""
    for channel in ("lamps", "lunch"):
        (tmp_path / channel).mkdir()
        day = [{"type": "message", "text": f"About {channel}.", "user": "U1", "ts": "1.0"}]
        path = tmp_path / channel / "2022-01-25.json"
        path.write_text(json.dumps(day), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        of_files(tmp_path)
    assert str(error.value).endswith("holds several channels; choose one with --root: lamps, lunch")
    chosen = of_files(tmp_path, options=ImportOptions(root="lunch"))
    assert texts(chosen) == ["About lunch."]
    assert chosen.thread.title == "lunch"


def test_the_marks_of_slack_become_what_members_see() -> None:
    """Names, channels, groups, links and entities, but nothing is decoded twice."""
    text = (
        "<@U9|alice> <#C1> <!channel> <!subteam^S1|@keepers> <mailto:a@example.org|a@example.org> "
        "<https://example.org> &lt;b&gt; &amp;amp; a < b"
    )
    day = [{"type": "message", "text": text, "user": "U1", "ts": "1643135400.000100"}]
    assert texts(of_text(json.dumps(day))) == [
        "@alice #C1 @channel @keepers a@example.org https://example.org <b> &amp; a < b"
    ]


def test_what_was_sent_to_a_thread_and_its_channel_is_one_post() -> None:
    """Slack exports such a message once for each."""
    first = {"type": "message", "text": "One.", "user": "U1", "ts": "1.0", "thread_ts": "1.0"}
    both = first | {"text": "Two.", "ts": "2.0", "subtype": "thread_broadcast"}
    assert texts(of_text(json.dumps([first, both, both]))) == ["One.", "Two."]


@pytest.mark.parametrize("name", ["discord.json", "slack/lamps/2022-01-25.json"])
def test_every_message_keeps_its_moment_and_zone(name: str) -> None:
    """A date without a zone could mean two days."""
    posts = of_files(SOURCES / name).thread.posts
    assert all(post.date and post.date[19:] in {"+00:00", "+01:00"} for post in posts)


def test_a_message_with_more_cards_than_can_be_is_refused() -> None:
    """Each card is looked for in its message's words, so that many of them would take minutes."""
    cards = [{"url": "https://example.org/a"}] * 101
    assert texts(of_text(export(message(1, "Hi.", embeds=cards[:100])))) == ["Hi."]
    with pytest.raises(SourceError, match='"embeds" of message 1 has more entries than it can'):
        of_text(export(message(1, "Hi.", embeds=cards)))


def test_marks_of_discord_are_written_out_where_they_are_known() -> None:
    """An export may have people, emoji, times and commands as numbers."""
    words = "Hi <@7>, see <:lamp:5> at <t:1643135400:R> with </ask:9>, `<@7>`"
    named = message(1, words, mentions=[{"id": "7", "name": "bob", "nickname": "Bob"}])
    imported = of_text(export(named, message(2, "And <@8> in <#3>")))
    assert texts(imported) == [
        "Hi @Bob, see :lamp: at 2022-01-25 18:30 UTC with /ask, `<@7>`",
        "And <@8> in <#3>",
    ]
    assert any(note.startswith("2 mentions of people, roles") for note in imported.report.notes)
