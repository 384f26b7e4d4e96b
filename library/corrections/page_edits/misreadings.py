"""Learns from what people correct how a misreading is usually to be read."""

import re
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from library.corrections.models import Misreading
from library.corrections.page_edits.diff import Change

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_MOST = 3


def learn(session: Session, changes: Iterable[Change], *, forget: bool = False) -> None:
    """Count what took the place of what; `forget` takes it back."""
    counted = Counter(_pairs(changes))
    known = {
        (row.seen, row.meant): row
        for row in session.scalars(
            select(Misreading).where(tuple_(Misreading.seen, Misreading.meant).in_(list(counted)))
        )
    }
    for (seen, meant), times in counted.items():
        row = known.get((seen, meant))
        if row is not None:
            row.times = max(0, row.times - times if forget else row.times + times)
        elif not forget:
            session.add(Misreading(seen=seen, meant=meant, times=times))
    session.flush()


def usual(session: Session, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what each of these words was corrected to, most often first, by the bare word."""
    bare = {core(word) for word in words}
    rows = session.execute(
        select(Misreading.seen, Misreading.meant)
        .where(Misreading.seen.in_(bare), Misreading.times > 0)
        .order_by(Misreading.times.desc(), Misreading.meant)
    )
    found: dict[str, tuple[str, ...]] = {}
    for seen, meant in rows:
        found[seen] = (*found.get(seen, ()), meant)[:_MOST]
    return found


def core(word: str) -> str:
    """Return a printed word without the marks before and after it."""
    return _EDGES.sub("", word)


def dressed(meant: str, printed: str) -> str:
    """Return a bare word with the marks that stand around a printed one."""
    bare = core(printed)
    before, _, after = printed.partition(bare) if bare else ("", "", "")
    return f"{before}{meant}{after}"


def _pairs(changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    for change in changes:
        if len(change.seen) == 1 and change.meant:
            seen, meant = core(change.seen[0].text), core(" ".join(change.meant))
            if seen and meant and seen != meant:
                yield seen, meant
