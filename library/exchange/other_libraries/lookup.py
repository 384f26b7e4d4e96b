"""Look-ups in catalogues of other libraries: the ways to look up, and their answers."""

from dataclasses import dataclass

from library.errors import LibraryError
from library.exchange.marc21.marc_record import MarcRecord

MAX_RECORDS = 10
LOOKUP_SECONDS = 15
"""Time for a whole look-up, of whatever steps it consists."""

MAX_BYTES = 2_000_000


class OtherCatalogueError(LibraryError):
    """The catalogue of the other library did not answer, or refused the query."""

    message = "Mục lục “{0}” không trả lời được: {1} Hãy thử lại, hoặc tra cách khác."
    status = 502


@dataclass(frozen=True, slots=True)
class LookupIndex:
    """A way to look up: its label, its query in CQL, and its attribute of Z39.50 (Bib-1)."""

    label: str
    cql: str
    attribute: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer of another catalogue: number of hits, and the first records."""

    total: int
    records: tuple[MarcRecord, ...]


INDEXES = {
    "nhan-de": LookupIndex("Nhan đề", 'dc.title all "{}"', 4),
    "tac-gia": LookupIndex("Tác giả", 'dc.creator all "{}"', 1003),
    "isbn": LookupIndex("ISBN", 'bath.isbn = "{}"', 7),
    "so": LookupIndex("Số, ký hiệu", 'dc.identifier = "{}"', 12),
}
"""Ways to look up, by their names in addresses."""
