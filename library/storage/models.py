"""Database table of fixity checks: all masters, and lost derivatives."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class Condition(StrEnum):
    """Condition of a stored file."""

    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"


class FixityCheck(Base):
    """The last fixity check of a master, or a derivative that waits to be made again."""

    __tablename__ = "fixity_check"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    condition: Mapped[Condition] = mapped_column(one_of(Condition, "condition"), index=True)
