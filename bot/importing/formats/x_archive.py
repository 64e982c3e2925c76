"""The archive of X, once Twitter: ``data/tweets.js`` and what lies beside it.

Each file is JavaScript, ``window.YTD.tweets.part0 = [...]``; only the list in it is read, as JSON.
An archive can hold hundreds of thousands of posts, so it is gone through twice: once for who
answers whom, once for the words of the thread that was chosen.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, AliasPath, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.json_stream import elements
from bot.importing.parsed_source import (
    Format,
    ImportOptions,
    Metadata,
    ParsedSource,
    Progress,
    RawPost,
    no_progress,
)
from bot.importing.phrasing import Medium, moment, person, plural
from bot.importing.replies import (
    Reply,
    Root,
    author_first,
    choice_error,
    conversation,
    last_part,
)
from bot.importing.report import LeftOut
from bot.importing.validation import validate

_POSTS = re.compile(r"\s*(window\.YTD\.tweets?\.part\d+|Grailbird\.data\.tweets_\w+)\s*=\s*\[")
_LONG_POSTS = re.compile(r"\s*window\.YTD\.note_tweet\.part\d+\s*=\s*\[")
_ACCOUNT = re.compile(r"\s*window\.YTD\.account\.part\d+\s*=\s*\[")

_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_CUT = re.compile(r"…(\s+https?://\S+)?\s*\Z")
_SHORTEST_CUT = 200
"""Characters of which a post that goes on elsewhere has more before its ``…``."""

_KINDS = {"photo": "picture", "video": "video", "animated_gif": "animation"}
_NO_LANGUAGE = {None, "und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"}


@dataclass(frozen=True, slots=True)
class Link:
    """A short link and where it leads; long posts spell the keys in their own way."""

    short: Annotated[str, Field(validation_alias=AliasChoices("url", "shortUrl"))]
    target: Annotated[
        str | None, Field(validation_alias=AliasChoices("expanded_url", "expandedUrl"))
    ] = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or film, and the short link in the text that stands for it."""

    url: str | None = None
    type: str = "photo"
    ext_alt_text: str | None = None


@dataclass(frozen=True, slots=True)
class Entities:
    """What the text of a post holds beside words."""

    urls: tuple[Link, ...] = ()
    media: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """The ids of all versions of a post, the newest last."""

    ids: Annotated[tuple[int, ...], Field(validation_alias="editTweetIds")] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What a later version of a post says of the others."""

    versions: Annotated[Versions, Field(validation_alias="editControlInitial")] = Versions()


@dataclass(frozen=True, slots=True)
class EditInfo:
    """Where a post stands among its versions."""

    initial: Versions = Versions()
    edit: Edit = Edit()


@dataclass(frozen=True, slots=True)
class Tweet:
    """A post of the archive."""

    id: Annotated[int, Field(validation_alias=AliasChoices("id_str", "id"))]
    text: Annotated[str, Field(validation_alias=AliasChoices("full_text", "text"))]
    created_at: str
    answers: Annotated[
        int | None,
        Field(validation_alias=AliasChoices("in_reply_to_status_id_str", "in_reply_to_status_id")),
    ] = None
    in_reply_to_screen_name: str | None = None
    lang: str | None = None
    entities: Entities = Entities()
    extended_entities: Entities = Entities()
    edit_info: EditInfo = EditInfo()


@dataclass(frozen=True, slots=True)
class LongPost:
    """The whole of a post of which ``tweets.js`` has only the beginning."""

    text: Annotated[str, Field(validation_alias=AliasPath("noteTweet", "core", "text"))] = ""
    urls: Annotated[
        tuple[Link, ...], Field(validation_alias=AliasPath("noteTweet", "core", "urls"))
    ] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Whose archive it is."""

    username: Annotated[str, Field(validation_alias=AliasPath("account", "username"))]
    name: Annotated[
        str | None, Field(validation_alias=AliasPath("account", "accountDisplayName"))
    ] = None


_TWEET = TypeAdapter(Tweet)
_LONG_POST = TypeAdapter(LongPost)
_OWNER = TypeAdapter(Account)


def recognises(documents: Documents) -> bool:
    """Whether a document is a list of posts of an archive."""
    return any(_begins(document, _POSTS) for document in documents)


