"""Messages as a page that looks as Discord shows them on a phone."""

import html
import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

import discord

Theme: TypeAlias = Literal["dark", "light"]

_PALETTES = {
    "dark": "--back:#1a1a1e;--text:#dfe0e2;--soft:#94959c;--card:#242429;--line:#33343a;"
    "--code:#2b2b31;--link:#7bb0f5;--button:#323238",
    "light": "--back:#fbfbfb;--text:#2f3035;--soft:#6a6b75;--card:#ffffff;--line:#e0e0e4;"
    "--code:#ededf0;--link:#0f63c4;--button:#e8e8eb",
}

_STYLE = """
*{margin:0;box-sizing:border-box}
body{background:var(--back);color:var(--text);font:15px/1.36 Inter,"Noto Color Emoji",sans-serif}
main{padding:14px 14px 16px}
article{display:grid;grid-template-columns:38px 1fr;gap:0 11px;margin-bottom:15px}
article:last-child{margin-bottom:0}
.face{width:38px;height:38px;border-radius:50%;color:#fff;font:600 17px/38px Inter;
 text-align:center}
.reply{grid-column:2;color:var(--soft);font-size:12.5px;margin-bottom:4px;white-space:nowrap;
 overflow:hidden;text-overflow:ellipsis}
.who{font-weight:600}
.app{background:#5865f2;color:#fff;border-radius:4px;padding:0 4px;font-size:10.5px;margin-left:5px;
 vertical-align:1px}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
code{background:var(--code);border-radius:4px;padding:0 3px;font:13px/1.36 "DejaVu Sans Mono"}
.card{border:1px solid var(--line);border-left:4px solid;border-radius:5px;background:var(--card);
 padding:9px 12px 10px;margin-top:5px}
.name{font-size:13px;font-weight:500}.title{font-weight:700;margin:2px 0 3px}
.said{font-size:14px;white-space:pre-wrap;overflow-wrap:anywhere}
.foot{font-size:12px;color:var(--soft);margin-top:6px}
.file{border:1px solid var(--line);border-radius:5px;background:var(--card);padding:8px 12px;
 margin-top:5px;font-size:14px;color:var(--link)}
.panel{border:1px solid var(--line);border-radius:8px;background:var(--card);padding:12px 14px;
 margin-top:5px}
.panel hr{border:0;border-top:1px solid var(--line);margin:10px 0}
.panel h3{font-size:16px;margin-bottom:6px}.panel small{font-size:12px;color:var(--soft)}
.panel p{overflow-wrap:anywhere}
.select{display:flex;justify-content:space-between;border:1px solid var(--line);border-radius:8px;
 background:var(--back);padding:8px 12px;margin-top:8px;color:var(--soft);width:100%}
.row{display:flex;flex-wrap:wrap;gap:7px;margin-top:7px}
.row b{background:var(--button);border-radius:8px;padding:6px 12px;font:500 13.5px/1.3 Inter,
 "Noto Color Emoji"}
"""

_MEASURE = "document.documentElement.dataset.height=document.querySelector('main').offsetHeight"

_MARKUP = re.compile(r"\\(?P<plain>[^\w]|_)|\*\*(?P<strong>.+?)(?<!\\)\*\*|`(?P<code>[^`]+)`"
                     r"|<(?P<link>https?://[^\s>]+)>", re.DOTALL)  # fmt: skip


def page(messages: Iterable[discord.Message], theme: Theme, width: int) -> str:
    """The page's HTML; its script notes the height that the messages take at this width."""
    articles = "".join(map(_article, messages))
    return (
        f'<!doctype html><meta charset="utf-8"><style>:root{{{_PALETTES[theme]}}}{_STYLE}</style>'
        f'<main style="width:{width}px">{articles}</main>'
        f"<script>{_MEASURE}</script>"
    )


def _article(message: discord.Message) -> str:
    bot = message.author.bot
    name = "thread-bot" if bot else message.author.name
    asked = message.reference.resolved if message.reference else None
    reply = asked if isinstance(asked, discord.Message) else None
    return (
        "<article>"
        + (f'<div class="reply">↱ {_text(reply.author.name)} {_text(reply.content)}</div>'
           if reply else "")
        + f'<div class="face" style="background:{"#2e9e5b" if bot else "#a0527f"}">'
        f"{name[0].upper()}</div><div>"
        f'<span class="who">{name}</span>{"<span class=app>APP</span>" if bot else ""}'
        f'<div class="text">{_marked(message.content)}</div>'
        + "".join(map(_card, message.embeds))
        + "".join(map(_file, message.attachments))
        + "".join(map(_component, message.components))
        + "</div></article>"
    )  # fmt: skip


def _file(file: discord.Attachment) -> str:
    return f'<div class="file">📄 {_text(file.filename)}</div>'


def _card(card: discord.Embed) -> str:
    parts = [
        ("name", _text(card.author.name or "")),
        ("title", _marked(card.title or "")),
        ("said", _marked(card.description or "")),
        ("foot", _text(card.footer.text or "")),
    ]
    shown = "".join(f'<div class="{kind}">{text}</div>' for kind, text in parts if text)
    return f'<div class="card" style="border-left-color:{card.colour}">{shown}</div>'


def _component(component: object) -> str:
    match component:
        case discord.ActionRow():
            return _row(component)
        case discord.components.Container():
            inside = "".join(map(_component, component.children))
            return f'<div class="panel">{inside}</div>'
        case discord.components.TextDisplay():
            return "".join(map(_line, component.content.splitlines()))
        case discord.components.SeparatorComponent():
            return "<hr>"
    raise AssertionError(component)


def _row(row: discord.ActionRow) -> str:
    return f'<div class="row">{"".join(map(_control, row.children))}</div>'


def _control(control: object) -> str:
    if isinstance(control, discord.Button):
        return f"<b>{control.label or control.emoji}</b>"
    assert isinstance(control, discord.SelectMenu)
    chosen = next((one.label for one in control.options if one.default), control.placeholder)
    return f'<div class="select"><span>{_text(chosen or "")}</span><span>▾</span></div>'


def _line(line: str) -> str:
    """A line of a panel: a heading, small print, or words."""
    for mark, tag in (("### ", "h3"), ("-# ", "small")):
        if line.startswith(mark):
            return f"<{tag}>{_marked(line.removeprefix(mark))}</{tag}>"
    return f"<p>{_marked(line)}</p>"


def _text(text: str) -> str:
    return html.escape(text)


def _marked(text: str) -> str:
    """The text with the few marks that the bot sets."""
    at, parts = 0, []
    for mark in _MARKUP.finditer(text):
        parts += [_text(text[at : mark.start()]), _mark(mark)]
        at = mark.end()
    return "".join([*parts, _text(text[at:])])


def _mark(mark: re.Match[str]) -> str:
    if mark["strong"]:
        return f"<strong>{_marked(mark['strong'])}</strong>"
    if mark["code"]:
        return f"<code>{_text(mark['code'])}</code>"
    if mark["link"]:
        return f'<span style="color:var(--link)">{_text(mark["link"])}</span>'
    return _text(mark["plain"])
