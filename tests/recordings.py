"""Recordings for tests: stretches with access copies that no player could play."""

from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Item, Page
from library.recordings.cues import Cue
from library.recordings.models import RecordingKind, Stretch, Transcript, TranscriptKind
from library.recordings.stretches import divide
from library.recordings.transcribing import save_transcript
from library.settings import Settings
from library.storage.stores import derivative_store
from tests.makers import make_page

MINUTE = 60_000
COPIES = tuple(
    (kind, rate, media_type)
    for rate in (16, 24, 64)
    for kind, media_type in ((DerivativeKind.OPUS, "audio/webm"), (DerivativeKind.AAC, "audio/mp4"))
)


def make_recording(
    session: Session,
    settings: Settings,
    item: Item,
    minutes: int = 11,
    file: str = "a" * 64,
    content: bytes = b"",
) -> list[Page]:
    """Add a sound to an item and return the pages that are its stretches.

    Its access copies have the content, so that a player can play them, or none that it can.
    """
    pages = [_stretch(session, item, file, *times, minutes) for times in divide(minutes * MINUTE)]
    store = derivative_store(settings)
    for kind, size, media_type in COPIES:
        copy_bytes = content or f"{file} {kind} {size} ".encode() * size
        columns = {"media_type": media_type, "width": size, "height": 0, "bytes": len(copy_bytes)}
        pages[0].derivatives.append(Derivative(kind=kind, digest=store.put(copy_bytes), **columns))
    session.flush()
    return pages


def _stretch(session: Session, item: Item, file: str, begins: int, ends: int, minutes: int) -> Page:
    page = make_page(session, item, "")
    session.add(
        Stretch(
            page_id=page.id,
            kind=RecordingKind.SOUND,
            file=file,
            begins=begins,
            ends=ends,
            length=minutes * MINUTE,
            technical={},
        )
    )
    return page


def add_words(
    session: Session,
    item: Item,
    cues: tuple[Cue, ...],
    kind: TranscriptKind = TranscriptKind.SPEECH,
    language: str = "vi",
    file: str = "a" * 64,
) -> None:
    """Store a transcript of a recording."""
    shown = Transcript(item_id=item.id, file=file, kind=kind, language=language)
    shown.version, shown.cues = 0, ""
    save_transcript(session, shown, cues, "kiểm thử")