def _begins(document: Document, pattern: re.Pattern[str]) -> bool:
    return pattern.match(document.head.decode("utf-8-sig", "replace")) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The thread that begins at the chosen root, or the only one there is."""
    parts = [document for document in documents if _begins(document, _POSTS)]
    if not parts:
        raise documents[0].error("this is not tweets.js of an X archive; give that file")
    archive = _Archive(parts, options.progress)
    whole = _conversations(archive.posts())
    root = _root(whole, archive, options.root)
    tweets = archive.only(whole.of(root))
    account = _account(documents) or _account_by_answers(tweets)
    replies = _replies(tweets, whole, account, list(_long_posts(documents)))
    raw_posts = author_first(conversation(replies, str(root), parts[0]))
    return ParsedSource(
        "an X archive",
        tuple(raw_posts),
        Metadata(
            author=person(account.name, f"@{account.username}") if account else None,
            source=raw_posts[0].url,
            language=_language(tweets),
        ),
        left_out=tuple(_left_out(whole, len(raw_posts), parts[0])),
        warnings=tuple(_cut_short(raw_posts)),
    )


class _Archive:
    """The posts of an archive, gone through as often as needed."""

    def __init__(self, parts: Sequence[Document], progress: Progress) -> None:
        self.parts = parts
        self._progress = progress
        self._done = 0
        self._size = sum(part.size for part in parts)

    def posts(self) -> Iterator[Tweet]:
        """Every post; of the two times this is done, the first is half of the progress."""
        for part in self.parts:
            for number, element in enumerate(elements(part, _POSTS, self._tell), 1):
                tweet = element.get("tweet", element) if isinstance(element, dict) else element
                yield validate(_TWEET, tweet, part, f"post {number}")
            self._done += part.size

    def only(self, ids: Set[int]) -> list[Tweet]:
        """The posts of these ids."""
        return [tweet for tweet in self.posts() if tweet.id in ids]

    def _tell(self, done: int, total: int) -> None:
        self._progress(min(self._done + done, 2 * self._size), 2 * self._size)


@dataclass(frozen=True, slots=True)
class Conversations:
    """Who answers whom, by id alone.

    ``answers`` has each post but retweets and old versions, and the post that it answers.
    ``roots`` has the post that the thread of each begins with. ``newest`` has the last version of
    each old one.
    """

    answers: Mapping[int, int | None]
    roots: Mapping[int, int]
    newest: Mapping[int, int]
    retweets: int

    def of(self, root: int) -> Set[int]:
        """The posts of the whole conversation that ``root`` is a part of."""
        return {id for id, beginning in self.roots.items() if beginning == self.roots[root]}


def _conversations(tweets: Iterable[Tweet]) -> Conversations:
    answers: dict[int, int | None] = {}
    newest: dict[int, int] = {}
    retweets = 0
    for tweet in tweets:
        if tweet.text.startswith("RT @"):  # "retweeted" is false of all posts in an archive
            retweets += 1
            continue
        answers[tweet.id] = tweet.answers
        versions = tweet.edit_info.initial.ids + tweet.edit_info.edit.versions.ids
        newest |= {old: max(versions) for old in versions if old != max(versions)}
    newest = {old: new for old, new in newest.items() if new in answers}
    current = {
        id: newest.get(answered, answered) if answered else None
        for id, answered in answers.items()
        if id not in newest
    }
    return Conversations(current, _roots(current), newest, retweets)


def _roots(answers: Mapping[int, int | None]) -> Mapping[int, int]:
    roots: dict[int, int] = {}
    for id in answers:
        climbed, top = {id}, id
        while (above := answers[top]) is not None and above in answers:
            if above in roots or above in climbed:
                break
            climbed.add(top := above)
        root = top if above is None else roots.get(above, top)
        roots |= dict.fromkeys(climbed, root)
    return roots


def _root(whole: Conversations, archive: _Archive, wanted: str | None) -> int:
    """The post to begin with; raises SourceError with the choices where it is not clear."""
    if wanted is not None and last_part(wanted).isdecimal():
        id = int(last_part(wanted))
        id = whole.newest.get(id, id)
        if id in whole.answers:
            return id
    sizes = Counter(whole.roots.values())
    threads = {root: size for root, size in sizes.items() if size > 1} or sizes
    if wanted is None and len(threads) == 1:
        return next(iter(threads))
    tweets = archive.only(threads.keys())
    roots = [Root(str(one.id), threads[one.id], _raw_post(one, None, ())) for one in tweets]
    raise choice_error(roots, wanted, archive.parts[0])


def _account(documents: Documents) -> Account | None:
    for document in documents:
        if _begins(document, _ACCOUNT):
            for element in elements(document, _ACCOUNT, no_progress):
                return validate(_OWNER, element, document, "the account")
    return None


def _account_by_answers(tweets: Sequence[Tweet]) -> Account | None:
    """Without account.js the author's handle stands where they answered themselves."""
    ids = {tweet.id for tweet in tweets}
    names = {name for one in tweets if one.answers in ids and (name := one.in_reply_to_screen_name)}
    return Account(username=names.pop()) if len(names) == 1 else None


