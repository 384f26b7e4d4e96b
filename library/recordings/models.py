"""Tables of recordings: stretches, transcripts and their versions, silenced spans."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of

STRETCH_MS = 300_000
"""Length of a stretch in milliseconds: five minutes of speech are about a page of print."""

SHORTEST_MS = 60_000
"""A last stretch shorter than this belongs to the one before it."""


class RecordingKind(StrEnum):
    """The kind of a recording."""

    SOUND = "sound"
    FILM = "film"


class Stretch(Base):
    """A page that is a stretch of a recording."""

    __tablename__ = "stretch"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[RecordingKind] = mapped_column(one_of(RecordingKind, "recording_kind"))
    file: Mapped[str] = mapped_column(index=True)
    """Checksum of the delivered file: equal for all stretches of a recording."""
    begins: Mapped[int]
    ends: Mapped[int]
    """Milliseconds from the beginning of the recording."""
    length: Mapped[int]
    """Milliseconds of the whole recording."""
    technical: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """Technical metadata of the recording, on its first stretch only."""


class TranscriptKind(StrEnum):
    """The contents of the cues of a transcript."""

    SPEECH = "speech"
    """The words as spoken or sung."""
    TRANSLATION = "translation"
    CHAPTERS = "chapters"


class Transcript(Base):
    """The words of a recording in one language, or its chapters; divided among its stretches."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("item_id", "file", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    file: Mapped[str]
    """Checksum of the recording's delivered file."""
    kind: Mapped[TranscriptKind] = mapped_column(one_of(TranscriptKind, "transcript_kind"))
    language: Mapped[str]
    """Language code of BCP 47: vi, tyz (Tày), nut (Nùng)."""
    cues: Mapped[str] = mapped_column(CompressedText)
    """WebVTT as `library.recordings.webvtt` writes it."""
    version: Mapped[int]
    """Counts the changes from 1; a form that was opened with another version is merged."""
    changed: Mapped[datetime]
    changed_by: Mapped[str]


class TranscriptVersion(Base):
    """An earlier version of a transcript."""

    __tablename__ = "transcript_version"

    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    cues: Mapped[str] = mapped_column(CompressedText)
    changed: Mapped[datetime]
    changed_by: Mapped[str]


class SilenceReason(StrEnum):
    """The reason for which a span of a recording is silenced."""

    THIRD_PERSON = "third_person"
    HEALTH = "health"
    PLACE = "place"
    FAMILY = "family"
    RITUAL = "ritual"
    OTHER = "other"


class SilencedSpan(Base):
    """A span of a recording that readers neither hear nor read; the master stays as it is."""

    __tablename__ = "silenced_span"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    file: Mapped[str]
    """Checksum of the recording's delivered file."""
    begins: Mapped[int]
    ends: Mapped[int]
    """Milliseconds from the beginning of the recording."""
    hides_picture: Mapped[bool]
    """True if a film is black in that time."""
    reason: Mapped[SilenceReason] = mapped_column(one_of(SilenceReason, "silence_reason"))
    note: Mapped[str]
    entered: Mapped[datetime]
    entered_by: Mapped[str]
    lifted: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lift_reason: Mapped[str]
