"""Tables of imports: each handed-in file with its rows, planned, applied and possibly undone."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class ImportState(StrEnum):
    """State of an import."""

    PLANNED = "planned"
    APPLIED = "applied"
    UNDONE = "undone"


class RowVerdict(StrEnum):
    """Outcome of the comparison of one row with the stored books."""

    NEW = "new"
    UPDATE = "update"
    """Stored with other figures; written only if the person chooses so."""
    SAME = "same"
    PROBLEM = "problem"


class BookImport(Base):
    """An import of one file into one book."""

    __tablename__ = "book_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str]
    """Code of the register, `thiet-bi` for the inventory, `so-dem` for manual counts."""
    file: Mapped[str]
    checksum: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the file."""
    source: Mapped[str]
    """The paper book behind the file: Sổ giấy 2019."""
    remarks: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[ImportState] = mapped_column(
        one_of(ImportState, "import_state"), default=ImportState.PLANNED
    )
    planned: Mapped[datetime]
    planned_by: Mapped[str]
    applied: Mapped[datetime | None]
    applied_by: Mapped[str | None]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class BookImportRow(Base):
    """One row of an import: its texts, values, problems, and the record that it became."""

    __tablename__ = "book_import_row"
    __table_args__ = (Index("ix_book_import_row_import_id_verdict", "import_id", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("book_import.id", ondelete="CASCADE"))
    sheet: Mapped[str]
    place: Mapped[int]
    """Row number in the sheet."""
    cells: Mapped[dict[str, str]] = mapped_column(JSON)
    """Texts of the row by the headings of the sheet."""
    point: Mapped[str | None]
    day: Mapped[date | None]
    sums_from: Mapped[date | None]
    """First day of the time that the row sums up, if longer than a day."""
    values: Mapped[dict[str, object]] = mapped_column(JSON)
    problems: Mapped[dict[str, str]] = mapped_column(JSON)
    """Messages by field name; @point, @day for the columns that are no fields."""
    remarks: Mapped[list[str]] = mapped_column(JSON)
    verdict: Mapped[RowVerdict] = mapped_column(one_of(RowVerdict, "row_verdict"))
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if it belongs to a closed month."""
    target: Mapped[str | None]
    """Stored record: entry number, asset number, or id of the manual counts."""
    previous_values: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """Values of the stored record that the row changed or would change."""
    revision: Mapped[int | None]
    """Revision of the register entry that the import wrote."""
    written: Mapped[bool] = mapped_column(default=False, server_default=false())
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())
