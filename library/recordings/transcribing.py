"""Keeping of transcripts: versions, what two people wrote at once, and the text of the pages."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.models import Page, PageText
from library.recordings.cues import Cue, clock_text, cues_between
from library.recordings.models import Stretch, Transcript, TranscriptKind, TranscriptVersion
from library.recordings.playing import transcripts
from library.recordings.problems import CueOutsideError, TooManyCuesError
from library.recordings.silenced_words import HIDDEN_TEXT, masked_rows
from library.recordings.webvtt import cues_within, read_cues, write_cues
from library.staff.audit import note
from library.three_way import RowMerge, merge_rows

MAX_CUES = 20_000
"""Cues of one transcript: ten hours with one every two seconds."""


def save_transcript(
    session: Session, shown: Transcript, cues: Sequence[Cue], actor: str
) -> RowMerge[Cue]:
    """Store cues as the newest version, merged with what others stored since `shown`.

    `shown` names the recording, kind and language, and has the cues and the version that the
    form showed (0: none). With clashes nothing is stored. Raises TooManyCuesError, and
    CueOutsideError for a cue that no stretch of the recording would show.
    """
    cues = sorted(set(cues))
    _require_plausible(session, shown, cues)
    row = find_transcript(session, shown.item_id, shown.file, shown.kind, shown.language)
    stored = read_cues(row.cues) if row else ()
    merge = merge_rows(read_cues(shown.cues), cues, stored)
    content = write_cues(merge.rows)
    if merge.clashes or (row is not None and content == row.cues):
        return merge
    if row is None:
        row = Transcript(
            item_id=shown.item_id, file=shown.file, kind=shown.kind, language=shown.language
        )
        row.version = 0
        session.add(row)
    else:
        _keep_version(session, row)
    row.cues, row.version = content, row.version + 1
    row.changed, row.changed_by = clock.now(), actor
    session.flush()
    write_texts(session, shown.item_id, shown.file)
    note(session, actor, "transcript.save", shown.item_id, f"{shown.kind} {shown.language}")
    return merge


def find_transcript(
    session: Session, item_id: str, file: str, kind: TranscriptKind, language: str
) -> Transcript | None:
    """Return a transcript of a recording; None if there is none."""
    columns = {"item_id": item_id, "file": file, "kind": kind, "language": language}
    return session.scalars(select(Transcript).filter_by(**columns)).one_or_none()


def version_of(session: Session, row: Transcript, version: int) -> str:
    """Return the WebVTT of a version of a transcript; empty if it is not known."""
    if version == row.version:
        return row.cues
    earlier = session.get(TranscriptVersion, (row.id, version))
    return earlier.cues if earlier else ""


def versions(session: Session, row: Transcript) -> tuple[TranscriptVersion, ...]:
    """Return the earlier versions of a transcript, the newest first."""
    query = select(TranscriptVersion).where(TranscriptVersion.transcript_id == row.id)
    return tuple(session.scalars(query.order_by(TranscriptVersion.version.desc())))


def write_texts(session: Session, item_id: str, file: str) -> None:
    """Write the words of a recording's transcripts to its pages; queue the changed ones."""
    rows = transcripts(session, item_id, file)
    cues = masked_rows(session, item_id, file, rows, [read_cues(row.cues) for row in rows])
    query = select(Page, Stretch).join(Stretch, Stretch.page_id == Page.id)
    stretches = session.execute(query.where(Page.item_id == item_id, Stretch.file == file)).all()
    for page, stretch in stretches:
        text = text_of(cues, stretch.begins, stretch.ends)
        row = session.get(PageText, page.id)
        if row is None or row.text != text:
            session.merge(PageText(page_id=page.id, text=text))
            index_queue.mark(session, item_id, page.number)


def page_text(session: Session, item_id: str, file: str, begins: int, ends: int) -> str:
    """Return the text of a page that is a stretch: the words of all transcripts in it."""
    rows = transcripts(session, item_id, file)
    cues = [cues_within(row.cues, begins, ends) for row in rows]
    return text_of(masked_rows(session, item_id, file, rows, cues), begins, ends)


def text_of(cues: Iterable[Sequence[Cue]], begins: int, ends: int) -> str:
    """Return the words of a stretch, transcript by transcript."""
    parts = ("\n".join(_lines(cues_between(part, begins, ends))) for part in cues)
    return "\n\n".join(filter(None, parts))


def _lines(cues: Iterable[Cue]) -> Iterator[str]:
    speaker = previous = ""
    for cue in cues:
        is_repeated, previous = cue.text == previous == HIDDEN_TEXT, cue.text
        if is_repeated:
            continue
        is_new_speaker = bool(cue.speaker) and cue.speaker != speaker
        speaker = cue.speaker or speaker
        yield f"{cue.speaker}: {cue.text}" if is_new_speaker else cue.text


def _require_plausible(session: Session, shown: Transcript, cues: Sequence[Cue]) -> None:
    if len(cues) > MAX_CUES:
        raise TooManyCuesError(len(cues), MAX_CUES)
    of_recording = Page.item_id == shown.item_id, Stretch.file == shown.file
    query = select(Stretch.length).join(Page, Page.id == Stretch.page_id).where(*of_recording)
    length = session.scalars(query.limit(1)).first()
    if cues and length is not None and cues[-1].begins >= length:
        raise CueOutsideError(clock_text(cues[-1].begins), clock_text(length))


def _keep_version(session: Session, row: Transcript) -> None:
    earlier = TranscriptVersion(
        transcript_id=row.id,
        version=row.version,
        cues=row.cues,
        changed=row.changed,
        changed_by=row.changed_by,
    )
    session.add(earlier)
