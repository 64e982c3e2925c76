"""``python -m bot`` is ``thread-bot``."""

from bot.cli import main

main()
