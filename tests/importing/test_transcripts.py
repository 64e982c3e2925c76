"""Chats as text: names and times become authors and dates, nobody's words are a post."""

import time

import pytest

from bot.importing import ImportOptions, SourceError
from tests.importing.handing_over import labels, of_text, texts


def posts_of(chat: str) -> list[tuple[str | None, str | None, str]]:
    """Author, date and words of each post."""
    thread = of_text(chat).thread
    return [(post.author or thread.author, post.date, post.text) for post in thread.posts]


WHATSAPP = {
    "iPhone": "[18/01/24, 20:12:33] Ada: Bread\nis old\n[18/01/24, 20:13:00] Bob: Hm\n",
    "Android": "18/01/2024, 20:12 - Ada: Bread\nis old\n18/01/2024, 20:13 - Bob: Hm\n",
    "America": "1/18/24, 8:12\u202fPM - Ada: Bread\nis old\n1/18/24, 8:13\u202fPM - Bob: Hm\n",
    "Germany": "18.01.24, 20:12 - Ada: Bread\nis old\n18.01.24, 20:13 - Bob: Hm\n",
    "Finland": "[18.1.2024 klo 20.12.00] Ada: Bread\nis old\n[18.1.2024 klo 20.13.00] Bob: Hm\n",
    "Korea": "2024년 1월 18일 오후 8:12, Ada : Bread\nis old\n"
    "2024년 1월 18일 오후 8:13, Bob : Hm\n",
    "China": "[2024/1/18 下午8:12:33] Ada: Bread\nis old\n[2024/1/18 下午8:13:33] Bob: Hm\n",
    "Egypt": "١٨\u200f/١\u200f/٢٠٢٤، ٨:١٢ م - Ada: Bread\nis old\n"
    "١٨\u200f/١\u200f/٢٠٢٤، ٨:١٣ م - Bob: Hm\n",
    "ISO": "[2024-01-18, 8:12:00 p. m.] Ada: Bread\nis old\n[2024-01-18, 8:13:00 p. m.] Bob: Hm\n",
}


@pytest.mark.parametrize("country", WHATSAPP)
def test_a_chat_of_whatsapp_is_read_in_the_forms_of_many_countries(country: str) -> None:
    """Name and time are no words of the message, and a line without them goes on with it."""
    first, second = posts_of(WHATSAPP[country])
    assert first[0] == "Ada"
    assert first[2] == "Bread\nis old"
    assert first[1] is not None
    assert first[1].startswith("2024-01-18T20:12")
    assert (second[0], second[2]) == ("Bob", "Hm")


def test_what_whatsapp_itself_writes_is_no_post() -> None:
    """Notices are reported as left out, and what is for a picture is one."""
    imported = of_text(
        "18/01/24, 20:10 - Messages are end-to-end encrypted.\n"
        "18/01/24, 20:11 - Ada: Bread\n"
        '18/01/24, 20:12 - Ada changed the subject to "a: b"\n'
        "18/01/24, 20:13 - Bob: <Media omitted>\n"
        "18/01/24, 20:14 - Ada: IMG-1.jpg (file attached)\na caption\n"
        "18/01/24, 20:15 - Ada: Time: now\n"
    )
    assert texts(imported) == ["Bread", "[attachment]", "a caption", "Time: now"]
    assert sum("nobody wrote it" in one.why for one in imported.report.left_out) == 2


def test_what_whatsapp_itself_writes_in_other_languages_is_no_post() -> None:
    """A message that was deleted is nobody's, and that one was edited is no word of it."""
    imported = of_text(
        "18.01.24, 20:11 - Ada: Brot <Diese Nachricht wurde bearbeitet.>\n"
        "18.01.24, 20:12 - Ada: Diese Nachricht wurde gelöscht.\n"
        "18.01.24, 20:13 - Bob: Asche \u200e<Se editó este mensaje.>\n"
    )
    assert texts(imported) == ["Brot", "Asche"]


@pytest.mark.parametrize("day", ["", "2024-01-18 "])
def test_colons_in_a_log_divide_no_words(day: str) -> None:
    """A link or a colon early in a line of a log is part of what its author said."""
    said = ["see https://example.org/a", "look: bread", "ok"]
    imported = of_text("".join(f"[{day}20:12:33] <ada> {text}\n" for text in said))
    assert texts(imported) == said
    assert imported.thread.author == "ada"


