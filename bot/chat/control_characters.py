"""Control characters as visible signs."""

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def visible(text: str) -> str:
    """Return the text with control characters as visible signs, so no text steers the terminal."""
    return text.translate(_CONTROLS)
