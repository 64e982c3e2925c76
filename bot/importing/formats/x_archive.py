"""The archive of X, once Twitter: ``data/tweets.js`` and what lies beside it.

Each file is JavaScript, ``window.YTD.tweets.part0 = [...]``; only the list in it is read, as JSON.
An archive can hold hundreds of thousands of posts, so it is gone through twice: once for who
answers whom, once for the words of the thread that was chosen.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Annotated

from pydantic import AliasPath, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.formats.x_posts import (
    SHORT_LINK,
    Link,
    Tweet,
    User,
    XPost,
    address,
    as_raw_post,
    id_in,
    language_of,
    name_of,
    targets_of,
    x_post,
)
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
from bot.importing.phrasing import plural, unescaped
from bot.importing.replies import Reply, Root, author_first, choice_error, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Many, validate

_POSTS = re.compile(
    r"\s*(window\.YTD\.(community_)?tweets?\.part\d+|Grailbird\.data\.tweets_\w+)\s*=\s*\["
)
_ARCHIVE = re.compile(r"\s*(window\.(YTD\.|__THAR_CONFIG)|Grailbird\.data\.)")
_LONG_POSTS = re.compile(r"\s*window\.YTD\.note_tweet\.part\d+\s*=\s*\[")
_ACCOUNT = re.compile(r"\s*window\.YTD\.account\.part\d+\s*=\s*\[")

_CUT = re.compile(r"…((?:\s+https?://[^\s…]+)*)\s*\Z")
_LEADING_NAMES = re.compile(r"(?:@\w+\s+)+")
_SHORTEST_CUT = 200
"""Characters of which a post that goes on elsewhere has more before its ``…``."""

_ID_BITS = 22
"""Bits of an id below those that count the milliseconds."""

_MAX_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class LongPost:
    """The whole of a post of which ``tweets.js`` has only the beginning."""

    id: Annotated[int | None, Field(validation_alias=AliasPath("noteTweet", "noteTweetId"))] = None
    text: Annotated[str, Field(validation_alias=AliasPath("noteTweet", "core", "text"))] = ""
    urls: Annotated[Many[Link], Field(validation_alias=AliasPath("noteTweet", "core", "urls"))] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Whose archive it is."""

    handle: Annotated[str, Field(validation_alias=AliasPath("account", "username"))]
    name: Annotated[
        str | None, Field(validation_alias=AliasPath("account", "accountDisplayName"))
    ] = None


_TWEET = TypeAdapter(Tweet)
_LONG_POST = TypeAdapter(LongPost)
_OWNER = TypeAdapter(Account)


def recognises(documents: Documents) -> bool:
    """Whether a document is a file of an archive; which one it has to be, is said on reading."""
    return any(_begins(document, _ARCHIVE) for document in documents)


def _begins(document: Document, pattern: re.Pattern[str]) -> bool:
    return pattern.match(document.head.decode("utf-8-sig", "replace")) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The thread that begins at the chosen root, or the only one there is."""
    parts = [document for document in documents if _begins(document, _POSTS)]
    if not parts:
        raise documents[0].error(
            "this is another file of an X archive; give its data/tweets.js"
            if recognises(documents)
            else "this is not tweets.js of an X archive; give that file"
        )
    archive = _Archive(parts, options.progress)
    whole = _conversations(archive.posts())
    root = _root(whole, archive, options.root)
    tweets = archive.only(whole.of(root))
    account = _account(documents) or _account_by_answers(tweets)
    long_posts = _LongPosts(documents)
    posts = [x_post(tweet, account) for tweet in tweets]
    replies = _replies(posts, whole.answers, long_posts)
    raw_posts = author_first(conversation(replies, str(root), parts[0]))
    return ParsedSource(
        "an X archive",
        tuple(raw_posts),
        Metadata(
            author=name_of(account),
            source=raw_posts[0].url,
            language=language_of(tweet.lang for tweet in tweets),
        ),
        left_out=tuple(_left_out(whole, len(raw_posts), parts[0])),
        warnings=tuple(_cut_short(raw_posts, posts, long_posts)),
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
        if tweet.is_retweet:
            retweets += 1
            continue
        answers[tweet.id] = tweet.answers
        versions = tweet.edit_info.initial.ids + tweet.edit_info.edit.versions.ids
        last = max(versions, default=0)
        newest |= {old: last for old in versions if old != last}
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
    if wanted is not None and (written := id_in(wanted)):
        id = whole.newest.get(int(written), int(written))
        if id in whole.answers:
            return id
    sizes = Counter(whole.roots.values())
    threads = {root: size for root, size in sizes.items() if size > 1} or sizes
    if wanted is None and len(threads) == 1:
        return next(iter(threads))
    tweets = archive.only(threads.keys())
    roots = [Root(str(one.id), threads[one.id], as_raw_post(x_post(one))) for one in tweets]
    raise choice_error(roots, wanted, archive.parts[0])


def _account(documents: Documents) -> User | None:
    for document in documents:
        if _begins(document, _ACCOUNT):
            for element in elements(document, _ACCOUNT, no_progress):
                account = validate(_OWNER, element, document, "the account")
                return User(account.handle, account.name)
    return None


def _account_by_answers(tweets: Sequence[Tweet]) -> User | None:
    """Without account.js the author's handle is the one that they answered themselves by."""
    ids = {tweet.id for tweet in tweets}
    names = {name for one in tweets if one.answers in ids and (name := one.in_reply_to_screen_name)}
    return User(names.pop()) if len(names) == 1 else None


