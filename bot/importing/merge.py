"""Importing again over a knowledge file that people have edited since.

The file is theirs: its words, numbers, comments and gaps stay. Only what is new in the source is
added, below all other posts, since any number in the file may have been cited.
"""

import difflib
import os
import re
import shutil
import textwrap
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.errors import BotError, KnowledgeError
from bot.importing.documents import SourceError
from bot.importing.phrasing import opening
from bot.knowledge.thread import Post, Thread
from bot.knowledge.yaml_files import format_thread, read_thread
from bot.unfinished import unfinished_folder

_ALIKE = 0.6
"""How much two texts have in common, at the least, that are one post before and after an edit."""

_LONG, _LONGEST = 600, 20_000
"""Characters of two texts from which they are compared by words, and from which by sentences: to
compare them letter by letter takes quadratic time."""

_WORD, _SENTENCE = re.compile(r"\S+"), re.compile(r"[^.!?\n]+")

_NEAR = 8
"""Posts without a counterpart that are compared, at the most, with one that may be edited."""

_SAME: tuple[Callable[[Post], Hashable], ...] = (
    lambda post: post.url,
    lambda post: (post.number, post.text),
    lambda post: post.text,
)
"""What two posts have in common that are one, the surest first."""

_COMPARED = ("text", "label", "date", "url")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the file and the source do not say alike; what the file says stays."""

    where: str
    in_file: str | None
    in_source: str | None

    def __str__(self) -> str:
        if self.in_source is None:
            return f"{self.where} is only in the file, and stays"
        file, source = _from_first_difference(self.in_file or "", self.in_source)
        return f'{self.where}: the file\'s "{file}" stays, the source has "{source}"'


@dataclass(frozen=True, slots=True)
class Update:
    """What importing again makes of a file.

    ``thread`` is the file's with the ``added`` posts below. ``taken_out`` are posts of the source
    that someone has removed from the file, as the gap in its numbers shows.
    """

    thread: Thread
    added: tuple[Post, ...]
    taken_out: tuple[Post, ...]
    differences: tuple[Difference, ...]

    def lines(self) -> Iterator[str]:
        """What to tell the person before they agree."""
        yield from map(str, self.differences)
        for post in self.taken_out:
            yield f'left out, as it was taken out of the file: "{opening(post.text)}"'
        for post in self.added:
            yield f'new, as post {post.number}: "{opening(post.text)}"'


def update(file: Thread, source: Thread) -> Update:
    """The file's thread with what is new in the source."""
    pairs = _pairs(file.posts, source.posts)
    new, taken_out = _sorted_out(file.posts, source.posts, pairs)
    added: list[Post] = []
    last = file.posts[-1].number
    for post in new:
        last = max(last + 1, post.number)
        author = None if post.author == file.author else post.author
        added.append(post._replace(number=last, author=author))
    return Update(
        replace(file, posts=(*file.posts, *added)),
        tuple(added),
        tuple(taken_out),
        tuple(_differences(file, source, pairs)),
    )


def _pairs(old: Sequence[Post], new: Sequence[Post]) -> dict[int, Post]:
    """The file's post for each post of the source, by its position there.

    Posts are paired by its link, then by its number and words, then by its words, then by similar
    words near its place.
    """
    pairs: dict[int, Post] = {}
    for same in _SAME:
        taken = {post.number for post in pairs.values()}
        waiting: defaultdict[Hashable, list[Post]] = defaultdict(list)
        for post in reversed(old):
            if post.number not in taken:
                waiting[same(post)].append(post)
        for at, post in enumerate(new):
            if at not in pairs and same(post) is not None and waiting[same(post)]:
                pairs[at] = waiting[same(post)].pop()
    taken = {post.number for post in pairs.values()}
    for at, below, above in list(_unpaired(pairs, len(new))):
        for post in (*_between(old, below, above)[:_NEAR], *_around(old, new[at].number)):
            if post.number not in taken and _is_edited(post, new[at]):
                pairs[at] = post
                taken.add(post.number)
                break
    return pairs


def _unpaired(pairs: Mapping[int, Post], count: int) -> Iterator[tuple[int, int, int | None]]:
    """The positions in the source that have no post in the file.

    With each comes the number of the file's post that it is below, 0 at the top, and the number
    of the one it is above, None at the end.
    """
    positions = sorted(pairs)
    below = 0
    for at in range(count):
        if at in pairs:
            below = pairs[at].number
            continue
        following = bisect_right(positions, at)
        is_last = following == len(positions)
        yield at, below, None if is_last else pairs[positions[following]].number


def _between(posts: Sequence[Post], below: int, above: int | None) -> Sequence[Post]:
    """The posts with numbers between the two."""
    start = bisect_right(posts, below, key=lambda post: post.number)
    stop = len(posts) if above is None else bisect_left(posts, above, key=lambda post: post.number)
    return posts[start:stop]


