"""Tables of the programme office; rows are added, never changed, but for what they say is not."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PlanVersion(Base):
    """A plan as it was handed in, once more for each time it was changed."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    """TOML, as in library/programme/data/plans."""
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class FormVersion(Base):
    """A statistical form as it was handed in, once more for each time its wording changed."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    """TOML, as in library/programme/data/forms."""
    workbook: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The XLSX of whoever prescribes the form, if it was handed in."""
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class RegisterEntry(Base):
    """What an entry of a register says from one revision on; the newest counts."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("register", "number", "revision"),
        Index("ix_register_entry_register_day", "register", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str]
    number: Mapped[int]
    revision: Mapped[int]
    point_id: Mapped[int | None] = mapped_column(ForeignKey("access_point.id"))
    day: Mapped[date]
    """The day it is about."""
    told: Mapped[dict[str, object]] = mapped_column(JSON)
    """The fields, as library/programme/data/registers.toml names them."""
    taken_back: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class ClosedMonth(Base):
    """A month as it was when it was closed; what comes later is a restatement."""

    __tablename__ = "closed_month"

    month: Mapped[date] = mapped_column(primary_key=True)
    facts: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    closed: Mapped[datetime]
    closed_by: Mapped[str]


class ReportState(StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    SIGNED = "signed"
    REGISTERED = "registered"


class Report(Base):
    """A report: once signed, its figures, texts and paper stay as they are."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    period: Mapped[str]
    reader: Mapped[str]
    """For whom it is written, as library/programme/data/papers.toml names them."""
    point: Mapped[str | None]
    """The code of the point it is about; none: the province."""
    state: Mapped[ReportState] = mapped_column(one_of(ReportState, "report_state"))
    head: Mapped[dict[str, object]] = mapped_column(JSON)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """What staff wrote; when signed, all that is printed."""
    figures: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """Frozen when signed, with the versions of the formulas."""
    paper: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The DOCX as it was signed."""
    made: Mapped[datetime]
    made_by: Mapped[str]
    signed: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    number: Mapped[int | None]
    """From the register of outgoing papers; never made up."""
    numbered: Mapped[date | None]
