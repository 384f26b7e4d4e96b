"""Tables of staff accounts, sessions and the audit trail."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from library.database import Base, CompressedText
from library.staff.permissions import ROLES, role_of

NOT_AUDITED = "untold"
"""Key in `Table.info` of tables whose changes get no automatic audit entry."""


class StaffMember(Base):
    """Account of a member of staff."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(String(32))
    """Key of a row of ROLES, checked here so that a new role needs no change of the database."""

    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    sealed_secret: Mapped[str | None]
    """Encrypted secret of the second factor; None if it is off."""

    last_step: Mapped[int | None]
    """TOTP time step (30 seconds) of the last accepted code: no code is accepted twice."""

    second_factor_due: Mapped[datetime | None]
    """Time from which the role of this account requires the second factor; None before it does."""

    created: Mapped[datetime]
    toured: Mapped[datetime | None]
    """Time at which the person saw or left the tour of the office; None before."""

    @property
    def role_name(self) -> str:
        """Vietnamese name of the role."""
        return role_of(self.role).name

    @validates("role")
    def _known_role(self, _attribute: str, role: str) -> str:
        if role not in ROLES:
            raise ValueError(f"no role {role}")
        return role


class SavedView(Base):
    """View of a list that a person saved under a name: search words, filters and order."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("member_id", "list_name", "name"),
        {"info": {NOT_AUDITED: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    list_name: Mapped[str]
    """Endpoint of the list."""

    name: Mapped[str]
    parameters: Mapped[str]
    """Query string of its address."""


class StaffSession(Base):
    """Signed-in browser; a cookie without its row is invalid."""

    __tablename__ = "staff_session"
    __table_args__ = {"info": {NOT_AUDITED: True}}

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    began: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime]
    confirmed: Mapped[datetime]
    """Time of the last password entry."""

    browser: Mapped[str]
    proven: Mapped[bool]
    """False while the second factor is pending."""


class SignInDelay(Base):
    """Failed sign-in attempts under one throttle key, and the end of its waiting time."""

    __tablename__ = "sign_in_delay"
    __table_args__ = {"info": {NOT_AUDITED: True}}

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime | None]


class PasswordLink(Base):
    """Single-use link for choosing a password."""

    __tablename__ = "password_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[datetime]


class RecoveryCode(Base):
    """Single-use code that replaces the second factor."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    used: Mapped[datetime | None]


class FormDraft(Base):
    """A form as a member of staff typed it and has not saved it; nobody else can read it."""

    __tablename__ = "form_draft"
    __table_args__ = {"info": {NOT_AUDITED: True}}

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str]
    """Address to which the form is sent."""

    page: Mapped[str]
    """Address of the page that shows the form; empty if it is not known."""

    title: Mapped[str]
    content: Mapped[str] = mapped_column(CompressedText)
    """Fields and names of files, as JSON."""

    saved: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """Action of a member of staff. Rows are only added; the database refuses changes."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str | None]
    before: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
    change: Mapped[str | None]
    """Name of the change of rows that it tells of, the same in all its entries."""


class AttemptAddress(Base):
    """Address of a failed sign-in; it is deleted while its audit entry stays."""

    __tablename__ = "attempt_address"
    __table_args__ = {"info": {NOT_AUDITED: True}}

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str]
