"""File names of browser uploads."""

from pathlib import PurePosixPath


def base_name(path: str | None) -> str:
    """Return the last part of a file name, because some browsers send the full path."""
    name = PurePosixPath((path or "").replace("\\", "/")).name
    return "".join(filter(str.isprintable, name)) or "không tên"
