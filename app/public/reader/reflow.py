"""Makes recognised lines readable on a narrow screen: what only the margin broke is joined."""

import re

_FULL = 0.75
_NEW_LINE = re.compile(r"\s*([-–+*•]|\(?[\dIVXa-zđ]{1,4}[.)/]\s)")
"""What begins a line on purpose: a dash, a bullet, 1., a), IV."""

_NUMBER = re.compile(r"(\d{1,4})\s")


def flow(text: str) -> str:
    """Return text in which a line that reached the margin runs on into the next.

    Headings, lists, verses and signatures do not reach the margin, so their lines stay; so do the
    rows of a table, whose first column counts.
    """
    longest = max(map(len, text.split("\n")), default=0)
    parts: list[str] = []
    last = ""
    for line in text.split("\n"):
        is_new = _NEW_LINE.match(line) or _counts_on(last, line)
        runs_on = len(last) >= _FULL * longest and line.strip() and not is_new
        parts.append(f" {line.strip()}" if runs_on else f"\n{line}")
        last = line
    return "".join(parts)[1:]


def _counts_on(last: str, line: str) -> bool:
    before, number = _NUMBER.match(last), _NUMBER.match(line)
    return bool(before and number) and int(number[1]) == int(before[1]) + 1
