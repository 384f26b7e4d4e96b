"""Takes the text of a whole page that was typed: of a text, or of a scan nothing was read on."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Page, PageState
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.models import RevisionKind
from library.corrections.page_edits import edit, plain_lines
from library.corrections.page_edits.conflicts import Theirs
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import Desk
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.corrections.page_edits.reapply import is_untouched, place_of, replay
from library.errors import PageNotFoundError, WrongStateError
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

_MARGIN, _TOP = 0.1, 0.08
"""Parts of the width and height that are left free around typed lines."""

_TALLEST = 0.025
"""Part of the height a line has at most, its room included."""

_INK = 0.7
"""Part of its room a line fills."""


@dataclass(frozen=True, slots=True)
class Version:
    """The text of a page as it stands, and the checksum by which this version is known."""

    base: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of a text: so many places were kept, or none because others changed the same."""

    count: int
    text: str = ""
    """What was typed, with what others changed elsewhere."""
    theirs: tuple[Theirs, ...] = ()


def page_of(session: Session, item_id: str, number: int) -> Page:
    """Return a page that has a text, on an image or not; raise when there is none."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.state is not PageState.DONE:
        raise WrongStateError("sửa chữ", "trang này chưa được xử lý xong")
    return page


def is_typed_whole(store: ContentStore, page: Page) -> bool:
    """Say whether a page has no line of its own under which one could type."""
    return page.words is None or not edit.words_of(store, page.words)


def version_of(session: Session, page: Page) -> Version:
    """Return what is to be typed over."""
    if page.words is not None:
        return Version(page.words, "")
    rows = plain_lines.now(session, page, edit.revisions_of(session, page))
    return Version(plain_lines.digest(rows), plain_lines.text_of(rows))


def save(desk: Desk, page: Page, base: str, typed: str) -> Typed:
    """Keep what was typed, unless others changed the same lines since `base`."""
    if page.words is not None:
        return _fill(desk, page, base, typed)
    rows = plain_lines.now(desk.session, page, edit.revisions_of(desk.session, page))
    was = rows if plain_lines.digest(rows) == base else edit.words_of(desk.store, base)
    changes = plain_lines.changes_in(was, typed)
    clashing = [change for change in changes if not is_untouched(rows, change)]
    if clashing:
        merged = plain_lines.text_of(replay(rows, changes).words)
        return Typed(0, merged, tuple(_theirs(rows, clashing)))
    edit.keep(desk, page, changes, RevisionKind.TYPED)
    return Typed(len(changes))


def laid(text: str, width: int, height: int) -> tuple[Change, ...]:
    """Return the lines of a text, spread over a page by guess: so search can show about where."""
    lines = [tuple(line.split()) for line in compose(text).splitlines()]
    room = min((1 - 2 * _TOP) / max(len(lines), 1), _TALLEST) * height
    longest = max((len(" ".join(line)) for line in lines), default=0)
    wide = (1 - 2 * _MARGIN) * width / max(longest, 1)
    left, top = round(_MARGIN * width), _TOP * height
    found = []
    for number, line in enumerate(lines):
        start = round(top + number * room)
        right = left + max(round(wide * len(" ".join(line))), 1)
        box = Box(left, start, right, start + max(round(_INK * room), 1))
        found.append(Change((), line, box))
    return tuple(change for change in found if change.meant)


def _fill(desk: Desk, page: Page, base: str, typed: str) -> Typed:
    """Lay typed lines on a scan on which nothing was read."""
    if page.words != base:
        lines = lines_of(edit.words_of(desk.store, page.words)).values()
        theirs = Theirs("", "\n".join(text_of(line.words) for line in lines))
        return Typed(0, typed, (theirs,))
    changes = laid(typed, page.width or 1, page.height or 1)
    edit.keep(desk, page, changes, RevisionKind.TYPED)
    return Typed(len(changes))


def _theirs(rows: tuple[Word, ...], clashing: Iterable[Change]) -> Iterable[Theirs]:
    for change in clashing:
        place = place_of(rows, change)
        stands = rows[place.start : place.stop] if place is not None else ()
        yield Theirs(plain_lines.text_of(change.seen), plain_lines.text_of(stands))
