"""Tables of the strong-room: when each master was last found as it was received."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class Condition(StrEnum):
    """How a kept file was found."""

    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"


class FixityCheck(Base):
    """The last time somebody looked whether a master still has its checksum."""

    __tablename__ = "fixity_check"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    condition: Mapped[Condition] = mapped_column(one_of(Condition, "condition"), index=True)
