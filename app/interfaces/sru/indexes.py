"""Indexes of SRU: names in the context sets dc, bath, rec and cql, and our search fields."""

from dataclasses import dataclass
from enum import StrEnum

from search_index.query.query_syntax import Field


class Special(StrEnum):
    """Indexes that are not searched as words."""

    RECORD = "record"
    """The identifier of one record."""
    ALL = "all"
    """All records."""
    STANDARD_NUMBER = "standard-number"
    """ISBN or ISSN, however it is divided."""


@dataclass(frozen=True, slots=True)
class CqlIndex:
    """An index: its title and names, and the field of our search; None searches everything."""

    title: str
    field: Field | Special | None
    names: tuple[str, ...]


CONTEXT_SETS = {
    "cql": "info:srw/cql-context-set/1/cql-v1.2",
    "dc": "info:srw/context-set/1/dc-v1.1",
    "bath": "http://zing.z3950.org/cql/bath/2.0/",
    "rec": "info:srw/cql-context-set/2/rec-1.1",
}
INDEXES = (
    CqlIndex(
        "Mọi chữ của tài liệu",
        None,
        ("cql.serverchoice", "cql.anywhere", "cql.anyindexes", "bath.any", "dc.description"),
    ),
    CqlIndex("Nhan đề", Field.TITLE, ("dc.title", "bath.title", "bath.keytitle")),
    CqlIndex(
        "Tác giả, cơ quan",
        Field.AUTHOR,
        (
            *("dc.creator", "dc.contributor", "bath.author", "bath.name"),
            *("bath.personalname", "bath.corporatename"),
        ),
    ),
    CqlIndex("Số, ký hiệu", Field.NUMBER, ("dc.identifier",)),
    CqlIndex("Đề mục", None, ("dc.subject", "bath.subject", "bath.topicalsubject")),
    CqlIndex(
        "ISBN, ISSN", Special.STANDARD_NUMBER, ("bath.isbn", "bath.issn", "bath.standardidentifier")
    ),
    CqlIndex("Năm", Field.YEAR, ("dc.date", "bath.publicationdate")),
    CqlIndex("Nơi", Field.PLACE, ("dc.coverage", "bath.geographicsubject", "bath.geographicname")),
    CqlIndex("Loại", Field.KIND, ("dc.type", "bath.genreform")),
    CqlIndex("Mã biểu ghi", Special.RECORD, ("rec.identifier", "rec.id")),
    CqlIndex("Mọi biểu ghi", Special.ALL, ("cql.allrecords",)),
)
BY_NAME = {name: index for index in INDEXES for name in index.names}
DEFAULT_SET = "dc"
"""Context set of an index name without a prefix; `cql` is tried first."""
