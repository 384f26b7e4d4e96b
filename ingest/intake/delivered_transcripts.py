"""Transcripts delivered beside a recording of the same name: read once, stored with its item."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from sqlalchemy.orm import Session

from ingest.context import Toolbox
from ingest.record import RECORDINGS, Batch, FileKind, Master
from library.accessions.grouping import recording_name
from library.errors import LibraryError
from library.recordings.language_names import LANGUAGES
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.transcribing import find_transcript, save_transcript
from library.recordings.transcript_files import (
    MAX_BYTES,
    DeliveredTranscript,
    read_transcript,
)
from library.recordings.webvtt import read_cues, write_cues

_BY = "xưởng số hóa, tệp lời nộp kèm"
_KINDS = {"chuong": TranscriptKind.CHAPTERS, "dich": TranscriptKind.TRANSLATION}
_DEFAULT_LANGUAGE = "vi"
_PLAIN = (FileKind.TEXT, FileKind.OFFICE)


def with_transcripts(files: Iterable[Master]) -> tuple[Master, ...]:
    """Return files with the kind of transcripts for texts that have the name of a recording."""
    masters = tuple(files)
    names = {recording_name(file.name) for file in masters if file.kind in RECORDINGS}
    return tuple(
        replace(file, kind=FileKind.TRANSCRIPT)
        if file.kind in _PLAIN and recording_name(file.name) in names
        else file
        for file in masters
    )


def take_out(batch: Batch, tools: Toolbox) -> Batch:
    """Return a delivery without its files of transcripts, which are read instead.

    One that cannot be read is named in the remark of its recording.
    """
    transcripts, remarks = [], {}
    recordings = {recording_name(f.name): f for f in batch.files if f.kind in RECORDINGS}
    for file in batch.files:
        recording = recordings.get(recording_name(file.name))
        if file.kind is FileKind.TRANSCRIPT and recording is not None:
            try:
                transcripts.append(_read(file, recording, tools))
            except LibraryError as error:
                remarks[recording.digest] = str(error)
    files = (file for file in batch.files if file.kind is not FileKind.TRANSCRIPT)
    return replace(
        batch,
        files=tuple(replace(f, remark=remarks.get(f.digest, f.remark)) for f in files),
        transcripts=tuple(transcripts),
    )


def _read(file: Master, recording: Master, tools: Toolbox) -> DeliveredTranscript:
    *_, code = PurePath(file.name.casefold()).stem.rpartition(".")
    kind_name, _, translated = code.partition("-")
    kind = _KINDS.get(kind_name, TranscriptKind.SPEECH)
    named = translated or code
    language = named if named in LANGUAGES else _DEFAULT_LANGUAGE
    with tools.master(file.digest).open("rb") as content:
        cues = read_transcript(content.read(MAX_BYTES + 1), PurePath(file.name).name, kind)
    digest = tools.keep(write_cues(cues).encode())
    return DeliveredTranscript(recording.digest, kind.value, language, digest)


def store(session: Session, item_id: str, batch: Batch, tools: Toolbox) -> None:
    """Store the transcripts of a delivery; those that the item has stay, for staff changed them.

    A cue behind the end of the recording is found only when its stretches are made, so none is
    refused here.
    """
    for delivered in batch.transcripts:
        key = delivered.file, TranscriptKind(delivered.kind), delivered.language
        if find_transcript(session, item_id, *key) is None:
            shown = Transcript(item_id=item_id, file=key[0], kind=key[1], language=key[2])
            shown.version, shown.cues = 0, ""
            cues = read_cues(tools.master(delivered.cues).read_text("utf-8"))
            save_transcript(session, shown, cues, _BY)
