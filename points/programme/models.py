"""Tables of the programme office; rows are added and never changed, except for reports."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PlanVersion(Base):
    """Version of a plan as submitted; each change adds a version."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    """TOML as in points/programme/data/plans."""
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class FormVersion(Base):
    """Version of a statistical form as submitted; each change of wording adds a version."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    """TOML as in points/programme/data/forms."""
    workbook: Mapped[bytes | None] = mapped_column(LargeBinary)
    """XLSX template of the body that prescribes the form, if submitted."""
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class RegisterEntry(Base):
    """Revision of a register entry; the newest one counts."""

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
    """Day the entry is about."""
    told: Mapped[dict[str, object]] = mapped_column(JSON)
    """Field values by the names in points/programme/data/registers.toml."""
    taken_back: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class ClosedMonth(Base):
    """Figures of a month at closing; later changes are restatements."""

    __tablename__ = "closed_month"

    month: Mapped[date] = mapped_column(primary_key=True)
    facts: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    closed: Mapped[datetime]
    closed_by: Mapped[str]


class ReportState(StrEnum):
    """State of a report."""

    DRAFT = "draft"
    SIGNED = "signed"
    REGISTERED = "registered"


class Report(Base):
    """Report; once signed, its figures, texts and document do not change."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    period: Mapped[str]
    reader: Mapped[str]
    """Recipient, by its name in points/programme/data/papers.toml."""
    point: Mapped[str | None]
    """Code of the point it is about; None: the province."""
    state: Mapped[ReportState] = mapped_column(one_of(ReportState, "report_state"))
    head: Mapped[dict[str, object]] = mapped_column(JSON)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """Texts added by staff, by section; once signed, all printed texts."""
    sentences: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON, default=dict)
    """Decisions on the proposed sentences by key: used or not, edited text; once signed, those
    printed, with their figures."""
    figures: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """Figures frozen at signature, with the versions of the formulas."""
    paper: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """DOCX as signed."""
    made: Mapped[datetime]
    made_by: Mapped[str]
    signed: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    number: Mapped[int | None]
    """Number from the register of outgoing documents; never generated."""
    numbered: Mapped[date | None]
    sending: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Day, way and checksum of the file that was sent, and the answer to it."""
    sent_file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """PDF/A as it was sent."""
    signed_copy: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """Checksum, signers and receipt of the file that came back signed."""
    signed_file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
