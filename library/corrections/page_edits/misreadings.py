"""Statistics of corrections: the usual correction of each misread word."""

import re
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from library.corrections.models import Misreading
from library.corrections.page_edits.diff import Change

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_MAX_CORRECTIONS = 3


def learn(session: Session, changes: Iterable[Change], *, forget: bool = False) -> None:
    """Count the word pairs of corrections; `forget` subtracts them again."""
    counted = Counter(_pairs(changes))
    rows = {
        (row.seen, row.meant): row
        for row in session.scalars(
            select(Misreading).where(tuple_(Misreading.seen, Misreading.meant).in_(list(counted)))
        )
    }
    for (seen, corrected), times in counted.items():
        row = rows.get((seen, corrected))
        if row is not None:
            row.times = max(0, row.times - times if forget else row.times + times)
        elif not forget:
            session.add(Misreading(seen=seen, meant=corrected, times=times))
    session.flush()


def usual_corrections(session: Session, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the corrections of each word by frequency, keyed by the word without punctuation."""
    bare = {bare_word(word) for word in words}
    rows = session.execute(
        select(Misreading.seen, Misreading.meant)
        .where(Misreading.seen.in_(bare), Misreading.times > 0)
        .order_by(Misreading.times.desc(), Misreading.meant)
    )
    corrections: dict[str, tuple[str, ...]] = {}
    for seen, corrected in rows:
        corrections[seen] = (*corrections.get(seen, ()), corrected)[:_MAX_CORRECTIONS]
    return corrections


def bare_word(word: str) -> str:
    """Return a printed word without surrounding punctuation."""
    return _EDGES.sub("", word)


def with_punctuation(word: str, printed: str) -> str:
    """Return a word with the surrounding punctuation of a printed word."""
    bare = bare_word(printed)
    prefix, _, suffix = printed.partition(bare) if bare else ("", "", "")
    return f"{prefix}{word}{suffix}"


def _pairs(changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    for change in changes:
        if len(change.seen) == 1 and change.meant:
            seen, corrected = bare_word(change.seen[0].text), bare_word(" ".join(change.meant))
            if seen and corrected and seen != corrected:
                yield seen, corrected
