"""Threads as HTML pages: one file a thread, complete without scripts, and an index page."""

from bot.pages.pictures import PagesError
from bot.pages.site import render_site, write_site

__all__ = ["PagesError", "render_site", "write_site"]
