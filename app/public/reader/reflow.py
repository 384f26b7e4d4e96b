"""Reflow of recognised lines for narrow screens."""

import re
from collections.abc import Sequence
from itertools import pairwise

_FULL_LINE_SHARE = 0.75
_NEW_LINE = re.compile(r"\s*([-–+*•]|\(?[\dIVXa-zđ]{1,4}[.)/]\s)")
"""Beginnings of intended new lines: a dash, a bullet, 1., a), IV."""

_NUMBER = re.compile(r"(\d{1,4})\s")


def continues(lines: Sequence[str]) -> list[bool]:
    """Return a flag for each line: True if it continues the line before, which reaches the margin.

    Headings, lists, verses and signatures do not reach the margin, so their lines stay; so do the
    rows of a table with a numbered first column.
    """
    longest = max(map(len, lines), default=0)
    return [
        bool(line.strip())
        and len(last) >= _FULL_LINE_SHARE * longest
        and not (_NEW_LINE.match(line) or _is_next_number(last, line))
        for last, line in pairwise(("", *lines))
    ]


def _is_next_number(last: str, line: str) -> bool:
    previous, number = _NUMBER.match(last), _NUMBER.match(line)
    return bool(previous and number) and int(number[1]) == int(previous[1]) + 1
