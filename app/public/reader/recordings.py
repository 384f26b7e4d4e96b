"""Player of recordings: access copies, captions, and the words of a stretch with their times."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Response, abort, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.who_asks import audience
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
    StretchWords,
    access_copies,
    captions,
    stretch_at,
    words_within,
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

_MARKED = re.compile(r"<mark[^>]*>([^<]*)")
_CHAPTERS = TranscriptKind.CHAPTERS


@dataclass(frozen=True, slots=True)
class ShownCue:
    """A cue as safe HTML, with query words marked."""

    cue: Cue
    html: Markup

    @property
    def found(self) -> frozenset[str]:
        """The query words in the cue, in lower case."""
        return frozenset(word.casefold() for word in _MARKED.findall(self.html))


_NO_CUE = ShownCue(Cue(0, 0, ""), Markup())


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
    """Milliseconds at which the player starts: the best hit, else where the stretch begins."""
    shown: ShownCue | None
    """The cue that is brought to the screen: the one that was asked for, or the best hit."""

    @property
    def is_film(self) -> bool:
        """True if there is something to see."""
        return self.stretch.kind is RecordingKind.FILM


def player_of(stretch: PlayedStretch, find: FindWords | None) -> Player:
    """Return the player of a stretch; `find` finds the query words."""
    by_budget = {budget: tuple(_sources(stretch, budget)) for budget in DataBudget}
    words = tuple(mark_words(stretch.words, find))
    time, best = request.args.get("tu", type=int), _best_cue(words)
    if time is not None:
        cues = (shown for part in words for shown in part.cues if part.kind is not _CHAPTERS)
        best = next((shown for shown in cues if _is_at(shown.cue, time)), None)
    elif best:
        time = best.cue.begins
    return Player(
        stretch=stretch,
        sources=by_budget[current_budget()],
        sizes={budget.value: copies[0].bytes for budget, copies in by_budget.items() if copies},
        words=words,
        begins=stretch.begins if time is None else max(0, min(time, stretch.length)),
        shown=best,
    )


def hit_times(
    session: Session, query_text: str, places: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """Return the milliseconds at which query words are said, by item and number of a stretch."""
    find, times = services().search.word_matcher(query_text, audience()), {}
    for item_id, number in places:
        if stretch := stretch_at(session, item_id, number):
            words = words_within(session, item_id, stretch)
            if best := _best_cue(tuple(mark_words(words, find))):
                times[item_id, number] = best.cue.begins
    return times


def _best_cue(words: Iterable[ShownWords]) -> ShownCue | None:
    """Return the first cue with the most words of the query in it and in the one after it."""
    hits = {
        (len(first.found | second.found), len(first.found), -first.cue.begins, -place): first
        for place, part in enumerate(words)
        for first, second in pairwise((*part.cues, _NO_CUE))
        if first.found
    }
    return hits[max(hits)] if hits else None


def _is_at(cue: Cue, time: int) -> bool:
    return cue.begins <= time < max(cue.ends, cue.begins + 1)


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


def mark_words(parts: Sequence[StretchWords], find: FindWords | None) -> Iterator[ShownWords]:
    """Yield the words of each transcript; a query matches in all of them together, as a page."""
    cues = [cue for words in parts for cue in words.cues]
    texts = iter(highlight_text(find, _GAP.join(cue.text for cue in cues)).split(_GAP))
    for words in parts:
        shown = zip(words.cues, texts, strict=False)
        yield ShownWords(
            words.kind,
            words.language,
            tuple(ShownCue(cue, Markup(html)) for cue, html in shown),  # noqa: S704
        )


def _sources(stretch: PlayedStretch, budget: DataBudget) -> Iterator[AccessCopy]:
    """Yield the copies of one size, Opus first; of two sizes the usual one is the smaller."""
    for kind in _PLAYED[stretch.kind]:
        sizes = [copy for copy in stretch.copies if copy.kind is kind]
        places = {DataBudget.LITTLE: 0, DataBudget.USUAL: (len(sizes) - 1) // 2}
        if sizes:
            yield sizes[places.get(budget, -1)]
