"""Texts that a spreadsheet program would evaluate as a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of such texts."""


def escape_formula(text: str) -> str:
    """Return a text that spreadsheet programs show as it is, with an apostrophe if need be."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