def _long_posts(documents: Documents) -> Iterator[LongPost]:
    for document in documents:
        if _begins(document, _LONG_POSTS):
            for number, element in enumerate(elements(document, _LONG_POSTS, no_progress), 1):
                yield validate(_LONG_POST, element, document, f"long post {number}")


def _replies(
    tweets: Sequence[Tweet],
    whole: Conversations,
    account: Account | None,
    long_posts: Sequence[LongPost],
) -> list[Reply]:
    return [
        Reply(
            str(tweet.id),
            str(answered) if (answered := whole.answers[tweet.id]) else None,
            _raw_post(tweet, account, long_posts),
        )
        for tweet in tweets
    ]


def _raw_post(tweet: Tweet, account: Account | None, long_posts: Sequence[LongPost]) -> RawPost:
    """The post as its readers see it: whole, its links as they lead, its pictures in words."""
    attached = tweet.extended_entities.media or tweet.entities.media
    targets = {link.short: link.target for link in tweet.entities.urls if link.target}
    targets |= {one.url: "" for one in attached if one.url}
    text = html.unescape(tweet.text)
    if whole := _whole(text, long_posts):
        targets |= {link.short: link.target for link in whole.urls if link.target}
        text = html.unescape(whole.text)
    words = _SHORT_LINK.sub(lambda link: targets.get(link[0], link[0]), text).strip()
    media = tuple(Medium(_KINDS.get(one.type, one.type), one.ext_alt_text) for one in attached)
    return RawPost(
        words,
        media=media,
        date=_date(tweet.created_at),
        url=f"https://x.com/{account.username if account else 'i'}/status/{tweet.id}",
    )


def _whole(text: str, long_posts: Sequence[LongPost]) -> LongPost | None:
    """The long post that this text is only the beginning of."""
    beginning, cuts = _CUT.subn("", text)
    if not cuts or len(beginning) < _SHORTEST_CUT:
        return None
    whole = (one for one in long_posts if html.unescape(one.text).startswith(beginning.strip()))
    return next(whole, None)


def _date(written: str) -> str | None:
    try:
        return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y").isoformat()
    except ValueError:
        return moment(written)  # as in the archives before 2019


def _language(tweets: Sequence[Tweet]) -> str | None:
    """The language that X took all the posts for, if it is one."""
    languages = {tweet.lang for tweet in tweets} - _NO_LANGUAGE
    return languages.pop() if len(languages) == 1 else None


def _left_out(whole: Conversations, kept: int, document: Document) -> Iterator[LeftOut]:
    if whole.retweets:
        yield LeftOut(document.name, plural(whole.retweets, "retweet"), "they are others' words")
    if whole.newest:
        what = plural(len(whole.newest), "earlier version")
        yield LeftOut(document.name, what, "the posts were edited")
    if others := len(whole.answers) - kept:
        yield LeftOut(document.name, plural(others, "other post"), "they are not in this thread")


def _cut_short(raw_posts: Sequence[RawPost]) -> Iterator[str]:
    for position, raw_post in enumerate(raw_posts, 1):
        if len(raw_post.text) > _SHORTEST_CUT and _CUT.search(raw_post.text):
            yield (
                f"post {position} is cut short in tweets.js; "
                "import the folder that has note-tweet.js too, which has it whole"
            )


FORMAT = Format("x", recognises, read, roots=True)
