"""Tables of the staff and of what they did."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of
from library.staff.permissions import Role

UNTOLD = "untold"
"""Marks tables whose changes are no acts: the audit trail says nothing of them by itself."""


class StaffMember(Base):
    """One person who works here."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    sealed_secret: Mapped[str | None]
    """Of the second factor; None when no code is asked for."""

    last_step: Mapped[int | None]
    """The half minute whose code was taken last: no code is taken twice."""

    created: Mapped[datetime]


class StaffSession(Base):
    """One browser in which somebody is signed in; without its row a cookie is worth nothing."""

    __tablename__ = "staff_session"
    __table_args__ = {"info": {UNTOLD: True}}

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    began: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime]
    confirmed: Mapped[datetime]
    """When the password was typed last."""

    browser: Mapped[str]
    proven: Mapped[bool]
    """False while the second factor is still waited for."""


class SignInDelay(Base):
    """How many wrong answers came from one side, and until when it must wait."""

    __tablename__ = "sign_in_delay"
    __table_args__ = {"info": {UNTOLD: True}}

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime | None]


class PasswordLink(Base):
    """A link with which somebody chooses a password, once."""

    __tablename__ = "password_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    used: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing a member of staff did. Rows are added; the database refuses to change them."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str | None]
    before: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
