"""What members see of a Slack message: its text, its blocks and what is attached to it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.importing.phrasing import Medium, linked, unescaped

_Object: TypeAlias = Mapping[str, Any]

_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>")
_MARK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r"(?<![\w:]):([a-z][\w'+-]*(?:::skin-tone-[2-6])?|\+1|-1):(?![\w:])")
_NEARLY_ALL = 0.8
_TEXTS = frozenset({"plain_text", "mrkdwn", "raw_text"})


@dataclass(slots=True)
class Words:
    """The words of messages, and what of them could not be read.

    ``names`` are the members by id. ``emoji`` are learned from blocks, which have the characters;
    in texts they are names between colons. ``unread`` counts the blocks of unknown types.
    """

    names: Mapping[str, str]
    emoji: dict[str, str] = field(default_factory=dict)
    named_emoji: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    unread: Counter[str] = field(default_factory=Counter)
    previews: int = 0
    cut_files: int = 0

    def of(
        self, text: str, blocks: Sequence[_Object], attachments: Sequence[_Object]
    ) -> tuple[str, list[Medium]]:
        """The words of a message, and the pictures on it."""
        for element in _objects_in(blocks):
            self._learn(element)
        media: list[Medium] = []
        own, laid_out = self.marked(text), self.blocks(blocks, media)
        if laid_out and not (own and _is_typed(blocks) and _has_words_of(own, laid_out)):
            own = _joined(own, laid_out)
        words = [own, *(self.attachment(one, own, media) for one in attachments)]
        shown = "\n".join(filter(None, words))
        self.named_emoji.update(_EMOJI.findall(shown))
        return shown, media

    def _learn(self, element: _Object) -> None:
        name, codes = element.get("name"), element.get("unicode")
        if (
            element.get("type") == "emoji"
            and isinstance(name, str)
            and (shown := _character(codes))
        ):
            tone = element.get("skin_tone")
            self.emoji[f"{name}::skin-tone-{tone}" if tone else name] = shown

    def marked(self, text: str) -> str:
        """A text without Slack's marks for people, channels, links and emoji."""
        self.mentioned.update(_MENTION.findall(text))

        def shown(mark: re.Match[str]) -> str:
            target, label = mark[1], mark[2] or ""
            match target[0]:
                case "@":
                    return f"@{self.names.get(target[1:]) or label or target[1:]}"
                case "#":
                    return f"#{label or target[1:]}"
                case "!":
                    return label or f"@{target[1:]}"
            return linked(label, target) if target.startswith("http") else label or target

        words = unescaped(_MARK.sub(shown, text))
        return _EMOJI.sub(lambda name: self.emoji.get(name[1], name[0]), words)

    def blocks(self, blocks: Sequence[_Object], media: list[Medium]) -> str:
        """The words of blocks, one below the other; their pictures are added to ``media``."""
        return "\n".join(filter(None, (self._block(block, media) for block in blocks)))

    def _block(self, block: _Object, media: list[Medium]) -> str:
        match block.get("type"):
            case "rich_text":
                return "\n".join(filter(None, map(self._rich, _objects(block.get("elements")))))
            case "section" | "header" | "context" | "input":
                media += _pictures([block.get("accessory"), *_list(block.get("elements"))])
                parts = [block.get("label"), block.get("text"), *_list(block.get("fields"))]
                return self._texts([*parts, *_list(block.get("elements"))])
            case "markdown":
                return unescaped(_text(block.get("text")))
            case "image":
                media += _pictures([block])
                return self._texts([block.get("title")])
            case "video":
                media.append(Medium("video", _text(block.get("alt_text")), block.get("video_url")))
                return self._texts([block.get("title"), block.get("description")])
            case "table":
                return "\n".join(map(self._row, _list(block.get("rows"))))
            case "actions" | "divider":
                return ""
            case kind:
                self.unread[str(kind)] += 1
                return self._texts(list(_objects_in([block])))

    def _row(self, cells: object) -> str:
        shown = []
        for cell in _objects(cells):
            rich = [self._rich(part) for part in _objects(cell.get("elements"))]
            shown.append("\n".join(rich) or self._texts([cell]))
        return " | ".join(shown)

    def _texts(self, parts: Sequence[object]) -> str:
        """The texts among parts of a block, one a line."""
        texts = [
            part for part in parts if isinstance(part, dict) and str(part.get("type")) in _TEXTS
        ]
        return "\n".join(
            self.marked(_text(part.get("text")))
            if part["type"] == "mrkdwn"
            else _EMOJI.sub(lambda name: self.emoji.get(name[1], name[0]), _text(part.get("text")))
            for part in texts
        )

    def _rich(self, element: _Object) -> str:
        """A paragraph, a list, a quotation or code of a rich text."""
        inside = _objects(element.get("elements"))
        match element.get("type"):
            case "rich_text_list":
                start = element.get("offset") or 0
                ordered = element.get("style") == "ordered" and isinstance(start, int)
                indent = "  " * min(_count(element.get("indent")), 8)
                return "\n".join(
                    f"{indent}{f'{start + at}.' if ordered else '-'} {self._rich_inline(item)}"
                    for at, item in enumerate(inside, 1)
                )
            case "rich_text_quote":
                return "\n".join(f"> {line}" for line in self._rich_inline(element).split("\n"))
        return self._rich_inline(element).strip("\n")

    def _rich_inline(self, element: _Object) -> str:
        return "".join(map(self._inline, _objects(element.get("elements"))))

    def _inline(self, element: _Object) -> str:
        """A stretch of a line; those of unknown types are their text, if they have one."""
        match element.get("type"):
            case "link":
                return linked(_text(element.get("text")), _text(element.get("url")))
            case "user":
                id = _text(element.get("user_id"))
                self.mentioned.update(filter(None, [id]))
                return f"@{self.names.get(id, id)}"
            case "channel":
                return f"#{_text(element.get('channel_id'))}"
            case "usergroup":
                return f"@{_text(element.get('usergroup_id'))}"
            case "broadcast":
                return f"@{_text(element.get('range'))}"
            case "emoji":
                return _character(element.get("unicode")) or f":{_text(element.get('name'))}:"
            case "date":
                return _text(element.get("fallback"))
            case "color":
                return _text(element.get("value"))
        return _text(element.get("text"))

    def attachment(self, attached: _Object, own: str, media: list[Medium]) -> str:
        """A shared message with its author, or a card; the preview of a link is only counted."""
        if attached.get("is_share") or attached.get("is_msg_unfurl"):
            return self._shared(attached, media)
        page = _text(attached.get("from_url")) or _text(attached.get("original_url"))
        if page and page in own:
            self.previews += 1
            return ""
        if image := _text(attached.get("image_url")):
            media.append(Medium("picture", url=image))
        title, target = self.marked(_text(attached.get("title"))), _text(attached.get("title_link"))
        cells = [
            ": ".join(
                filter(None, (_text(cell.get("title")), self.marked(_text(cell.get("value")))))
            )
            for cell in _objects(attached.get("fields"))
        ]
        lines = [
            self.marked(_text(attached.get("pretext"))),
            _text(attached.get("author_name")),
            linked(title, target) if target.startswith("http") and title else title,
            self.marked(_text(attached.get("text"))),
            self.blocks(_objects(attached.get("blocks")), media),
            *cells,
            self.marked(_text(attached.get("footer"))),
        ]
        words = "\n".join(filter(None, lines))
        return words or self.marked(_text(attached.get("fallback")))

    def _shared(self, attached: _Object, media: list[Medium]) -> str:
        id = _text(attached.get("author_id"))
        author = _text(attached.get("author_name")) or self.names.get(id) or id or "another channel"
        inside = [
            block
            for one in _objects(attached.get("message_blocks"))
            for message in _objects([one.get("message")])
            for block in _objects(message.get("blocks"))
        ]
        for element in _objects_in(inside):
            self._learn(element)
        media += (
            Medium("file", _text(file.get("name")) or None)
            for file in _objects(attached.get("files"))
        )
        words = self.marked(_text(attached.get("text"))) or self.blocks(inside, media)
        return f"[shared from {author}] {words or self.marked(_text(attached.get('fallback')))}"


