"""What no format reads is named by what it is, with the way that works; it is never a paste."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from bot.importing import SourceError
from tests.importing.handing_over import of_files, of_text, texts


def refusal(content: str | bytes) -> str:
    """The sentence with which a source is refused."""
    with pytest.raises(SourceError) as error:
        of_text(content)
    return str(error.value)


KINDS = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3",
    "a file packed with gzip": b"\x1f\x8b\x08\0",
    "a file packed with bzip2": b"BZh91AY&SY",
    "a file packed with xz": b"\xfd7zXZ\0",
    "a 7z archive": b"7z\xbc\xaf\x27\x1c",
    "a RAR archive": b"Rar!\x1a\x07\0",
    "a tar archive": b"posts.txt".ljust(257, b"\0") + b"ustar\0",
    "a CAR file": b"\x3a\xa2\x65roots\x81\xd8",
    "a Safari web archive": b"bplist00\xd1",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "an RTF document": rb"{\rtf1\ansi Bread\par}",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a film or a sound": b"\0\0\0\x18ftypmp42",
    "a database of SQLite": b"SQLite format 3\0",
    "a feed": b'<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>',
    "XML": b'<?xml version="1.0"?><posts><post>Bread</post></posts>',
    "an e-mail": b"Return-Path: <a@b.c>\nReceived: from x\n by y\nSubject: Bread\n\nBread\n",
    "an e-mail, which": b"Von: Ada\nGesendet: 18.01.2024\nAn: Bob\nBetreff: Brot\n\nBrot\n",
    "a calendar": b"BEGIN:VCALENDAR\r\n",
    "a file of subtitles": b"WEBVTT\n\n00:01.000 --> 00:03.000\nBread\n",
    "subtitles": b"1\r\n00:00:01,000 --> 00:00:03,000\r\nBread\r\n",
}


def test_a_feed_is_known_behind_comments_which_take_no_time() -> None:
    """Comments before the feed are passed over once each, where they took time without end."""
    comments = "<!-- a --> " + "<!---->" * 400
    feed = f"<?xml version='1.0'?>{comments}<rss version='2.0'>"
    assert "this is a feed, " in refusal(feed)
    assert texts(of_text(comments)) == [comments]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_named_by_its_first_bytes(kind: str) -> None:
    """Whatever the file is called, the sentence says what it is and what to do."""
    sentence = refusal(KINDS[kind])
    assert kind in sentence
    assert "which is not read; " in sentence


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.xml", "an Excel table"),
        ("mimetype", "an OpenDocument file"),
    ],
)
def test_a_document_that_is_a_zip_archive_is_named(member: str, kind: str) -> None:
    """A Word document is no archive of posts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "x")
    assert kind in refusal(packed.getvalue())


@pytest.mark.parametrize("name", ["like", "note_tweet", "deleted_tweets", "ad_engagements"])
def test_another_file_of_an_x_archive_names_the_file_to_give(name: str) -> None:
    """Likes are others' words, and a line of JSON is no post."""
    assert "data/tweets.js" in refusal(f'window.YTD.{name}.part0 = [ {{ "a": {{}} }} ]')


ERRORS = {
    '{"success": false, "message": "gone"}': "gone",
    '{"status": "error", "message": "gone"}': "gone",
    '{"errors": ["gone"], "error_type": "not_found"}': "gone",
    '{"errcode": "M_UNKNOWN", "error": "gone"}': "gone",
    '{"code": 0, "message": "gone"}': "gone",
    '[{"error": "gone"}]': "gone",
    '{"error": "NotFound", "message": "Post not found"}': "NotFound: Post not found",
    '{"error": "Record not found"}': "Record not found",
    '{"errors": [{"message": "Could not authenticate you", "code": 32}]}': "Could not authenticate",
    '{"ok": false, "error": "channel_not_found"}': "channel_not_found",
    '{"message": "Unknown Channel", "code": 10003}': "Unknown Channel",
    '{"detail": "Not found."}': "Not found.",
    '{"message": "Not Found", "documentation_url": "https://x", "status": "404"}': "Not Found",
    '{"error": {"code": 404, "message": "gone"}}': "gone",
    '{"errors": [{"message": "gone"}], "data": {}}': "gone",
    '{"ok": false, "error_code": 404, "description": "gone"}': "gone",
}


@pytest.mark.parametrize("answer", ERRORS)
def test_an_error_answer_of_a_server_is_refused_with_its_words(answer: str) -> None:
    """An address that did not give a thread gives no thread of one post."""
    sentence = refusal(answer)
    assert "the server answered with an error" in sentence
    assert ERRORS[answer] in sentence


def test_a_file_that_is_named_as_json_and_holds_none_is_refused(tmp_path: Path) -> None:
    """What a server answered in plain words, or as a page, is no paste of one post."""
    answer = tmp_path / "thread.json"
    for content in ("Not Found", "null", "<!DOCTYPE html><html><body><p>Bread</p></body></html>"):
        answer.write_text(content)
        with pytest.raises(SourceError, match="named as JSON"):
            of_files(answer)


def test_a_post_with_an_empty_error_is_a_post() -> None:
    """Only what has nothing but an error is an error's answer."""
    assert texts(of_text('{"text": "Bread", "error": null}')) == ["Bread"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"post_stream": {"posts": []}, "id": 5}', "Discourse"),
        ('{"result": "success", "msg": "", "messages": [{"id": 1}]}', "Zulip"),
        ('[{"event_id": "$1", "sender": "@ada:x", "type": "m.room.message"}]', "Matrix"),
        ('{"participants": [{"name": "Ada"}], "messages": [], "title": "x"}', "Messenger"),
        ('{"cells": [], "nbformat": 4, "metadata": {}}', "Jupyter"),
    ],
)
def test_json_of_a_known_program_is_named(content: str, kind: str) -> None:
    """Each is refused by name, with one table as the way."""
    assert kind in refusal(content)
    assert '"text,author,date,url"' in refusal(content)


def test_json_of_a_chat_that_is_known_is_no_table() -> None:
    """Its one list has texts, but their authors are not where a table has them."""
    zulip = {"result": "success", "msg": "", "messages": [{"content": "<p>Bread</p>"}]}
    assert "this is JSON of Zulip" in refusal(json.dumps(zulip))
