"""Words of a recording, typed beside its player or read from a file."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.accounts.unsaved_forms import reopened, reopens
from app.public.reader.recordings import player_of
from app.services import services
from app.web.body_limits import receives_files
from library.catalogue import queries
from library.database import reading, work
from library.recordings.cues import Cue, clock_text
from library.recordings.language_names import LANGUAGES, language_name
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.playing import PlayedStretch, played_stretch
from library.recordings.problems import NoStretchError
from library.recordings.silenced_words import mask, silences, unmask
from library.recordings.transcribing import (
    find_transcript,
    save_transcript,
    version_of,
    versions,
)
from library.recordings.transcript_files import MAX_BYTES, SUFFIXES, read_transcript
from library.recordings.typed_lines import read_lines, write_lines
from library.recordings.webvtt import read_cues
from library.three_way import RowMerge

_MAX_TEXT_LENGTH = 2_000_000
KIND_NAMES = {
    TranscriptKind.SPEECH: "lời nói, lời hát",
    TranscriptKind.TRANSLATION: "bản dịch",
    TranscriptKind.CHAPTERS: "các phần",
}


@dataclass(frozen=True, slots=True)
class _TranscriptKey:
    """Kind and language of the transcript that a form shows."""

    kind: TranscriptKind
    language: str

    @property
    def parameters(self) -> dict[str, str]:
        return {"loai": self.kind.value, "tieng": self.language}


def show(item_id: str, number: int) -> str:
    """Show the words of a recording as lines to type in; the parameters name the transcript."""
    return _form(item_id, number, _key_in(request.args))


@reopens
def save(item_id: str, number: int) -> ResponseReturnValue:
    """Save the typed lines, or show them next to another person's concurrent changes."""
    text, version = request.form.get("loi", ""), request.form.get("ban", 0, type=int)
    key = _key_in(request.form)
    if len(text) > _MAX_TEXT_LENGTH:
        raise BadRequest
    if reopened():
        return _form(item_id, number, key, text=text, version=version)
    with work(services().database) as session:
        stretch = _stretch(session, item_id, number)
        # the WebVTT that the form was opened with
        row = find_transcript(session, item_id, stretch.file, key.kind, key.language)
        base = version_of(session, row, version) if row and version else ""
        cues = read_lines(text, read_cues(base), stretch.length)
        merge = _save(session, item_id, stretch, key, cues, version=version, base=base)
    if merge.clashes:
        return _form(item_id, number, key, merge=merge), 409
    flash("Đã lưu lời băng. Bạn đọc tìm thấy chữ mới sau một giây.", "good")
    return _back(item_id, number, key)


@receives_files
def take_in(item_id: str, number: int) -> ResponseReturnValue:
    """Replace the words by those of a file; the version before stays."""
    key, file = _key_in(request.form), request.files.get("tep")
    if file is None or not file.filename:
        raise BadRequest
    cues = read_transcript(file.read(MAX_BYTES + 1), file.filename, key.kind)
    with work(services().database) as session:
        stretch = _stretch(session, item_id, number)
        row = find_transcript(session, item_id, stretch.file, key.kind, key.language)
        version, base = (row.version, row.cues) if row else (0, "")
        _save(session, item_id, stretch, key, cues, version=version, base=base)
    flash(f"Đã nhận {len(cues)} lời từ “{file.filename}”.", "good")
    return _back(item_id, number, key)


def bring_back(item_id: str, number: int) -> ResponseReturnValue:
    """Make an earlier version the newest one again."""
    key, earlier = _key_in(request.form), request.form.get("ban", 0, type=int)
    with work(services().database) as session:
        stretch = _stretch(session, item_id, number)
        row = find_transcript(session, item_id, stretch.file, key.kind, key.language)
        content = version_of(session, row, earlier) if row else ""
        if not content:
            raise BadRequest
        cues = read_cues(content)
        _save(session, item_id, stretch, key, cues, version=row.version, base=row.cues)
    flash(f"Đã trở về bản {earlier}.", "good")
    return _back(item_id, number, key)


def _save(
    session: Session,
    item_id: str,
    stretch: PlayedStretch,
    key: _TranscriptKey,
    cues: tuple[Cue, ...],
    *,
    version: int,
    base: str,
) -> RowMerge[Cue]:
    cues = unmask(cues, read_cues(base))  # hidden words pass through the form as they are
    shown = Transcript(
        item_id=item_id,
        file=stretch.file,
        kind=key.kind,
        language=key.language,
        version=version,
        cues=base,
    )
    return save_transcript(session, shown, cues, current_user.name)


def _form(
    item_id: str,
    number: int,
    key: _TranscriptKey,
    *,
    text: str | None = None,
    version: int | None = None,
    merge: RowMerge[Cue] | None = None,
) -> str:
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        stretch = _stretch(session, item_id, number)
        row = find_transcript(session, item_id, stretch.file, key.kind, key.language)
        earlier = versions(session, row) if row else ()
        spans = silences(session, item_id, stretch.file)
    stored = mask(read_cues(row.cues) if row else (), spans, key.kind)
    merged = mask(merge.rows, spans, key.kind) if merge else ()
    theirs = [cue for clash in merge.clashes for cue in clash[2]] if merge else ()
    return render_template(
        "office/corrections/recording_words.html",
        record=record,
        number=number,
        player=player_of(stretch, None),
        key=key,
        kinds=KIND_NAMES,
        languages=LANGUAGES,
        language_name=language_name,
        clock_text=clock_text,
        suffixes=SUFFIXES,
        text=write_lines(merged or stored) if text is None else text,
        version=(row.version if row else 0) if version is None else version,
        row=row,
        earlier=earlier,
        theirs=mask(theirs, spans, key.kind),
    )


def _key_in(fields: dict[str, str]) -> _TranscriptKey:
    kind, language = fields.get("loai", TranscriptKind.SPEECH.value), fields.get("tieng", "vi")
    if kind not in list(TranscriptKind) or language not in LANGUAGES:
        raise BadRequest
    return _TranscriptKey(TranscriptKind(kind), language)


def _stretch(session: Session, item_id: str, number: int) -> PlayedStretch:
    stretch = played_stretch(session, item_id, number)
    if stretch is None:
        raise NoStretchError
    return stretch


def _back(item_id: str, number: int, key: _TranscriptKey) -> ResponseReturnValue:
    target = url_for("office.correct", item_id=item_id, number=number, **key.parameters)
    return redirect(target, code=303)
