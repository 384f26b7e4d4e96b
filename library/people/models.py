"""Tables of the staff and of what they did."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of
from library.people.permissions import Role


class StaffMember(Base):
    """One person who works here."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created: Mapped[datetime]


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