def _around(posts: Sequence[Post], number: int) -> Sequence[Post]:
    """The posts with the nearest numbers: one that came late is lower than it belongs."""
    at = bisect_left(posts, number, key=lambda post: post.number)
    return posts[max(at - _NEAR, 0) : at + _NEAR]


def _is_edited(post: Post, other: Post) -> bool:
    """Whether two posts are one before and after an edit."""
    if post.url and other.url:
        return False  # both are known, and not the same
    one, two = post.text, other.text
    length = len(one) + len(two)
    ends = _same_start(one, two) + _same_start(one[::-1], two[::-1])
    if 2 * min(ends, len(one), len(two)) >= _ALIKE * length:
        return True
    if length > _LONG:
        part = _SENTENCE if length > _LONGEST else _WORD
        parts = difflib.SequenceMatcher(None, part.findall(one), part.findall(two))
    else:
        parts = difflib.SequenceMatcher(None, one, two)
    return parts.quick_ratio() >= _ALIKE and parts.ratio() >= _ALIKE


def _sorted_out(
    old: Sequence[Post], new: Sequence[Post], pairs: Mapping[int, Post]
) -> tuple[list[Post], list[Post]]:
    """The posts that only the source has, as they are new to it or were taken out of the file.

    A post was taken out where the numbers of the file have a gap for it.
    """
    added, taken_out = [], []
    filled: Counter[int] = Counter()
    for at, below, above in _unpaired(pairs, len(new)):
        gap = 0 if above is None else above - below - 1 - len(_between(old, below, above))
        if filled[below] < gap:
            filled[below] += 1
            taken_out.append(new[at])
        else:
            added.append(new[at])
    return added, taken_out


def _differences(file: Thread, source: Thread, pairs: Mapping[int, Post]) -> Iterator[Difference]:
    """Where the source says something that the file says otherwise, or not at all."""
    for at, post in sorted(pairs.items()):
        other = source.posts[at]
        for part in _COMPARED:
            in_file, in_source = getattr(post, part), getattr(other, part)
            if in_source is not None and in_file != in_source:
                yield Difference(f"post {post.number}, {part}", in_file, in_source)
        if (writer := other.author or source.author) and writer != (post.author or file.author):
            yield Difference(f"post {post.number}, author", post.author or file.author, writer)
    paired = {post.number for post in pairs.values()}
    for post in file.posts:
        if post.number not in paired:
            yield Difference(f"post {post.number}", post.text, None)


def _from_first_difference(one: str, other: str) -> tuple[str, str]:
    """Both texts from the word in which they part, so that what is shown is what differs."""
    start = one.rfind(" ", 0, max(_same_start(one, other) - 10, 0)) + 1
    dots = "…" if start else ""
    return dots + opening(one[start:]), dots + opening(other[start:])


def _same_start(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))


def write_update(update: Update, path: Path) -> None:
    """Write the added posts below the file's others, and leave all else in it as it is.

    A link stays, and what it leads to is written. Raises BotError, the file being as it was, where
    that cannot be done.
    """
    real = Path(os.path.realpath(path))
    try:
        with unfinished_folder(real.parent, "import") as folder:
            written = folder / path.name
            with path.open(encoding="utf-8", newline="") as file:
                text = _with_posts(file.read(), update.added)
            written.write_text(text, encoding="utf-8", newline="")
            if not _reads_as(written, update.thread):
                raise SourceError(
                    f"{path}: posts cannot be added to it as it is written; "
                    "import into another file, and copy them over"
                )
            shutil.copymode(path, written)
            written.replace(real)
    except OSError as error:
        raise BotError(f"{path} cannot be written ({error.strerror}); make room for it") from None


def _with_posts(text: str, posts: Sequence[Post]) -> str:
    """A knowledge file's text with more posts, below its others and above what follows them."""
    top = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(top, yaml.MappingNode)
    keys = [key.value for key, _ in top.value]
    place = keys.index("posts")
    lines = text.splitlines(keepends=True)
    if place + 1 < len(keys):
        lines = lines[: top.value[place + 1][0].start_mark.line]
        while lines[-1].startswith("#") or not lines[-1].strip():  # what is said of the next key
            lines.pop()
    above = "".join(lines)
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = " " * top.value[place][1].start_mark.column
    written = format_thread(Thread(id="", title="-", posts=tuple(posts)))
    more = textwrap.indent(written.partition("posts:\n")[2], indent, lambda line: line != "\n")
    return above.rstrip() + newline * 2 + more.replace("\n", newline) + text[len(above) :]


def _reads_as(path: Path, thread: Thread) -> bool:
    try:
        return read_thread(path) == thread
    except KnowledgeError:
        return False