def _is_typed(blocks: Sequence[_Object]) -> bool:
    """Whether a member typed them: Slack then writes the same words as the message's text."""
    return all(block.get("type") == "rich_text" for block in blocks)


def _has_words_of(text: str, laid_out: str) -> bool:
    """Whether nearly all words of the blocks are in the text, in which emoji have names."""
    words = re.findall(r"\w+", laid_out)
    own = set(re.findall(r"\w+", text))
    return sum(word in own for word in words) >= _NEARLY_ALL * len(words)


def _joined(own: str, laid_out: str) -> str:
    """Both texts of a message; one of them alone where it has all words of the other."""
    own_letters, letters = _letters(own), _letters(laid_out)
    if letters in own_letters:
        return own
    return laid_out if own_letters in letters else f"{own}\n{laid_out}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _character(codes: object) -> str:
    """The emoji of code points such as ``1f44d-1f3fd``; empty where they are none."""
    try:
        return (
            "".join(chr(int(code, 16)) for code in codes.split("-"))
            if isinstance(codes, str)
            else ""
        )
    except (OverflowError, ValueError):
        return ""


def _pictures(parts: Sequence[object]) -> Iterator[Medium]:
    for part in parts:
        if isinstance(part, dict) and part.get("type") == "image":
            yield Medium(
                "picture", _text(part.get("alt_text")), _text(part.get("image_url")) or None
            )


def _objects_in(blocks: Sequence[_Object]) -> Iterator[_Object]:
    """Every object in the blocks, at any depth, in reading order."""
    waiting: list[Any] = list(reversed(blocks))
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _objects(value: object) -> list[_Object]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