@pytest.mark.parametrize("head", ["ada — 01/18/2024 8:12 PM", "Ada\n  8:12 PM"])
def test_the_mark_of_an_edit_is_left_out_only_at_the_end_of_a_line(head: str) -> None:
    """Windows write it there; in a sentence it is a word."""
    chat = f"{head}\nThe (edited) version (edited)\nis here (edited) \n{head}\nHm\n"
    assert "The (edited) version\nis here" in texts(of_text(chat))


def test_notices_in_a_log_are_no_words_of_the_one_before() -> None:
    """Joins, actions and a server's lines are left out of a chat's log, and said to be."""
    irc = of_text("[20:12] <ada> Bread\n[20:13] -!- carl has joined\n[20:14] <bob> Hm\n")
    assert texts(irc) == ["Bread", "Hm"]
    assert any("carl has joined" in line for line in irc.report.lines())
    day = "2024-01-18 20:12"
    weechat = of_text(f"{day}:33\tada\tBread\n{day}:34\t-->\tcarl\n{day}:35\tbob\tHm\n")
    assert texts(weechat) == ["Bread", "Hm"]
    zoom = of_text(
        f"{day}:33 From Ada to Everyone:\n\tBread\n"
        f'{day}:34 From Bob to Everyone:\n\tReplying to "Bread"\n\t\n\tHm\n'
    )
    assert texts(zoom) == ["Bread", "Hm"]


def test_a_day_that_could_be_a_month_is_no_date() -> None:
    """3/4/24 is March in one country and April in another."""
    imported = of_text("3/4/24, 20:12 - Ada: Bread\n3/4/24, 20:13 - Ada: Stone\n")
    assert [post.date for post in imported.thread.posts] == [None, None]
    assert any("3/4/24" in note for note in imported.report.notes)


DISCORD_TEXT = """==============================================================
Guild: Bakers
Channel: Text Channels / reading
==============================================================

[1/18/2024 8:12 PM] ada
1/ Bread

is old

[1/18/2024 8:13 PM] ada (pinned)
2/ Stone

{Attachments}
https://cdn.example.org/1/plan.txt

{Reactions}
👍 (2)

[1/18/2024 8:14 PM] bob
Joined the server.


==============================================================
Exported 3 message(s)
==============================================================
"""


def test_text_of_the_discord_exporter_is_read_message_by_message() -> None:
    """Headers, reactions, notices and the frame are no words of a post."""
    imported = of_text(DISCORD_TEXT)
    assert texts(imported) == ["Bread\n\nis old", "Stone\n[file: plan.txt]"]
    assert labels(imported) == ["1/", "2/"]
    assert imported.thread.author == "ada"
    assert imported.thread.title == "reading"
    assert imported.thread.posts[0].date == "2024-01-18T20:12:00"
    assert len(imported.report.left_out) == 2


@pytest.mark.parametrize("count", ["4", "9" * 5000, "9" * 20, ",", "."])
def test_a_count_that_is_wrong_or_no_number_keeps_no_message_out(count: str) -> None:
    """The end of an export can say anything, as a hand can change it."""
    counted = DISCORD_TEXT.replace("Exported 3", f"Exported {count}")
    assert texts(of_text(counted))[0] == "Bread\n\nis old"


X_COPY = """Post
Conversation
Ada Stone
@ada
·
Jan 18, 2024
1/ Bread by_
@bob
 is old
Quote
Carl
@carl
·
Jan 17, 2024
Ovens first
Show more
12
1.2K
Ada Stone
@ada
2/ Stone
in 1984
8:12 PM · Jan 19, 2024
·
12.3K
 Views
Brand
@brand
Ad
Buy ovens
Bob
@bob
·
18h
Replying to_
@ada
I doubt it
1
""".replace("_", " ")  # blanks at the ends of lines


def test_a_copy_out_of_the_window_of_x_loses_its_counters() -> None:
    """Names, counters, quoted posts and advertisements are no words of a post."""
    assert posts_of(X_COPY) == [
        ("Ada Stone (@ada)", "2024-01-18", "Bread by @bob is old"),
        ("Ada Stone (@ada)", "2024-01-19", "Stone\nin 1984"),
        ("@bob", None, "I doubt it"),
    ]
    whys = [one.why for one in of_text(X_COPY).report.left_out]
    assert "a quoted post" in whys
    assert "an advertisement" in whys


