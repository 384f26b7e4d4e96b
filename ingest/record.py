"""Records of the pipeline: small values that convert to and from JSON; content is a checksum."""

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Self

from library.catalogue.description.proposals import Proposed
from library.recordings.transcript_files import DeliveredTranscript
from library.triage.models import OverlayKind


class FileKind(StrEnum):
    """Type of a delivered file, determined from its content."""

    PDF, DJVU, IMAGE, ARCHIVE = "pdf", "djvu", "image", "archive"
    OFFICE, TEXT, WEB, EPUB, MAIL = "office", "text", "web", "epub", "mail"
    METS, LAYOUT, TRANSCRIPT = "mets", "layout", "transcript"
    SOUND, FILM = "sound", "film"


RECORDINGS = (FileKind.SOUND, FileKind.FILM)
_PLAIN_FIELDS = ("source", "title", "told", "other", "turn", "left_out")


@dataclass(frozen=True, slots=True)
class Master:
    """One delivered file, a file extracted from it, or a readable conversion of it."""

    name: str
    digest: str
    kind: FileKind | None = None
    problem: str | None = None
    """Reason why the file cannot be processed, as text for people."""
    remark: str | None = None
    """Note on the conversion that made the file readable, as text for people."""
    layout: str = ""
    """Checksum of the ALTO or hOCR file that came with it, if any."""
    label: str | None = None
    """Printed page number, if METS gives one."""
    described: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a delivery that is registered as a separate delivery."""

    source: str
    files: tuple[Master, ...]
    place: str
    """Path relative to the folder of the delivery's description list."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Location of a page in the delivery: the file, and the index in the file from 0."""

    file: str
    kind: FileKind | None
    index: int
    problem: str | None = None
    remark: str | None = None
    layout: str = ""
    label: str | None = None
    begins: float = 0.0
    ends: float = 1.0
    """Bounds of the page as fractions of the image width; one image may show two pages."""
    name: str = ""
    length: int = 0
    """Milliseconds of the recording with this name, of which the page is the stretch `index`."""
    described: tuple[tuple[str, str], ...] = ()
    in_place_of: str | None = None
    """Source of the page that a rescan replaces; empty for an inserted page."""

    @property
    def is_recording(self) -> bool:
        """True if the page is a stretch of time."""
        return self.kind in RECORDINGS

    @property
    def is_part(self) -> bool:
        """True if the page is only part of its image."""
        return (self.begins, self.ends) != (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class PageOverlay:
    """Rescans, inserted or joined pages ordered by staff: see library.triage.models.OverlayRow."""

    kind: OverlayKind
    spots: tuple[str, ...] = ()
    places: tuple[PagePlace, ...] = ()
    below: bool = False
    turns: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """A delivery as it passes through the pipeline."""

    source: str
    files: tuple[Master, ...]
    pages: tuple[PagePlace, ...] = ()
    title: str = ""
    told: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    """Description from METS: the catalogue's fields, and all other fields."""
    turn: int = 0
    """Quarter turns clockwise that put the pages upright, estimated from a few of them."""
    parts: tuple[Part, ...] = ()
    """Set if the delivery holds several items; then `pages` is empty."""
    beside: Master | None = None
    """Description list of the parts."""
    left_out: str = ""
    """Sentences about files of an archive that are no part, because of their type."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Cuts ordered by staff, by image number from 1 (0: all images): see triage.instructions."""
    mends: tuple[PageOverlay, ...] = ()
    transcripts: tuple[DeliveredTranscript, ...] = ()

    def to_json(self) -> str:
        """Return the batch as JSON for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the batch from the ledger's JSON."""
        values = json.loads(text)
        rows = values.get("parts", ())
        return cls(
            **{name: values[name] for name in _PLAIN_FIELDS if name in values},
            files=_masters(values["files"]),
            pages=tuple(map(place_from_json, values["pages"])),
            parts=tuple(Part(row["source"], _masters(row["files"]), row["place"]) for row in rows),
            beside=Master(**_with_kind(values["beside"])) if values.get("beside") else None,
            cuts=tuple((picture, cut) for picture, cut in values.get("cuts", ())),
            mends=tuple(map(_overlay, values.get("mends", ()))),
            transcripts=tuple(DeliveredTranscript(*row) for row in values.get("transcripts", ())),
        )


@dataclass(frozen=True, slots=True)
class Treatment:
    """Preprocessing of a page: the geometry applies to readers too, the rest only to OCR."""

    turn: int = 0
    """Quarter turns clockwise that put the page upright."""
    skew: float = 0.0
    """Degrees by which the turned page is rotated to deskew it."""
    scale: float = 1.0
    """Scale of the image for OCR relative to the image for readers."""
    bitonal: bool = False
    dark_border: bool = False
    speckled: bool = False
    uneven: bool = False
    blurred: bool = False
    sealed: bool = False
    negative: bool = False
    """True if the page is white on black."""
    plain: bool = False
    """True if the page was read surer without the steps above."""

    @property
    def is_strong(self) -> bool:
        """True if steps change the tones so much that they may also spoil a page."""
        return self.speckled or self.uneven or self.blurred or self.dark_border


@dataclass(frozen=True, slots=True)
class PageImage:
    """One image of the page, stored among the derivatives."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Survey of a page before it is processed."""

    place: PagePlace
    turn: int = 0
    """Quarter turns clockwise that put the page upright, as far as known."""
    told: bool = False
    """True if staff set the turn, so that it need not be detected."""
    blank: bool = False
    signature: str = ""
    """Image fingerprint of the page, in hexadecimal: see library.triage.survey."""
    thumbnail: str = ""
    width: int = 0
    height: int = 0
    folio: int | None = None
    """Page number printed by itself at the head or foot of the page."""

    def to_json(self) -> str:
        """Return the survey as JSON for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the survey from the ledger's JSON."""
        values = json.loads(text)
        return cls(**{**values, "place": PagePlace(**_with_kind(values["place"]))})


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page in the pipeline, with the results of the stages so far."""

    number: int
    place: PagePlace
    languages: tuple[str, ...]
    turn: int = 0
    """Quarter turns clockwise set for the whole delivery or by a person."""
    blank: bool = False
    """True if the page is blank, so that recognition is skipped."""
    is_picture: bool = False
    """True if the page is catalogued as a picture or a map."""
    is_negative: bool = False
    dpi: int = 0
    has_text: bool = False
    """True if the page has its own text, so that recognition is skipped."""
    has_layer: bool = False
    """True if a scan has a text layer that may be right; it is compared with the OCR result."""
    is_layer_seen: bool = False
    """True if that text layer is visible, drawn over the image."""
    is_drawn: bool = False
    """True if images cover less than half of the page, so that its text is drawn, not scanned."""
    has_pictures: bool = False
    """True if the pictures of a page with its own text may contain writing."""
    treatment: Treatment = Treatment()
    width: int = 0
    height: int = 0
    words: str = ""
    """Checksum of the stored words."""
    quality: float | None = None
    unread_lines: int = 0
    """Lines of writing where nothing was read."""
    images: tuple[PageImage, ...] = ()
    remark: str | None = None
    """Doubts about the page, as a sentence for people."""
    proposals: tuple[Proposed, ...] = ()
    """Proposed description of the item, taken from its first page."""
    technical: dict[str, object] = field(default_factory=dict)
    """Technical metadata of a recording, on its first stretch."""
    silence: tuple[tuple[int, int, bool], ...] = ()
    embedded: dict[str, str] = field(default_factory=dict)
    """Proposed description of a picture, read from its file."""

    def remarked(self, remark: str | None) -> Self:
        """Return the page with the remark appended, if it is not None."""
        return replace(self, remark=" ".join(filter(None, (self.remark, remark))) or None)

    def to_json(self) -> str:
        """Return the record as JSON for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the record from the ledger's JSON."""
        values = json.loads(text)
        values["place"] = PagePlace(**_with_kind(values["place"]))
        values["languages"] = tuple(values["languages"])
        values["treatment"] = Treatment(**values["treatment"])
        values["images"] = tuple(PageImage(**image) for image in values["images"])
        values["proposals"] = tuple(Proposed(**row) for row in values.get("proposals", ()))
        values["silence"] = tuple(map(tuple, values.get("silence", ())))
        return cls(**values)


def _to_json(record: Batch | FirstLook | PageRecord) -> str:
    return json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


def place_from_json(values: dict[str, object]) -> PagePlace:
    """Return the location of a page from decoded JSON."""
    return PagePlace(**_with_kind(values))


def _overlay(values: dict[str, object]) -> PageOverlay:
    return PageOverlay(
        OverlayKind(values["kind"]),
        tuple(values["spots"]),
        tuple(map(place_from_json, values["places"])),
        values["below"],
        tuple(values["turns"]),
    )


def _masters(files: list[dict[str, object]]) -> tuple[Master, ...]:
    return tuple(Master(**_with_kind(file)) for file in files)


def _with_kind(values: dict[str, object]) -> dict[str, object]:
    pairs = tuple(map(tuple, values.get("described", ())))
    return {**values, "kind": values["kind"] and FileKind(values["kind"]), "described": pairs}
