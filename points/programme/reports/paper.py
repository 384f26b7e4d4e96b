"""Content of an official document, independent of the file format."""

from dataclasses import dataclass
from datetime import date

from library.exchange.workbooks import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of the text: level 1 is numbered I, level 2 is numbered 1."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph of the text."""

    text: str
    leads_on: bool = False
    """True if it stays on the page of the next part: a table, or the signature."""


@dataclass(frozen=True, slots=True)
class Annex:
    """Annexed table with notes below it."""

    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Issuer, addressees and signer; none of them is generated."""

    superior: str
    issuer: str
    sign: str
    """Symbol after the number: BC-TVT."""
    place: str
    addressed: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: str
    """Signing authority, one per line: GIÁM ĐỐC, or TM. … / KT. …."""
    signer: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Document as printed; without a number it is not registered, without a day not signed."""

    head: Head
    kind: str
    abstract: str
    year: int
    text: tuple[Heading | Paragraph | Table, ...]
    annexes: tuple[Annex, ...]
    number: int | None = None
    day: date | None = None

    @property
    def notation(self) -> str:
        """Number and symbol: 05/BC-TVT; the number is blank until it is registered."""
        number = "        " if self.number is None else f"{self.number:02}"
        return f"{number}/{self.head.sign}"

    @property
    def place_and_day(self) -> str:
        """Place and date in the form of Decree 30/2020; the date is blank until it is signed."""
        if self.day is None:
            return f"{self.head.place}, ngày      tháng      năm {self.year}"
        month = f"{self.day.month:02}" if self.day.month < 3 else str(self.day.month)
        return f"{self.head.place}, ngày {self.day.day:02} tháng {month} năm {self.day.year}"
