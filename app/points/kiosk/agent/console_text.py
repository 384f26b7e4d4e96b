"""Output on a console of any code page: letters that it lacks lose their marks."""

from __future__ import annotations

import sys
import unicodedata

_MAX_LINE_LETTERS = 300


def say(text: str, stream: object = None) -> None:
    """Print a line; without a console (pythonw) or with one that is gone, print nothing."""
    stream = stream or sys.stdout
    if stream is None:
        return
    try:
        stream.write(printable(text, getattr(stream, "encoding", None) or "ascii") + "\n")
        stream.flush()
    except (OSError, ValueError):
        return


def one_line(text: object) -> str:
    """Return text of a server as one short line without control characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return line[:_MAX_LINE_LETTERS].strip()


def printable(text: str, encoding: str) -> str:
    """Return text that an encoding can write: unchanged, or without the marks it lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
        letters = letters.translate(str.maketrans("“”‘’–…→", "\"\"''-.>"))
        return letters.encode(encoding, "replace").decode(encoding)
    return text
