"""Corrects pages of text without places on an image: each line counts as one long word."""

import hashlib
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from library.catalogue.models import Page, PageText
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word, pack
from library.corrections.models import Revision
from library.corrections.page_edits.diff import Change, from_json
from library.corrections.page_edits.reapply import replay
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

_WIDTH, _HEIGHT, _LEAD = 1000, 10, 20
"""Lines are laid on a sheet of no meaning, so that they are found again like words on a page."""


def rows_of(text: str) -> tuple[Word, ...]:
    """Return the lines of a text, each laid below the one before."""
    return tuple(
        Word(line, 0, _LEAD * number, _WIDTH, _HEIGHT, 1.0, 0, number)
        for number, line in enumerate(text.split("\n"))
    )


def text_of(rows: Sequence[Word]) -> str:
    """Return lines as a text."""
    return "\n".join(row.text for row in rows)


def digest(rows: tuple[Word, ...]) -> str:
    """Return the checksum by which a version of the text is known."""
    return hashlib.sha256(pack(rows)).hexdigest()


def now(session: Session, page: Page, revisions: Iterable[Revision]) -> tuple[Word, ...]:
    """Return the lines of a page after all that holds."""
    kept = session.get_one(PageText, page.id)
    rows = first(kept)
    for revision in revisions:
        if revision.undone is None:
            rows = replay(rows, from_json(revision.changes)).words
    return rows


def first(kept: PageText) -> tuple[Word, ...]:
    """Return the lines of a page before anybody corrected it."""
    return rows_of(kept.text if kept.as_read is None else kept.as_read)


def changes_in(rows: tuple[Word, ...], typed: str) -> tuple[Change, ...]:
    """Return which lines became which; what was put in goes with the line before it."""
    lines = compose(typed).replace("\r\n", "\n").split("\n")
    if not rows:
        return (Change((), tuple(lines), Box(0, 0, _WIDTH, _HEIGHT)),) if any(lines) else ()
    matcher = SequenceMatcher(None, [row.text for row in rows], lines, autojunk=False)
    found: list[Change] = []
    for act, start, stop, begin, end in matcher.get_opcodes():
        meant = tuple(lines[begin:end])
        if act == "insert":
            anchor = rows[max(start - 1, 0)]
            beside = (anchor.text, *meant) if start else (*meant, anchor.text)
            found.append(_change((anchor,), beside))
        elif act == "replace" and stop - start == end - begin:
            pairs = zip(rows[start:stop], meant, strict=True)
            found.extend(_change((row,), (line,)) for row, line in pairs)
        elif act != "equal":
            found.append(_change(rows[start:stop], meant))
    return tuple(found)


def follow(
    session: Session, store: ContentStore, page: Page, revisions: Sequence[Revision]
) -> None:
    """Let the text of a page follow its revisions; each version is kept for those who compare."""
    kept = session.get_one(PageText, page.id)
    rows = first(kept)
    store.put(pack(rows))
    for revision in revisions:
        revision.astray = 0
        if revision.undone is None:
            done = replay(rows, from_json(revision.changes))
            rows, revision.astray = done.words, len(done.astray)
    kept.as_read = kept.text if kept.as_read is None else kept.as_read
    kept.text = text_of(rows)
    store.put(pack(rows))


def _change(seen: tuple[Word, ...], meant: tuple[str, ...]) -> Change:
    return Change(seen, meant, Box.around(seen))
