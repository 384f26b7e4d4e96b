"""Takes a list or a file of records that came with a form, as long as memory bears it."""

from werkzeug.datastructures import FileStorage

from library.exchange.problems import SheetTooHeavyError

_HEAVIEST = 200_000_000
"""Bytes of fifty thousand full records, several times over."""


def content(given: FileStorage, name: str) -> bytes:
    """Return what is in a file; raise SheetTooHeavyError for what would fill the memory."""
    held = given.read(_HEAVIEST + 1)
    if len(held) > _HEAVIEST:
        raise SheetTooHeavyError(name)
    return held
