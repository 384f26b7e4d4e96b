"""What a stage may use: the stores, and the images of the page that is being worked on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from ingest.images import preprocess, thumbnail_analysis
from ingest.images.preprocess import Picture
from ingest.images.reading_sizes import Copies, copies
from ingest.problems import ProblemError
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.tools import image_files, pdf
from library.accessions import register
from library.catalogue.text.words import Word, pack, unpack
from library.errors import FileNotKeptError
from library.storage.content_store import ContentStore

_Made = TypeVar("_Made")


class Toolbox:
    """The workbench of one process. It holds the pictures of one page, each made when asked for."""

    def __init__(self, masters: ContentStore, derivatives: ContentStore) -> None:
        self._masters = masters
        self._derivatives = derivatives
        self._on_the_bench: PagePlace | None = None
        self._pictures: dict[object, Any] = {}
        self._words: tuple[str, tuple[Word, ...]] = ("", ())

    def master(self, digest: str) -> Path:
        """Return the path of a delivered file, or of one made of it, to be read only."""
        try:
            return self._masters.path(digest)
        except FileNotKeptError:
            return self._derivatives.path(digest)

    def is_sound(self, digest: str) -> bool:
        """Say whether a master still is what was received."""
        return self._masters.is_sound(digest)

    def is_whole(self, digest: str) -> bool:
        """Say whether what was delivered or made under this checksum is still there, and whole."""
        return self._masters.holds(digest) or (
            self._derivatives.holds(digest) and self._derivatives.is_sound(digest)
        )

    def was_made(self, digest: str) -> bool:
        """Say whether there is something of this checksum that was made here."""
        return self._derivatives.holds(digest)

    def discard(self, digest: str) -> None:
        """Put away what is damaged of what was made."""
        self._derivatives.discard(digest)

    @contextmanager
    def on_trial(self) -> Iterator[None]:
        """Put away what is made of a delivery that is then refused: it must leave no trace."""
        with self._derivatives.noting_what_is_new() as made:
            try:
                yield
            except ProblemError:
                for digest in made:
                    self._derivatives.discard(digest)
                raise

    def keep(self, content: bytes) -> str:
        """Keep something made here among the derivatives and return its checksum."""
        return self._derivatives.put(content)

    def keep_stream(self, content: BinaryIO) -> str:
        """Keep something large among the derivatives and return its checksum."""
        return self._derivatives.put_stream(content)

    def receive(self, content: BinaryIO) -> str:
        """Keep what was in a delivery as a master of its own and return its checksum."""
        return self._masters.put_stream(content)

    def make_room(self, incoming: int) -> None:
        """Raise DiskNearlyFullError rather than let so many bytes fill the disk."""
        register.make_room(self._derivatives.folder, 0, incoming)

    def keep_words(self, words: tuple[Word, ...]) -> str:
        """Keep the words of a page and return their checksum."""
        digest = self.keep(pack(words))
        self._words = digest, words
        return digest

    def words(self, page: PageRecord) -> tuple[Word, ...]:
        """Return the words that were kept of a page; those of the last one are at hand."""
        digest, words = self._words
        if digest != page.words:
            words = unpack(self._derivatives.read(page.words))
            self._words = page.words, words
        return words

    def glance(self, place: PagePlace) -> Picture:
        """Return a small grey picture of a page as it was delivered."""
        return thumbnail_analysis.small(self.look(place, thumbnail_analysis.WIDTH))

    def look(self, place: PagePlace, width: int) -> Picture:
        """Return a grey picture of a page as it was delivered, not much wider than `width`."""
        look = pdf.glance if place.kind is FileKind.PDF else image_files.glance
        whole = round(width / (place.ends - place.begins))
        picture = look(self.master(place.file), place.index, whole)
        return preprocess.part(picture, place.begins, place.ends)

    def scan(self, page: PageRecord) -> Picture:
        """Return the page as it was delivered, at the resolution the record says."""
        return self._once(page, page.dpi, lambda: self._draw(page))

    def shown(self, page: PageRecord) -> Picture:
        """Return the page as readers see it: upright and straight."""
        return self._once(
            page, _geometry(page), lambda: preprocess.straighten(self.scan(page), page.treatment)
        )

    def copies(self, page: PageRecord) -> Copies:
        """Return the page as readers see it, with its smaller copies."""
        return self._once(page, ("copies", _geometry(page)), lambda: copies(self.shown(page)))

    def prepared(self, page: PageRecord) -> Picture:
        """Return the page as Tesseract reads it best."""
        return self._once(
            page, page.treatment, lambda: preprocess.clean(self.shown(page), page.treatment)
        )

    def _draw(self, page: PageRecord) -> Picture:
        place = page.place
        path = self.master(place.file)
        if place.kind is FileKind.PDF:
            picture = pdf.draw(path, place.index, page.dpi)
        else:
            picture = image_files.read(path, place.index)
        return preprocess.part(picture, place.begins, place.ends)

    def _once(self, page: PageRecord, what: object, make: Callable[[], _Made]) -> _Made:
        if self._on_the_bench != page.place:
            self._on_the_bench = page.place
            self._pictures.clear()
        if what not in self._pictures:
            self._pictures[what] = make()
        return self._pictures[what]


def _geometry(page: PageRecord) -> tuple[int, float]:
    """Return what makes the page upright and straight."""
    return page.treatment.turn, page.treatment.skew
