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
    counts = Counter(_pairs(changes))
    rows = {
        (row.seen, row.meant): row
        for row in session.scalars(
            select(Misreading).where(tuple_(Misreading.seen, Misreading.meant).in_(list(counts)))
        )
    }
    for (misreading, correction), times in counts.items():
        row = rows.get((misreading, correction))
        if row is not None:
            row.times = max(0, row.times - times if forget else row.times + times)
        elif not forget:
            session.add(Misreading(seen=misreading, meant=correction, times=times))
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
    for misreading, correction in rows:
        corrections[misreading] = (*corrections.get(misreading, ()), correction)[:_MAX_CORRECTIONS]
    return corrections


def bare_word(word: str) -> str:
    """Return a printed word without surrounding punctuation."""
    return _EDGES.sub("", word)


def with_punctuation(word: str, printed_word: str) -> str:
    """Return a word with the surrounding punctuation of a printed word."""
    bare = bare_word(printed_word)
    prefix, _, suffix = printed_word.partition(bare) if bare else ("", "", "")
    return f"{prefix}{word}{suffix}"


def _pairs(changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    for change in changes:
        if len(change.seen) == 1 and change.meant:
            word, correction = bare_word(change.seen[0].text), bare_word(" ".join(change.meant))
            if word and correction and word != correction:
                yield word, correction
