"""A chat bot that answers questions about a thread by quoting its posts word for word."""

__version__ = "0.2.0"
