"""Transcription of pages without recognised words, and comparison of two people's edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page, PageState
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.models import RevisionKind
from library.corrections.page_edits import edit, plain_lines
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.line_diff import changes_in, lines_of, text_of
from library.corrections.page_edits.reapply import is_untouched, locate, replay
from library.errors import PageNotFoundError, WrongStateError
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

_MARGIN, _TOP_MARGIN = 0.1, 0.08
"""Free margins around typed lines, as shares of page width and height."""

_MAX_LINE_HEIGHT = 0.025
"""Maximum line height with spacing, as a share of page height."""

_TEXT_HEIGHT_RATIO = 0.7
"""Text height as a share of line height."""


@dataclass(frozen=True, slots=True)
class OtherEdit:
    """A line before a person's edit, and after another person's edit."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Version:
    """Current text of a page, with the checksum of this version."""

    base: str
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptionResult:
    """Result of saving a transcription: number of saved changes, or the conflicting edits."""

    count: int
    text: str = ""
    """Typed text merged with the non-conflicting edits of others."""
    theirs: tuple[OtherEdit, ...] = ()


def page_of(session: Session, item_id: str, number: int) -> Page:
    """Return a processed page; raise PageNotFoundError, or WrongStateError if unprocessed."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.state is not PageState.DONE:
        raise WrongStateError("sửa chữ", "trang này chưa được xử lý xong")
    return page


def needs_transcription(store: ContentStore, page: Page) -> bool:
    """Return True if a page has no recognised lines to correct one by one."""
    return page.words is None or not edit.words_of(store, page.words)


def version_of(session: Session, page: Page) -> Version:
    """Return the text to edit, with its version checksum."""
    if page.words is not None:
        return Version(page.words, "")
    rows = plain_lines.current_rows(session, page, edit.revisions_of(session, page))
    return Version(plain_lines.digest(rows), plain_lines.text_of(rows))


def save(context: EditContext, page: Page, base: str, typed_text: str) -> TranscriptionResult:
    """Save a typed text, unless others changed the same lines since version `base`."""
    if page.words is not None:
        return _fill_scan(context, page, base, typed_text)
    rows = plain_lines.current_rows(context.session, page, edit.revisions_of(context.session, page))
    base_rows = rows if plain_lines.digest(rows) == base else edit.words_of(context.store, base)
    changes = plain_lines.changes_in(base_rows, typed_text)
    clashing = [change for change in changes if not is_untouched(rows, change)]
    if clashing:
        merged_text = plain_lines.text_of(replay(rows, changes).words)
        return TranscriptionResult(0, merged_text, tuple(_other_edits(rows, clashing)))
    edit.store_revision(context, page, changes, RevisionKind.TYPED)
    return TranscriptionResult(len(changes))


def lay_out_lines(text: str, width: int, height: int) -> tuple[Change, ...]:
    """Return the lines of a text as insertions spread over a page, to give search hits a place."""
    lines = [tuple(line.split()) for line in compose(text).splitlines()]
    line_height = min((1 - 2 * _TOP_MARGIN) / max(len(lines), 1), _MAX_LINE_HEIGHT) * height
    longest = max((len(" ".join(line)) for line in lines), default=0)
    letter_width = (1 - 2 * _MARGIN) * width / max(longest, 1)
    x0, top = round(_MARGIN * width), _TOP_MARGIN * height
    changes = []
    for number, line in enumerate(lines):
        line_top = round(top + number * line_height)
        x1 = x0 + max(round(letter_width * len(" ".join(line))), 1)
        box = Box(x0, line_top, x1, line_top + max(round(_TEXT_HEIGHT_RATIO * line_height), 1))
        changes.append(Change((), line, box))
    return tuple(change for change in changes if change.meant)


def _fill_scan(context: EditContext, page: Page, base: str, typed_text: str) -> TranscriptionResult:
    """Save typed lines for a scan without recognised words."""
    if page.words != base:
        lines = lines_of(edit.words_of(context.store, page.words)).values()
        theirs = OtherEdit("", "\n".join(text_of(line.words) for line in lines))
        return TranscriptionResult(0, typed_text, (theirs,))
    changes = lay_out_lines(typed_text, page.width or 1, page.height or 1)
    edit.store_revision(context, page, changes, RevisionKind.TYPED)
    return TranscriptionResult(len(changes))


def _other_edits(rows: tuple[Word, ...], clashing: Iterable[Change]) -> Iterable[OtherEdit]:
    for change in clashing:
        place = locate(rows, change)
        current = rows[place.start : place.stop] if place is not None else ()
        yield OtherEdit(plain_lines.text_of(change.seen), plain_lines.text_of(current))


@dataclass(frozen=True, slots=True)
class EditConflicts:
    """Conflicting lines by current line number: the person's text and the edits of others."""

    mine: Mapping[int, str]
    theirs: Mapping[int, OtherEdit]
    homeless: tuple[str, ...]
    """Typed text of lines that no longer exist."""


def compare(
    base_words: tuple[Word, ...],
    current_words: tuple[Word, ...],
    typed_lines: Mapping[int, str],
    clashing: Sequence[Change],
) -> EditConflicts:
    """Return each line's typed text, with the current text of conflicting lines."""
    base_lines, current_lines = (
        {n: text_of(line.words) for n, line in lines_of(w).items()}
        for w in (base_words, current_words)
    )
    mine: dict[int, str] = {}
    theirs: dict[int, OtherEdit] = {}
    homeless = []
    for change in clashing:
        number = change.seen[0].line if change.seen else -1
        text = typed_lines.get(number, " ".join(change.meant))
        place = locate(current_words, change)
        if not place:
            homeless.append(text)
            continue
        line = current_words[place.start].line
        mine[line], theirs[line] = text, OtherEdit(base_lines.get(number, ""), current_lines[line])
    return EditConflicts(
        _merged_lines(base_words, current_words, typed_lines) | mine,
        theirs,
        tuple(dict.fromkeys(homeless)),
    )


def _merged_lines(
    base_words: tuple[Word, ...], current_words: tuple[Word, ...], lines: Mapping[int, str]
) -> dict[int, str]:
    """Return the current lines merged with the non-conflicting typed changes."""
    changes = [
        change for change in changes_in(base_words, lines) if is_untouched(current_words, change)
    ]
    merged_lines = lines_of(replay(current_words, changes).words)
    return {number: text_of(line.words) for number, line in merged_lines.items()}
