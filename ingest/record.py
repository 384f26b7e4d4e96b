"""The values that go through the workshop: small, and JSON both ways; bulk is a checksum here."""

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Self

from library.catalogue.description.proposals import Proposed
from library.triage.models import MendingKind


class FileKind(StrEnum):
    """What a delivered file is, judged by its content."""

    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    OFFICE = "office"
    TEXT = "text"
    WEB = "web"
    METS = "mets"
    LAYOUT = "layout"
    """The words of one page, found by others: ALTO or hOCR."""


@dataclass(frozen=True, slots=True)
class Master:
    """One delivered file, or one that was in it, or what was made of it to be read."""

    name: str
    digest: str
    kind: FileKind | None = None
    problem: str | None = None
    """Why nothing can be made of it, in words."""
    remark: str | None = None
    """What was done to make it readable, in words."""
    layout: str = ""
    """Checksum of the file that tells the words on it, when one came along."""
    label: str | None = None
    """What is printed on it as its number, when METS says so."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something in a delivery that is a delivery of its own."""

    source: str
    files: tuple[Master, ...]
    place: str
    """Where it lies, seen from the list of descriptions in the delivery."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page is in what was delivered: the file, and the place in it from 0."""

    file: str
    kind: FileKind | None
    index: int
    problem: str | None = None
    remark: str | None = None
    layout: str = ""
    label: str | None = None
    begins: float = 0.0
    ends: float = 1.0
    """Which part of the picture is the page, of its width: two pages may lie side by side."""
    in_place_of: str | None = None
    """Where the page is that a rescan took the place of; empty for one that was put in."""

    @property
    def is_part(self) -> bool:
        """Whether another page lies beside it in the picture."""
        return (self.begins, self.ends) != (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Mend:
    """What staff laid over pages: see library.triage.models.Mending."""

    kind: MendingKind
    spots: tuple[str, ...] = ()
    places: tuple[PagePlace, ...] = ()
    below: bool = False
    turns: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """A delivery on the workbench."""

    source: str
    files: tuple[Master, ...]
    pages: tuple[PagePlace, ...] = ()
    title: str = ""
    told: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    """How its METS describes it: fields of the description, and whatever else."""
    turn: int = 0
    """Quarter turns clockwise that put its pages upright, as far as a few of them show."""
    parts: tuple[Part, ...] = ()
    """Set when the delivery is not one item but holds several; then it has no pages."""
    beside: Master | None = None
    """The list that describes the parts."""
    cuts: tuple[tuple[int, int], ...] = ()
    """What staff said of pictures, by their place from 1 (0: all): see triage.instructions."""
    mends: tuple[Mend, ...] = ()

    def to_json(self) -> str:
        """Return the batch for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the batch the ledger remembers."""
        read = json.loads(text)
        return cls(
            source=read["source"],
            files=_masters(read["files"]),
            pages=tuple(map(place_from, read["pages"])),
            title=read["title"],
            told=read.get("told", {}),
            other=read.get("other", {}),
            turn=read.get("turn", 0),
            parts=tuple(
                Part(part["source"], _masters(part["files"]), part["place"])
                for part in read.get("parts", ())
            ),
            beside=Master(**_kind_told(read["beside"])) if read.get("beside") else None,
            cuts=tuple((picture, cut) for picture, cut in read.get("cuts", ())),
            mends=tuple(map(_mend, read.get("mends", ()))),
        )


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a page needs before it is read: the geometry readers see too, the rest for Tesseract."""

    turn: int = 0
    """Quarter turns clockwise that put the page upright."""
    skew: float = 0.0
    """Degrees by which the page is then turned to lie straight."""
    scale: float = 1.0
    """How much larger than the page as shown it is read."""
    bitonal: bool = False
    dark_border: bool = False
    speckled: bool = False
    uneven: bool = False
    blurred: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class PageImage:
    """One image made from the page and kept among the derivatives."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What can be seen of a page before it is worked on."""

    place: PagePlace
    turn: int = 0
    """Quarter turns clockwise that put it upright, as far as that is known."""
    told: bool = False
    """Whether staff said so, and nothing else need be found out."""
    blank: bool = False
    signature: str = ""
    """How the page looks, in hexadecimal: see library.triage.fingerprints."""
    thumbnail: str = ""
    width: int = 0
    height: int = 0
    folio: int | None = None
    """The number that is printed on it, where one stands by itself at its head or foot."""

    def to_json(self) -> str:
        """Return the look for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the look the ledger remembers."""
        read = json.loads(text)
        return cls(**{**read, "place": PagePlace(**_kind_told(read["place"]))})


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page on its way, and what the stages found out about it."""

    number: int
    place: PagePlace
    languages: tuple[str, ...]
    turn: int = 0
    """Quarter turns clockwise the whole delivery, or a person, asks for."""
    blank: bool = False
    """Whether nothing is on it, so that nothing need be recognised."""
    dpi: int = 0
    has_text: bool = False
    """Whether the page's text came with it, so that nothing need be recognised."""
    has_layer: bool = False
    """Whether a scan carries a text that may be the page's: it is compared with what is read."""
    is_layer_seen: bool = False
    """Whether that text is what one sees, drawn over the image."""
    has_pictures: bool = False
    """Whether something may be written in the pictures of a page that has its own text."""
    treatment: Treatment = Treatment()
    width: int = 0
    height: int = 0
    words: str = ""
    """Checksum of the stored words."""
    quality: float | None = None
    images: tuple[PageImage, ...] = ()
    remark: str | None = None
    """What is doubtful about the page, in a sentence for people."""
    proposals: tuple[Proposed, ...] = ()
    """How the item may be described, after its first page."""

    def remarked(self, remark: str | None) -> Self:
        """Return the page with one more remark, if there is one."""
        return replace(self, remark=" ".join(filter(None, (self.remark, remark))) or None)

    def to_json(self) -> str:
        """Return the record for the ledger."""
        return _to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the record the ledger remembers."""
        read = json.loads(text)
        read["place"] = PagePlace(**_kind_told(read["place"]))
        read["languages"] = tuple(read["languages"])
        read["treatment"] = Treatment(**read["treatment"])
        read["images"] = tuple(PageImage(**image) for image in read["images"])
        read["proposals"] = tuple(Proposed(**one) for one in read.get("proposals", ()))
        return cls(**read)


def _to_json(record: Batch | FirstLook | PageRecord) -> str:
    return json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


def place_from(read: dict[str, object]) -> PagePlace:
    """Return the place of a page that was kept as JSON."""
    return PagePlace(**_kind_told(read))


def _mend(read: dict[str, object]) -> Mend:
    return Mend(
        MendingKind(read["kind"]),
        tuple(read["spots"]),
        tuple(map(place_from, read["places"])),
        read["below"],
        tuple(read["turns"]),
    )


def _masters(read: list[dict[str, object]]) -> tuple[Master, ...]:
    return tuple(Master(**_kind_told(file)) for file in read)


def _kind_told(read: dict[str, object]) -> dict[str, object]:
    return {**read, "kind": read["kind"] and FileKind(read["kind"])}
