"""Says what stands on an official paper, whatever it is written with."""

from dataclasses import dataclass
from datetime import date

from library.exchange.workbooks import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: level 1 is I, level 2 is 1."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A table that is added to the paper, and what is said below it."""

    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Who writes to whom, and who signs: nothing of it is made up."""

    superior: str
    issuer: str
    sign: str
    """What follows the number: BC-TVT."""
    place: str
    addressed: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: str
    """GIÁM ĐỐC, or TM. … / KT. …, each line by itself."""
    signer: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is printed; without number it was not registered, without day not signed."""

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
        """Number and sign: 05/BC-TVT; blank before the number until it is registered."""
        number = "        " if self.number is None else f"{self.number:02}"
        return f"{number}/{self.head.sign}"

    @property
    def place_and_day(self) -> str:
        """Place and day as Decree 30/2020 writes them; blank until it is signed."""
        if self.day is None:
            return f"{self.head.place}, ngày      tháng      năm {self.year}"
        month = f"{self.day.month:02}" if self.day.month < 3 else str(self.day.month)
        return f"{self.head.place}, ngày {self.day.day:02} tháng {month} năm {self.day.year}"
