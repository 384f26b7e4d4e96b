"""Words of a stretch of a recording: where readers report them, and their correction."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.models import Page
from library.recordings.cues import Cue, clock_text
from library.recordings.models import Transcript
from library.recordings.playing import transcripts
from library.recordings.silenced_words import is_hidden, silences
from library.recordings.stretches import stretch_of
from library.recordings.transcribing import save_transcript
from library.recordings.webvtt import cues_within, read_cues


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a cue."""

    text: str


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """A cue of a stretch, with its transcript."""

    transcript: Transcript
    cue: Cue

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words of the cue."""
        return tuple(map(SpokenWord, self.cue.text.split()))

    def __str__(self) -> str:
        """Return the cue for staff, with its time."""
        return f"{clock_text(self.cue.begins)} {self.cue.text}"


def cues_on(session: Session, page: Page) -> Iterator[SpokenCue]:
    """Yield the cues of a page that is a stretch, of all its transcripts; none for paper.

    Cues in silenced spans are left out: readers see no word of them to report.
    """
    stretch = stretch_of(session, page.id)
    if stretch is not None:
        spans = silences(session, page.item_id, stretch.file)
        for row in transcripts(session, page.item_id, stretch.file):
            for cue in cues_within(row.cues, stretch.begins, stretch.ends):
                if not is_hidden(cue, spans, row.kind):
                    yield SpokenCue(row, cue)


def correct_words(
    session: Session, spoken: SpokenCue, words: range, correction: str, by: str
) -> None:
    """Replace words of a cue; the version before is kept, and the page gets the new words."""
    row, cue = spoken.transcript, spoken.cue
    texts = [word.text for word in spoken.words]
    texts[words.start : words.stop] = correction.split()
    new_cue = cue._replace(text=" ".join(texts))
    cues = [new_cue if other == cue else other for other in read_cues(row.cues)]
    shown = Transcript(item_id=row.item_id, file=row.file, kind=row.kind, language=row.language)
    shown.version, shown.cues = row.version, row.cues
    save_transcript(session, shown, cues, by)
