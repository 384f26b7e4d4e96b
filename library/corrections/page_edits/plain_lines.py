"""Corrections of pages without word positions: each line is treated as one long word."""

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

_WIDTH, _HEIGHT, _LINE_SPACING = 1000, 10, 20
"""Artificial line positions, so that lines can be located like words on a page."""


def rows_of(text: str) -> tuple[Word, ...]:
    """Return the lines of a text as words with artificial positions."""
    return tuple(
        Word(line, 0, _LINE_SPACING * number, _WIDTH, _HEIGHT, 1.0, 0, number)
        for number, line in enumerate(text.split("\n"))
    )


def text_of(rows: Sequence[Word]) -> str:
    """Return lines joined to a text."""
    return "\n".join(row.text for row in rows)


def digest(rows: tuple[Word, ...]) -> str:
    """Return the SHA-256 checksum of a version of the text."""
    return hashlib.sha256(pack(rows)).hexdigest()


def current_rows(session: Session, page: Page, revisions: Iterable[Revision]) -> tuple[Word, ...]:
    """Return the lines of a page after all revisions that are not undone."""
    page_text = session.get_one(PageText, page.id)
    rows = original_rows(page_text)
    for revision in revisions:
        if revision.undone is None:
            rows = replay(rows, from_json(revision.changes)).words
    return rows


def original_rows(page_text: PageText) -> tuple[Word, ...]:
    """Return the lines of a page before any correction."""
    return rows_of(page_text.text if page_text.as_read is None else page_text.as_read)


def changes_in(rows: tuple[Word, ...], typed_text: str) -> tuple[Change, ...]:
    """Return the line changes of a typed text; inserted lines attach to the previous line."""
    lines = compose(typed_text).replace("\r\n", "\n").split("\n")
    if not rows:
        return (Change((), tuple(lines), Box(0, 0, _WIDTH, _HEIGHT)),) if any(lines) else ()
    matcher = SequenceMatcher(None, [row.text for row in rows], lines, autojunk=False)
    changes: list[Change] = []
    for tag, start, stop, begin, end in matcher.get_opcodes():
        new_lines = tuple(lines[begin:end])
        if tag == "insert":
            anchor = rows[max(start - 1, 0)]
            replacement = (anchor.text, *new_lines) if start else (*new_lines, anchor.text)
            changes.append(_change((anchor,), replacement))
        elif tag == "replace" and stop - start == end - begin:
            pairs = zip(rows[start:stop], new_lines, strict=True)
            changes.extend(_change((row,), (line,)) for row, line in pairs)
        elif tag != "equal":
            changes.append(_change(rows[start:stop], new_lines))
    return tuple(changes)


def apply_revisions(
    session: Session, store: ContentStore, page: Page, revisions: Sequence[Revision]
) -> None:
    """Recompute the text of a page from its revisions; store each version for comparison."""
    page_text = session.get_one(PageText, page.id)
    rows = original_rows(page_text)
    store.put(pack(rows))
    for revision in revisions:
        revision.astray = 0
        if revision.undone is None:
            result = replay(rows, from_json(revision.changes))
            rows, revision.astray = result.words, len(result.astray)
    page_text.as_read = page_text.text if page_text.as_read is None else page_text.as_read
    page_text.text = text_of(rows)
    store.put(pack(rows))


def _change(old_lines: tuple[Word, ...], new_lines: tuple[str, ...]) -> Change:
    return Change(old_lines, new_lines, Box.around(old_lines))
