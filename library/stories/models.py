"""Tables of stories and lessons, and of their parts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class StoryKind(StrEnum):
    """The purpose of a story."""

    STORY = "story"
    LESSON = "lesson"


class StoryState(StrEnum):
    """The audience of a story: staff, or everybody."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Story(Base):
    """A small exhibition: a title and parts with texts and pages of the catalogue."""

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_state_published", "state", "published"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StoryKind] = mapped_column(one_of(StoryKind, "story_kind"))
    state: Mapped[StoryState] = mapped_column(one_of(StoryState, "story_state"))
    title: Mapped[str]
    lead: Mapped[str]
    """One or two sentences for the lists."""
    school_class: Mapped[str]
    theme: Mapped[str]
    sheet: Mapped[str]
    """Questions and tasks of a lesson, for the teacher to print."""
    source_id: Mapped[str | None] = mapped_column(unique=True)
    """Name of the file it was imported from."""
    created: Mapped[datetime]
    changed: Mapped[datetime]
    changed_by: Mapped[str]
    published: Mapped[datetime | None]
    """Moment of its first publication."""


class StoryPart(Base):
    """One part of a story: paragraphs, and a page of an item with its caption."""

    __tablename__ = "story_part"
    __table_args__ = (UniqueConstraint("story_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str]
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    page_number: Mapped[int | None]
    """Page to show; None for the cover."""
    caption: Mapped[str]
