"""Tables of the programme office; rows are added, never changed, but for what they say is not."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


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
