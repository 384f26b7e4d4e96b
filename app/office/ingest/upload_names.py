"""Reads what a file is called from what a browser says of it."""

from pathlib import PurePosixPath


def last_name(told: str | None) -> str:
    """Return the last part of a file's name: some browsers send the whole path."""
    last = PurePosixPath((told or "").replace("\\", "/")).name
    return "".join(filter(str.isprintable, last)) or "không tên"
