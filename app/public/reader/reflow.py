"""Reflow of recognised lines for narrow screens."""

import re

_FULL_LINE_SHARE = 0.75
_NEW_LINE = re.compile(r"\s*([-–+*•]|\(?[\dIVXa-zđ]{1,4}[.)/]\s)")
"""Beginnings of intended new lines: a dash, a bullet, 1., a), IV."""

_NUMBER = re.compile(r"(\d{1,4})\s")


def reflow(text: str) -> str:
    """Return text in which a line that reaches the margin is joined with the next line.

    Headings, lists, verses and signatures do not reach the margin, so their lines stay; so do the
    rows of a table with a numbered first column.
    """
    longest = max(map(len, text.split("\n")), default=0)
    parts: list[str] = []
    last = ""
    for line in text.split("\n"):
        is_new = _NEW_LINE.match(line) or _is_next_number(last, line)
        runs_on = len(last) >= _FULL_LINE_SHARE * longest and line.strip() and not is_new
        parts.append(f" {line.strip()}" if runs_on else f"\n{line}")
        last = line
    return "".join(parts)[1:]


def _is_next_number(last: str, line: str) -> bool:
    previous, number = _NUMBER.match(last), _NUMBER.match(line)
    return bool(previous and number) and int(number[1]) == int(previous[1]) + 1