class _LongPosts:
    """The long posts of an archive, each to be matched with its beginning in ``tweets.js``.

    X gives a post the next id after its long text's, within a second; archives without these ids
    are matched by the words.
    """

    def __init__(self, documents: Documents) -> None:
        self.given = False
        self._posts: list[tuple[str, LongPost]] = []  # sorted by their letters
        for document in documents:
            if _begins(document, _LONG_POSTS):
                self.given = True
                for number, element in enumerate(elements(document, _LONG_POSTS, no_progress), 1):
                    post = validate(_LONG_POST, element, document, f"long post {number}")
                    self._posts.append((_letters(post.text), post))
        self._posts.sort(key=itemgetter(0))
        self._by_id = {post.id: (letters, post) for letters, post in self._posts if post.id}
        self._ids = sorted(self._by_id)

    def whole(self, post: XPost) -> XPost | None:
        """The post with its whole text; None where it seems cut and its long text is lacking."""
        cut = _CUT.search(post.text)
        if cut is None or cut.start() < _SHORTEST_CUT:
            return post
        found = self._matching(post.id, _letters(post.text[: cut.start()]))
        if found is None:
            return None
        own_targets = targets_of(found.urls)
        own = {*own_targets.values()}
        names = _LEADING_NAMES.match(post.text)
        text = f"{names[0] if names else ''}{found.text}"
        for link in cut[1].split():
            target = post.targets.get(link, link)
            if target not in own and id_in(target) != str(post.id):
                text += f" {link}"
        return replace(post, text=text, targets={**post.targets, **own_targets})

    def _matching(self, id: int, beginning: str) -> LongPost | None:
        if ahead := bisect_left(self._ids, id):
            nearest = self._ids[ahead - 1]
            letters, post = self._by_id[nearest]
            is_near = (id >> _ID_BITS) - (nearest >> _ID_BITS) <= _MAX_MILLISECONDS
            half = beginning[: len(beginning) // 2]
            if is_near and half in letters[: 2 * len(beginning)]:
                return post
        start = bisect_left(self._posts, beginning, key=itemgetter(0))
        following = self._posts[start : start + 2]
        found = [post for letters, post in following if letters.startswith(beginning)]
        return found[0] if len(found) == 1 else None


def _letters(text: str) -> str:
    """What a beginning and a long text have in common: links differ, names at the start too."""
    words = SHORT_LINK.sub("", _LEADING_NAMES.sub("", unescaped(text)))
    return "".join(filter(str.isalnum, words))


def _replies(
    posts: Sequence[XPost], answers: Mapping[int, int | None], long_posts: _LongPosts
) -> list[Reply]:
    return [
        Reply(
            str(post.id),
            str(answered) if (answered := answers[post.id]) else None,
            as_raw_post(long_posts.whole(post) or post),
        )
        for post in posts
    ]


def _left_out(whole: Conversations, kept: int, document: Document) -> Iterator[LeftOut]:
    if whole.retweets:
        yield LeftOut(document.name, plural(whole.retweets, "retweet"), "they are others' words")
    if whole.newest:
        what = plural(len(whole.newest), "earlier version")
        yield LeftOut(document.name, what, "the posts were edited")
    if others := len(whole.answers) - kept:
        yield LeftOut(document.name, plural(others, "other post"), "they are not in this thread")


def _cut_short(
    raw_posts: Sequence[RawPost], posts: Sequence[XPost], long_posts: _LongPosts
) -> Iterator[str]:
    cut = {address(post.id, post.user) for post in posts if long_posts.whole(post) is None}
    for position, raw_post in enumerate(raw_posts, 1):
        if raw_post.url in cut and long_posts.given:
            yield (
                f'post {position} ends with "…", and note-tweet.js has no whole text for it: '
                "compare it with X"
            )
        elif raw_post.url in cut:
            yield (
                f'post {position} ends with "…", so tweets.js may have only its beginning; '
                "import the folder that has note-tweet.js too, which has long posts whole"
            )


FORMAT = Format("x", recognises, read, roots=True)
