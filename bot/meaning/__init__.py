"""Meaning: posts found by what they mean, beside those found by their words.

A small sentence encoder turns texts of a hundred languages into vectors that are near where the
texts mean the same. It is off by default; `encoder: e5` in the settings turns it on. Its weights
are inside a package, and nothing is downloaded.
"""
