"""Second reading of a page: doubted words, a gate for the whole page, and the head's figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.images.picture import Picture
from ingest.metadata_extraction.official_documents import split_parts
from ingest.second_reader.head_figures import HeadFigures, read_figures
from ingest.second_reader.judgement import agree, better_text, may_be_replaced
from ingest.second_reader.line_reader import Letters, LineReader
from ingest.second_reader.readings import Reading, match_words
from ingest.second_reader.strips import (
    DOUBTED_CAPITALS_CONFIDENCE,
    DOUBTED_CONFIDENCE,
    cut,
    strips_of,
)
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change, Confidences

_MIN_AGREEMENT = 0.93
"""Real pages agree in 93 % of clear words or more; bad copies and letterpress in 88 to 91 %."""

_CLEAR_CONFIDENCE = 0.95
_MIN_CLEAR_WORDS, _MANY_CLEAR_WORDS = 12, 72
"""Clear words that the gate needs, and words that decide where those near doubted ones fail it."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """Changes that the second reader proposes for a page, none if it failed at the gate."""

    strips: int
    agreement: float | None
    passed: bool
    changes: tuple[Change, ...] = ()
    head: HeadFigures | None = None


_WORDS_PER_STRIP = 3


def reread_page(
    reader: LineReader,
    picture: Callable[[], Picture],
    words: Sequence[Word],
    height: int,
    *,
    is_first: bool,
) -> PageReading:
    """Return the second reading of a page; the picture is asked for only if it is needed."""
    doubts = set(_doubted_places(words))
    document = split_parts(words, height) if is_first else None
    if not doubts and document is None:
        return PageReading(0, None, passed=True)
    page = _Page(reader, picture(), words)
    page.read(doubts)
    has_proposals = document is not None or any(page.changes(doubts))
    if has_proposals and not page.passes_gate():
        return PageReading(page.strips, page.agreement(), passed=False)
    agreement = page.agreement()
    head = read_figures(document, page.read_box) if document is not None else None
    of_head = {word for change in head.changes for word in change.seen} if head else set()
    changes = [change for change in page.changes(doubts) if not of_head.intersection(change.seen)]
    return PageReading(
        page.strips,
        agreement,
        passed=True,
        changes=(*changes, *(head.changes if head else ())),
        head=head,
    )


def _doubted_places(words: Sequence[Word]) -> Iterator[int]:
    """Yield the places of the doubted words that another reading could replace."""
    for place, word in enumerate(words):
        if _is_doubted(word) and may_be_replaced(word, *_texts_beside(words, place)):
            yield place


def _is_doubted(word: Word) -> bool:
    in_capitals = word.text.isupper() and len(word.text) > 1
    limit = DOUBTED_CAPITALS_CONFIDENCE if in_capitals else DOUBTED_CONFIDENCE
    return word.confidence < limit and not word.checked


def _texts_beside(words: Sequence[Word], place: int) -> tuple[str, str]:
    """Return the texts of the words before and after a word; empty at the ends of the page."""
    previous, following = words[:place][-1:], words[place + 1 : place + 2]
    return tuple(beside[0].text if beside else "" for beside in (previous, following))


@dataclass(slots=True)
class _Page:
    reader: LineReader
    picture: Picture
    words: Sequence[Word]
    readings: dict[int, Reading] = field(default_factory=dict)
    strips: int = 0

    def read(self, places: set[int]) -> None:
        """Read the strips of these words."""
        for strip in strips_of(self.words, places):
            letters = self.read_box(strip.box)
            own = [self.words[place] for place in strip.places]
            for index, reading in match_words(own, strip.box, letters).items():
                self.readings[strip.places[index]] = reading

    def read_box(self, box: Box) -> Letters:
        """Return the letters in a box; none if it is too small."""
        picture = cut(self.picture, box)
        if picture is None:
            return ()
        self.strips += 1
        return self.reader.read((picture,))[0]

    def read_more_clear_words(self, count: int) -> None:
        """Read clear words from all over the page until so many were read."""
        missing = count - len(self._clear_places())
        unread = [
            place
            for place, word in enumerate(self.words)
            if word.confidence >= _CLEAR_CONFIDENCE and place not in self.readings
        ]
        if missing > 0 and unread:
            strips = max(1, missing // _WORDS_PER_STRIP)
            self.read(set(unread[:: max(1, len(unread) // strips)]))

    def agreement(self) -> float | None:
        """Return the share of clear words read alike; None without any."""
        places = self._clear_places()
        alike = sum(agree(self.words[place], self.readings[place]) for place in places)
        return alike / len(places) if places else None

    def passes_gate(self) -> bool:
        """Read clear words until they decide, and return True if the readers agree on them."""
        return any(self._agrees_on(count) for count in (_MIN_CLEAR_WORDS, _MANY_CLEAR_WORDS))

    def _agrees_on(self, count: int) -> bool:
        self.read_more_clear_words(count)
        return (self.agreement() or 0.0) >= _MIN_AGREEMENT

    def changes(self, doubts: set[int]) -> Iterator[Change]:
        """Yield the changes of the doubted words."""
        for place in sorted(doubts & self.readings.keys()):
            word, reading = self.words[place], self.readings[place]
            text = better_text(word, reading, *_texts_beside(self.words, place))
            if text is not None:
                confidences = Confidences(word.confidence, round(reading.probability, 3))
                yield Change((word,), (text,), Box.around((word,)), confidences)

    def _clear_places(self) -> list[int]:
        return [
            place for place in self.readings if self.words[place].confidence >= _CLEAR_CONFIDENCE
        ]
