"""Toolbox of the stages: the content stores and the images of the current page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from ingest.images import preprocess, thumbnail_analysis
from ingest.images.photo_negatives import make_positive
from ingest.images.preprocess import Picture
from ingest.language.syllable_pairs import SyllablePairs, shipped_pairs
from ingest.problems import ProblemError
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.tools import djvu, image_files, pdf
from library.accessions import register
from library.catalogue.text.words import Word, pack, unpack
from library.errors import FileNotKeptError
from library.places.edition import shipped_history
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition

_Value = TypeVar("_Value")
_THUMBNAILS = {FileKind.PDF: pdf.draw_thumbnail, FileKind.DJVU: djvu.draw_thumbnail}


class Toolbox:
    """Content stores and image cache of one process; it caches the images of one page lazily."""

    def __init__(self, masters: ContentStore, derivatives: ContentStore) -> None:
        self._masters = masters
        self._derivatives = derivatives
        self._current_place: PagePlace | None = None
        self._pictures: dict[object, Any] = {}
        self._words: tuple[str, tuple[Word, ...]] = ("", ())
        self.own_pairs: SyllablePairs | None = None
        """Pairs of syllables with those of the library's own text, if a person switched them on."""
        self.places = shipped_history()
        """Units, as librarians have edited them once the worker has asked the database."""
        self.require_turn: Callable[[], None] = lambda: None
        """Raises LaidAsideError if the delivery of the current page was paused."""

    @property
    def pairs(self) -> SyllablePairs:
        """Pairs of syllables by which readings are corrected."""
        return self.own_pairs or shipped_pairs()

    def master(self, digest: str) -> Path:
        """Return the read-only path of a delivered file, or of a derivative made from one."""
        try:
            return self._masters.path(digest)
        except FileNotKeptError:
            return self._derivatives.path(digest)

    def is_sound(self, digest: str) -> bool:
        """Return True if a master still has the content that was received."""
        return self._masters.is_sound(digest)

    def is_whole(self, digest: str) -> bool:
        """Return True if the master exists, or the derivative exists and is undamaged."""
        is_master = self._masters.holds(digest)
        return is_master or condition_of(self._derivatives, digest) is Condition.SOUND

    def has_derivative(self, digest: str) -> bool:
        """Return True if a derivative has this checksum."""
        return self._derivatives.holds(digest)

    def discard(self, digest: str) -> None:
        """Discard a derivative."""
        self._derivatives.discard(digest)

    @contextmanager
    def discarding_if_refused(self) -> Iterator[None]:
        """Discard the new derivatives if a ProblemError refuses the delivery in this context."""
        with self._derivatives.collect_new_digests() as new_digests:
            try:
                yield
            except ProblemError:
                for digest in new_digests:
                    self._derivatives.discard(digest)
                raise

    def keep(self, content: bytes) -> str:
        """Store content among the derivatives and return its checksum."""
        return self._derivatives.put(content)

    def keep_stream(self, content: BinaryIO) -> str:
        """Store a large stream among the derivatives and return its checksum."""
        return self._derivatives.put_stream(content)

    def receive(self, content: BinaryIO) -> str:
        """Store a file found inside a delivery as a separate master and return its checksum."""
        return self._masters.put_stream(content)

    def make_room(self, incoming: int) -> None:
        """Raise DiskNearlyFullError if `incoming` bytes would fill the disk."""
        register.ensure_disk_space(self._derivatives.folder, 0, incoming)

    def keep_words(self, words: tuple[Word, ...]) -> str:
        """Store the words of a page and return their checksum."""
        digest = self.keep(pack(words))
        self._words = digest, words
        return digest

    def words(self, page: PageRecord) -> tuple[Word, ...]:
        """Return the stored words of a page; the words of the last page are cached."""
        digest, words = self._words
        if digest != page.words:
            words = unpack(self._derivatives.read(page.words))
            self._words = page.words, words
        return words

    def glance(self, place: PagePlace) -> Picture:
        """Return a small grey image of a page as it was delivered."""
        return thumbnail_analysis.make_thumbnail(self.look(place, thumbnail_analysis.WIDTH))

    def look(self, place: PagePlace, width: int) -> Picture:
        """Return a grey image of a page as delivered, not much wider than `width` pixels."""
        look = _THUMBNAILS.get(place.kind, image_files.read_thumbnail)
        full_width = round(width / (place.ends - place.begins))
        picture = look(self.master(place.file), place.index, full_width)
        return preprocess.crop_columns(picture, place.begins, place.ends)

    def scan(self, page: PageRecord) -> Picture:
        """Return the page as delivered, a negative as positive, at the resolution of the record."""
        return self._cached(page, page.dpi, lambda: self._draw(page))

    def shown(self, page: PageRecord) -> Picture:
        """Return the page as readers see it: upright and deskewed."""
        return self._cached(
            page, _geometry(page), lambda: preprocess.straighten(self.scan(page), page.treatment)
        )

    def prepared(self, page: PageRecord) -> Picture:
        """Return the page preprocessed for Tesseract."""
        return self._cached(
            page, page.treatment, lambda: preprocess.clean(self.shown(page), page.treatment)
        )

    def _draw(self, page: PageRecord) -> Picture:
        place = page.place
        path = self.master(place.file)
        if place.kind is FileKind.PDF:
            picture = pdf.draw(path, place.index, page.dpi)
        elif place.kind is FileKind.DJVU:
            picture = djvu.draw(path, place.index)
        else:
            picture = image_files.read(path, place.index)
        picture = preprocess.crop_columns(picture, place.begins, place.ends)
        return make_positive(picture) if page.is_negative else picture

    def _cached(self, page: PageRecord, key: object, make: Callable[[], _Value]) -> _Value:
        if self._current_place != page.place:
            self._current_place = page.place
            self._pictures.clear()
        if key not in self._pictures:
            self._pictures[key] = make()
        return self._pictures[key]


def _geometry(page: PageRecord) -> tuple[int, float]:
    """Return the quarter turns and the skew in degrees of a page."""
    return page.treatment.turn, page.treatment.skew
