"""Posts of X, once Twitter, as its archive and its interfaces spell them: shapes and words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from bot.importing.parsed_source import RawPost
from bot.importing.phrasing import Medium, moment, person, unescaped
from bot.importing.replies import last_part
from bot.importing.validation import Many

SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_STATUS = re.compile(r"/status(?:es)?/(\d+)")
_OWN_MEDIA = re.compile(r"/status/(\d+)/(photo|video)/\d+$")
_MAX_ID_DIGITS = 20
_KINDS = {"photo": "picture", "video": "video", "animated_gif": "animation"}
_NO_LANGUAGE = frozenset({None, "und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})


@dataclass(frozen=True, slots=True)
class Link:
    """A short link and where it leads; each interface spells the keys in its own way."""

    short: Annotated[str, Field(validation_alias=AliasChoices("url", "shortUrl"))] = ""
    target: Annotated[
        str | None, Field(validation_alias=AliasChoices("expanded_url", "expandedUrl"))
    ] = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or film, and the short link in the text that stands for it."""

    url: str | None = None
    type: str = "photo"
    alt: Annotated[str | None, Field(validation_alias=AliasChoices("ext_alt_text", "alt_text"))] = (
        None
    )
    address: Annotated[str | None, Field(validation_alias="media_url_https")] = None


@dataclass(frozen=True, slots=True)
class Entities:
    """What the text of a post holds beside words."""

    urls: Many[Link] = ()
    media: Many[Attached] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """The ids of all versions of a post, the newest last."""

    ids: Annotated[Many[int], Field(validation_alias="editTweetIds")] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What a later version of a post says of the others."""

    versions: Annotated[Versions, Field(validation_alias="editControlInitial")] = Versions()


@dataclass(frozen=True, slots=True)
class EditInfo:
    """The place of a post among its versions."""

    initial: Versions = Versions()
    edit: Edit = Edit()


@dataclass(frozen=True, slots=True)
class User:
    """Who wrote a post."""

    handle: Annotated[str, Field(validation_alias=AliasChoices("screen_name", "username"))] = ""
    name: Annotated[str | None, Field(validation_alias=AliasChoices("name", "displayname"))] = None


def _whole_first(written: Any) -> Any:
    """The first interface keeps the whole of a long post in a part of its own."""
    if isinstance(written, dict) and isinstance(whole := written.get("extended_tweet"), dict):
        return written | {"truncated": False} | whole
    return written


@dataclass(frozen=True, slots=True)
class Tweet:
    """A post, as the archive and the first interface have it; in an archive without its user."""

    id: Annotated[int, Field(validation_alias=AliasChoices("id_str", "id"))]
    text: Annotated[str, Field(validation_alias=AliasChoices("full_text", "text"))]
    created_at: str = ""
    answers: Annotated[
        int | None,
        Field(validation_alias=AliasChoices("in_reply_to_status_id_str", "in_reply_to_status_id")),
    ] = None
    in_reply_to_screen_name: str | None = None
    lang: str | None = None
    entities: Entities = Entities()
    extended_entities: Entities = Entities()
    edit_info: EditInfo = EditInfo()
    user: User | None = None
    truncated: bool = False
    retweeted: Annotated[
        int | None, Field(validation_alias=AliasPath("retweeted_status", "id"))
    ] = None

    @property
    def is_retweet(self) -> bool:
        """Whether it repeats another's post; the archive says so by its first words alone."""
        return self.retweeted is not None or self.text.startswith("RT @")


ApiTweet = Annotated[Tweet, BeforeValidator(_whole_first)]


@dataclass(frozen=True, slots=True)
class XPost:
    """A post, however it was spelled; ``text`` has entities and short links as X writes them."""

    id: int
    text: str
    date: str | None = None
    answers: int | None = None
    user: User | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Attached, ...] = ()
    language: str | None = None
    conversation: int | None = None
    cut: bool = False


def x_post(tweet: Tweet, user: User | None = None) -> XPost:
    """The post that the archive or the first interface has."""
    return XPost(
        tweet.id,
        tweet.text,
        date_of(tweet.created_at),
        tweet.answers,
        user or tweet.user,
        targets_of(tweet.entities.urls),
        tweet.extended_entities.media or tweet.entities.media,
        tweet.lang,
        cut=tweet.truncated,
    )


def targets_of(links: Iterable[Link]) -> dict[str, str]:
    """Where short links lead."""
    return {link.short: link.target for link in links if link.short and link.target}


def as_raw_post(post: XPost) -> RawPost:
    """The post as its readers see it: its links as they lead, its pictures in words."""
    attached = {one.url: "" for one in post.media if one.url}
    targets = {**post.targets, **attached}
    media = [Medium(_KINDS.get(one.type, one.type), one.alt, one.address) for one in post.media]
    for short, target in post.targets.items():
        if (own := _OWN_MEDIA.search(target)) and own[1] == str(post.id):
            targets[short] = ""
            if not post.media:
                media.append(Medium("picture" if own[2] == "photo" else "video"))
    return RawPost(
        expanded(post.text, targets),
        media=tuple(media),
        author=name_of(post.user),
        date=post.date,
        url=address(post.id, post.user),
    )


def expanded(text: str, targets: Mapping[str, str]) -> str:
    """The text with its entities decoded and its short links as they lead."""
    return SHORT_LINK.sub(lambda link: targets.get(link[0], link[0]), unescaped(text)).strip()


def name_of(user: User | None) -> str | None:
    """What to call the author of a post."""
    return person(user.name, user.handle and f"@{user.handle}") if user else None


def address(id: int, user: User | None) -> str:
    """Where people read the post; X finds it without the name too."""
    return f"https://x.com/{(user and user.handle) or 'i'}/status/{id}"


def id_in(link: str) -> str:
    """The post's id in a link to it or to its pictures, or the id itself; empty where none is."""
    found = _STATUS.search(link)
    id = found[1] if found else last_part(link)
    return id if id.isdecimal() and len(id) <= _MAX_ID_DIGITS else ""


def date_of(written: str) -> str | None:
    """The moment in any of the forms in which X writes it."""
    try:
        return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y").isoformat()
    except ValueError:
        return moment(written)


def language_of(languages: Iterable[str | None]) -> str | None:
    """The language that X took all the posts for, if it is one."""
    known = set(languages) - _NO_LANGUAGE
    return known.pop() if len(known) == 1 else None
