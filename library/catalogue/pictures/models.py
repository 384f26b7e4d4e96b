"""Tables of described pictures and of the persons named on them."""

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, exists, false
from sqlalchemy.orm import Mapped, aliased, mapped_column

from library.catalogue.models import Page
from library.database import Base


class Picture(Base):
    """The description of a page that is a picture."""

    __tablename__ = "picture"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    caption: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    """Place that it shows, such as Xã Bình Gia."""
    photographer: Mapped[str] = mapped_column(default="")
    date: Mapped[str] = mapped_column(default="")
    """The date as typed: 1952, khoảng 1920."""
    earliest: Mapped[int | None]
    latest: Mapped[int | None]
    """First and last possible year; empty for an undated picture."""
    negative: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if the scan is a negative, of which the pipeline makes positives."""
    back_of: Mapped[int | None] = mapped_column(index=True)
    """Id of the page whose back this page is; it is then no picture of its own. Not a foreign key:
    at a station either page may arrive first."""
    text: Mapped[str] = mapped_column(default="")
    """Words of the description, followed by an empty line: the beginning of the page's text."""
    proposed: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """Fields read from the file of the picture, for staff only."""


class NamedPerson(Base):
    """A person named on a picture, in a box drawn by staff."""

    __tablename__ = "named_person"
    __table_args__ = (UniqueConstraint("page_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    place: Mapped[int]
    """Place in the list of persons of the picture, from 1."""
    name: Mapped[str]
    left: Mapped[int]
    top: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    """Box in thousandths of the picture; a person without a box has width 0."""
    authority_id: Mapped[int | None] = mapped_column(
        ForeignKey("authority.id", ondelete="SET NULL"), index=True
    )


_FRONT = aliased(Page)
DESCRIBES = (Picture.page_id == Page.id) & (
    Picture.back_of.is_(None)
    | exists().where(_FRONT.id == Picture.back_of, _FRONT.left_out.is_(False))
)
"""Join of pages with the pictures whose words they have: the back of a front left out has none."""
