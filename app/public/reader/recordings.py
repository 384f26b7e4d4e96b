"""Player of recordings: access copies, captions, and the words of a stretch with their times."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, abort, request
from markupsafe import Markup

from app.downloads.sent_files import send_derivative
from app.public.items.access import readable_record, refuse_direct_download
from app.public.reader.highlight import FindWords, highlight_text
from app.public.reader.images import set_caching
from app.services import services
from app.web.caching import NO_STORE, for_seconds, set_policy
from app.web.data_saver import DataBudget, current_budget
from app.web.usage_counting import count
from library.catalogue.models import DerivativeKind
from library.catalogue.queries import page_details
from library.database import reading
from library.recordings.cues import Cue
from library.recordings.models import RecordingKind, TranscriptKind
from library.recordings.playing import (
    AccessCopy,
    PlayedStretch,
    access_copies,
    captions,
    stretch_at,
)
from points.use_kind import UseKind

_CAPTION_SECONDS = 30
"""Time for which a browser may keep words that a silenced span takes back."""
_PLAYED = {
    RecordingKind.SOUND: (DerivativeKind.OPUS, DerivativeKind.AAC),
    RecordingKind.FILM: (DerivativeKind.FILM,),
}
_GAP = "\n\n"
"""Text between two cues, in none of which is an empty line."""

_LEAD_MS = 1000
"""A hit is played from one second before its cue."""


@dataclass(frozen=True, slots=True)
class ShownCue:
    """A cue as safe HTML, with query words marked."""

    cue: Cue
    html: Markup
    is_hit: bool


@dataclass(frozen=True, slots=True)
class ShownWords:
    """The cues of one transcript in a stretch."""

    kind: TranscriptKind
    language: str
    cues: tuple[ShownCue, ...]


@dataclass(frozen=True, slots=True)
class Player:
    """A stretch with the sources of its player, in the size that this reader chose."""

    stretch: PlayedStretch
    sources: tuple[AccessCopy, ...]
    """Alternatives of one size; the browser plays the first that it can."""
    sizes: dict[str, int]
    """Bytes of the whole recording for each data budget."""
    words: tuple[ShownWords, ...]
    begins: int
    """Milliseconds at which the player starts: the first hit, else where the stretch begins."""

    @property
    def is_film(self) -> bool:
        """True if there is something to see."""
        return self.stretch.kind is RecordingKind.FILM


def player_of(stretch: PlayedStretch, find: FindWords | None) -> Player:
    """Return the player of a stretch; `find` finds the query words."""
    by_budget = {budget: tuple(_sources(stretch, budget)) for budget in DataBudget}
    words = tuple(_shown_words(stretch, find))
    asked_time = request.args.get("tu", type=int)
    hits = [shown.cue.begins for part in words for shown in part.cues if shown.is_hit]
    first_hit = max(stretch.begins, min(hits) - _LEAD_MS) if hits else stretch.begins
    return Player(
        stretch=stretch,
        sources=by_budget[current_budget()],
        sizes={budget.value: copies[0].bytes for budget, copies in by_budget.items() if copies},
        words=words,
        begins=first_hit if asked_time is None else max(0, min(asked_time, stretch.length)),
    )


def send_copy(item_id: str, number: int, digest: str) -> Response:
    """Send an access copy, whole or a range; its first bytes are counted as a use."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page_details(session, item_id, number)  # raises an error for a page that was left out
        stretch = stretch_at(session, item_id, number)
        copies = access_copies(session, item_id, stretch.file) if stretch else ()
    copy = next((copy for copy in copies if copy.digest == digest), None)
    if copy is None:
        abort(404)
    refuse_direct_download(record)
    count(UseKind.REQUEST, item_id, number)
    return set_caching(send_derivative(copy.digest, copy.media_type), record)


def send_captions(item_id: str, number: int, language: str) -> Response:
    """Send the words of a whole recording in one language as WebVTT."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page_details(session, item_id, number)
        stretch = stretch_at(session, item_id, number)
        content = captions(session, item_id, stretch.file, language) if stretch else None
    if content is None:
        abort(404)
    response = Response(content, mimetype="text/vtt")
    policy = for_seconds(_CAPTION_SECONDS, public=False)
    return set_policy(response, NO_STORE if record.conditions else policy)


def _shown_words(stretch: PlayedStretch, find: FindWords | None) -> Iterator[ShownWords]:
    """Yield the words of each transcript; a query matches in all of them together, as a page."""
    cues = [cue for words in stretch.words for cue in words.cues]
    texts = highlight_text(find, _GAP.join(cue.text for cue in cues)).split(_GAP)
    marked = ((text, "<mark" in text) for text in texts)
    for words in stretch.words:
        shown = zip(words.cues, marked, strict=False)
        yield ShownWords(
            words.kind,
            words.language,
            tuple(ShownCue(cue, Markup(html), is_hit) for cue, (html, is_hit) in shown),  # noqa: S704
        )


def _sources(stretch: PlayedStretch, budget: DataBudget) -> Iterator[AccessCopy]:
    """Yield the copies of one size, Opus first; of two sizes the usual one is the smaller."""
    for kind in _PLAYED[stretch.kind]:
        sizes = [copy for copy in stretch.copies if copy.kind is kind]
        places = {DataBudget.LITTLE: 0, DataBudget.USUAL: (len(sizes) - 1) // 2}
        if sizes:
            yield sizes[places.get(budget, -1)]
