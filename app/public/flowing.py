"""Makes recognised lines readable on a narrow screen: what only the margin broke is joined."""

import re

_FULL = 0.75
_NEW_LINE = re.compile(r"\s*([-–+*•]|\(?[\dIVXa-zđ]{1,4}[.)/]\s)")
"""What begins a line on purpose: a dash, a bullet, 1., a), IV."""


def flow(text: str) -> str:
    """Return text in which a line that reached the margin runs on into the next.

    Headings, lists, verses and signatures do not reach the margin, so their lines stay.
    """
    longest = max(map(len, text.split("\n")), default=0)
    parts: list[str] = []
    last = ""
    for line in text.split("\n"):
        runs_on = len(last) >= _FULL * longest and line.strip() and not _NEW_LINE.match(line)
        parts.append(f" {line.strip()}" if runs_on else f"\n{line}")
        last = line
    return "".join(parts)[1:]