def test_a_copy_out_of_the_window_of_discord_is_divided_by_names() -> None:
    """Printed numbers divide what one person sent in a row; a repeated post is left out."""
    chat = (
        "ada — 01/18/2024 8:12 PM\n1/ Bread is old\n2/ Stone\n@ada\n1/ Bread is old\n"
        "bob — 01/18/2024 8:14 PM\nI doubt it\nada — 01/18/2024 8:15 PM\n3/ Yes (edited)\n"
    )
    assert [(who, words) for who, _, words in posts_of(chat)] == [
        ("ada", "Bread is old"),
        ("ada", "Stone"),
        ("bob", "I doubt it"),
        ("ada", "Yes"),
    ]
    assert len(texts(of_text(chat, options=ImportOptions(only_author=True)))) == 3


def test_a_copy_out_of_the_window_of_slack_is_divided_by_names_and_times() -> None:
    """A time alone begins the next message of the same person."""
    chat = "Ada\n  9:41 AM\nBread\n9:42\nStone\n:+1:\n2\nBob\n  9:44 AM\nI doubt it\n"
    assert posts_of(chat) == [
        ("Ada", None, "Bread"),
        ("Ada", None, "Stone"),
        ("Bob", None, "I doubt it"),
    ]


@pytest.mark.parametrize(
    "chat",
    [
        "Ada, [18.01.2024 20:12]\nBread\n\nBob, [18.01.2024 20:13]\nHm\n",
        "[18.01.2024 20:12] Ada\nBread\n[18.01.2024 20:13] Bob\nHm\n",
        "20:12 <Ada> Bread\n20:13 <@Bob> Hm\n",
        "20:12:01 From Ada to Everyone : Bread\n20:13:02 From Bob : Hm\n",
        "[8:12 PM]Ada: Bread\n[8:13 PM]Bob: Hm\n",
    ],
)
def test_other_chats_are_divided_by_names_too(chat: str) -> None:
    """Telegram, Teams, IRC, Zoom and Discord's compact view."""
    assert [(who, words) for who, _, words in posts_of(chat)] == [("Ada", "Bread"), ("Bob", "Hm")]


@pytest.mark.parametrize(
    "paste",
    [
        "A thread by\n@ada\n1/ Bread\n2/ Stone",
        "Lunch — 12:30\nDinner — 19:30",
        "Note: bread is old\nNote: stone",
    ],
)
def test_a_paste_with_names_or_times_in_it_is_no_chat(paste: str) -> None:
    """Only what a program writes before each message divides a text."""
    assert of_text(paste).report.format.startswith("pasted text")


def test_times_and_reactions_in_a_copy_of_discord_are_no_words() -> None:
    """A time in brackets begins another message of the same person, a count ends a reaction."""
    day = "01/18/2024"
    copy = f"ada\n — \n{day} 8:12 PM\nBread\n[8:13 PM]\nAsh\n👍\n2\nbob — {day} 8:14 PM\nHm\n"
    assert [(who, words) for who, _, words in posts_of(copy)] == [
        ("ada", "Bread"),
        ("ada", "Ash"),
        ("bob", "Hm"),
    ]


def test_what_a_window_may_have_written_by_itself_is_left_out_and_said() -> None:
    """Words below the date of a post on X, and a line such as New on Discord, are named."""
    x = "Ada\n@ada\n·\nJan 18, 2024\nBread\n8:12 PM · Jan 19, 2024\n"
    x += "·\n12K\n Views\nBut ash\n3 Likes\n"
    discord = "ada — 01/18/2024 8:12 PM\nBread\nToday\nbob — 01/18/2024 8:14 PM\nHm\n"
    whys = [str(one) for copy in (x, discord) for one in of_text(copy).report.left_out]
    assert whys == [
        "line 1: But ash (it is below the post's date)",
        "line 1: Today (Discord writes so between messages)",
    ]


def test_advertisements_and_what_x_recommends_are_no_words() -> None:
    """What is between and below the posts of a conversation is left out and reported."""
    ad = "Ad\nBrand\n@brand\nBuy it\n"
    below = "Discover more\nSourced from across X\nZed\n@zed\n·\nJan 20, 2024\nOther\n"
    imported = of_text(
        "Post\nAda\n@ada\n·\nJan 18, 2024\nBread\n12\n"
        f"{ad}Ada\n@ada\n·\nJan 18, 2024\nAsh\n1\n{below}"
    )
    assert texts(imported) == ["Bread", "Ash"]
    left_out = "\n".join(imported.report.lines())
    assert "Buy it" in left_out
    assert "Discover more" in left_out


