"""Writing, publishing and hiding of stories."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page
from library.errors import NotYoursError
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.bin_entries import BinEntry, BinKind
from library.staff.models import AuditEntry
from library.staff.permissions import Permission
from library.stories.models import Story, StoryKind, StoryPart, StoryState
from library.stories.story_records import (
    BadStoryDocumentError,
    EmptyStoryError,
    NoStoryTitleError,
    StoryIsPublicError,
    StoryNotFoundError,
)
from library.vietnamese.letters import compose, without_controls

KIND = "story"
MAX_PARTS = 30
_DOCUMENT = re.compile(
    r"(?:.*/tai-lieu/|/?tai-lieu/)?([0-9a-z]{6,20})(?:/trang/(\d{1,6}))?(?:[/?#].*)?"
)


@dataclass(frozen=True, slots=True)
class PartDetails:
    """A part as somebody wrote it; the document is an address or an id."""

    text: str
    document: str
    caption: str

    @property
    def is_empty(self) -> bool:
        """True for a part without text, document and caption."""
        return not (self.text.strip() or self.document.strip() or self.caption.strip())


@dataclass(frozen=True, slots=True)
class StoryDetails:
    """A story as somebody wrote it."""

    kind: StoryKind
    title: str
    lead: str
    school_class: str
    theme: str
    sheet: str
    parts: tuple[PartDetails, ...]


def find(session: Session, number: int) -> Story:
    """Return a story; raise StoryNotFoundError."""
    story = session.get(Story, number)
    if story is not None and bin_entries.find(session, KIND, str(number)) is not None:
        story = None
    if story is None:
        raise StoryNotFoundError
    return story


def enter(session: Session, details: StoryDetails, by: str) -> Story:
    """Add a draft."""
    now = clock.now()
    story = Story(state=StoryState.DRAFT, created=now, changed=now, changed_by=by)
    _fill(story, details)
    session.add(story)
    session.flush()
    _write_parts(session, story, details.parts)
    note(session, by, "story.enter", str(story.id), story.title)
    return story


def edit(session: Session, story: Story, details: StoryDetails, by: str) -> None:
    """Replace the texts and parts of a story."""
    _fill(story, details)
    story.changed, story.changed_by = clock.now(), by
    session.execute(delete(StoryPart).where(StoryPart.story_id == story.id))
    _write_parts(session, story, details.parts)
    note(session, by, "story.edit", str(story.id), story.title)


def publish(session: Session, story: Story, by: str) -> None:
    """Show a story to readers; raise EmptyStoryError for one without parts."""
    if session.scalar(select(StoryPart.id).where(StoryPart.story_id == story.id).limit(1)) is None:
        raise EmptyStoryError
    story.state = StoryState.PUBLISHED
    story.published = story.published or clock.now()
    note(session, by, "story.publish", str(story.id), story.title)


def hide(session: Session, story: Story, by: str) -> None:
    """Take a story from readers; it stays a draft."""
    story.state = StoryState.DRAFT
    note(session, by, "story.hide", str(story.id), story.title)


def delete_story(
    session: Session, story: Story, by: str, *, may_publish: bool, reason: str = ""
) -> None:
    """Put a story into the bin; raise NotYoursError or StoryIsPublicError."""
    if story.state is StoryState.PUBLISHED:
        raise StoryIsPublicError
    makers = select(AuditEntry.who).where(
        AuditEntry.subject == str(story.id), AuditEntry.action == "story.enter"
    )
    maker = session.scalar(makers.order_by(AuditEntry.id.desc()).limit(1))
    if not may_publish and maker != by:
        raise NotYoursError(story.title[:80])
    bin_entries.put(session, KIND, str(story.id), story.title, by, reason=reason)
    note(session, by, "story.delete", str(story.id), story.title)


def _restore(session: Session, entry: BinEntry, by: str) -> None:
    note(session, by, "story.undelete", entry.subject, entry.title)


def _remove(session: Session, entry: BinEntry, by: str) -> bool:
    session.execute(delete(Story).where(Story.id == int(entry.subject)))
    note(session, by, "story.purge", entry.subject, entry.title)
    return True


BIN_KIND = BinKind(KIND, "chuyện kể, bài học", Permission.PUBLISH, _restore, _remove)


def read_document(session: Session, address: str) -> tuple[str | None, int | None]:
    """Return the item and page that an address or id names; raise BadStoryDocumentError."""
    text = compose(address).strip()
    if not text:
        return None, None
    match = _DOCUMENT.fullmatch(text)
    item_id = match and match[1]
    if not item_id or session.get(Item, item_id) is None:
        raise BadStoryDocumentError(text[:80])
    number = int(match[2]) if match[2] else None
    pages = select(Page.id).where(Page.item_id == item_id, Page.number == number)
    if number is not None and session.scalar(pages.limit(1)) is None:
        raise BadStoryDocumentError(text[:80])
    return item_id, number


def _fill(story: Story, details: StoryDetails) -> None:
    if not details.title.strip():
        raise NoStoryTitleError
    story.kind = details.kind
    for name in ("title", "lead", "school_class", "theme", "sheet"):
        setattr(story, name, _clean(getattr(details, name)))


def _write_parts(session: Session, story: Story, parts: Sequence[PartDetails]) -> None:
    filled_parts = [part for part in parts if not part.is_empty][:MAX_PARTS]
    for place, part in enumerate(filled_parts, start=1):
        item_id, number = read_document(session, part.document)
        session.add(
            StoryPart(
                story_id=story.id,
                place=place,
                text=_clean(part.text),
                item_id=item_id,
                page_number=number,
                caption=_clean(part.caption),
            )
        )
    session.flush()


def _clean(text: str) -> str:
    return without_controls(text).strip()