def test_a_chat_of_signal_is_read() -> None:
    """Facts above the words are none of them; files and quoted posts leave a trace."""
    chat = (
        "Conversation: Bread\n\n"
        "From: Ada (+15550001111)\nType: outgoing\nSent: Thu, 18 Jan 2024 20:12:33 +0100\n\n"
        "It is old.\n\nAnd warm.\n\n"
        "From: Bob\nType: incoming\nSent: Thu, 18 Jan 2024 20:13:33 +0100\n"
        "Received: Thu, 18 Jan 2024 20:13:34 +0100\nAttachment: loaf.jpg (image/jpeg, 9 bytes)\n\n"
        "Quote:\n> It is old.\n\nHm\n"
    )
    assert posts_of(chat) == [
        ("Ada", "2024-01-18T20:12:33+01:00", "It is old.\n\nAnd warm."),
        ("Bob", "2024-01-18T20:13:33+01:00", "Hm"),
    ]
    assert len(of_text(chat).report.left_out) == 2


def test_days_with_the_name_of_their_month_are_read() -> None:
    """Older versions of DiscordChatExporter write days so."""
    chat = (
        f"{'=' * 62}\nGuild: G\nChannel: General / bread\n{'=' * 62}\n\n"
        "[18-Jan-24 08:12 PM] ada\nOld.\n\n[18-Jan-24 08:13 PM] bob\nHm\n"
    )
    assert [date for _, date, _ in posts_of(chat)] == ["2024-01-18T20:12:00", "2024-01-18T20:13:00"]


def test_a_copy_of_a_german_discord_is_read() -> None:
    """The dash and the time have lines of their own, and words of the language beside them."""
    chat = "Ada\n — \n18.01.2024 20:12\nAlt.\nBob\n — \nGestern um 20:13 Uhr\nHm\n"
    assert posts_of(chat) == [("Ada", "2024-01-18T20:12:00", "Alt."), ("Bob", None, "Hm")]


WINDOWS = {
    "Bluesky": "Ada\n\u202a@ada.example\u202c\n· 2h\nBread.\n\u202a@bob.example\u202c\n· 1h\nHm\n",
    "Hacker News": "ada 3 hours ago | next\nBread.\nreply\nbob 2 hours ago | next\nHm\nreply\n",
    "LINE": "2024/01/18(Thu)\n20:12\tAda\tBread.\n20:13\tBob\tHm\n",
    "KakaoTalk": "[Ada] [오후 8:12] Bread.\n[Bob] [오후 8:13] Hm\n",
    "Element": "18 Jan 2024, 20:12:33 - Ada: Bread.\n18 Jan 2024, 20:13:33 - Bob: Hm\n",
}


@pytest.mark.parametrize("window", WINDOWS)
def test_a_copy_of_an_unknown_form_is_no_paste(window: str) -> None:
    """Names and times among the words are refused where they cannot be divided from them."""
    with pytest.raises(SourceError, match="names, times or counters are in lines"):
        of_text(WINDOWS[window])


@pytest.mark.parametrize(
    "chat",
    [
        "[2024/1/18 20:12:33] Ada: Bread\n[2024/1/18 20:13:33] Bob: " + " " * 80_000 + "Hm\n",
        "ada — 01/18/2024 8:12 PM\nBread" + "\n" * 80_000 + "bob — 01/18/2024 8:14 PM\nHm\n",
    ],
)
def test_blanks_in_a_message_are_read_once(chat: str) -> None:
    """Blanks or blank lines by the ten thousand take no longer than words."""
    start = time.process_time()
    assert [text.strip() for text in texts(of_text(chat, format="chat"))] == ["Bread", "Hm"]
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "message",
    [
        "[2024/1/18 20:12:33] Ada{0}: Bread {0}\n",
        "ada{0} — 01/18/2024 8:12 PM\nBread {0}\n\nada{0} and more\nash\n",
        "Ada Bee\n@ada{0}\n·\nJan 5\nBread {0}\n" + "Ada Bee\n@bea\n" * 10,
    ],
)
def test_a_chat_of_thousands_of_people_is_read_in_seconds(message: str) -> None:
    """Each person is looked up, and not compared with all others."""
    start = time.process_time()
    imported = of_text("".join(map(message.format, range(10_000))))
    assert len(imported.thread.posts) == 10_000
    assert time.process_time() - start < 10


def test_what_an_answer_repeats_is_looked_for_near_it() -> None:
    """A copied window of thousands of answers is not searched from its top for each of them."""
    message = "ada — 01/18/2024 8:12 PM\nBread {0} is old\nada {1}b{0}\n"
    start = time.process_time()
    chat = "".join(message.format(number, "a" * 20) for number in range(20_000))
    assert len(of_text(chat).thread.posts) == 20_000
    assert time.process_time() - start < 6
