"""Contents of a pack: the columns of each table that go into each kind of record.

What goes is listed, and nothing else does: a new column of a shipped table has to be named here,
as one that goes or one that stays; a new table goes nowhere until it is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.catalogue.authorities.models import Authority, AuthorityVariant, ItemAuthority
from library.catalogue.description.original_records import OriginalRecord
from library.catalogue.description.record_sources import RecordSource
from library.catalogue.models import Derivative, Holding, Item, Page, PageText
from library.catalogue.pictures.models import NamedPerson, Picture
from library.catalogue.profile_versions import ProfileVersion
from library.corrections.models import ArticleList
from library.database import Base
from library.maps.models import MapPlacement
from library.readers.models import Question
from library.recordings.models import Stretch, Transcript
from library.stories.models import Story, StoryPart
from points.access_points.kiosk_notices import PointLinks
from points.access_points.models import (
    AccessPoint,
    Device,
    DevicePlacement,
    OpeningException,
    OpeningWeek,
    PointRecord,
)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A table of a kind of record, with a decision on each of its columns."""

    table: type[Base]
    record: str
    """Column that holds the key of the record (for pages: the id of the page)."""
    columns: tuple[str, ...]
    """Columns that go."""
    stays: tuple[str, ...] = ()
    """Columns that stay at the province; a station leaves its own values in them."""
    fillers: Mapping[str, str] = field(default_factory=dict)
    """Texts with which a station fills columns that stay but may not be empty; {id} is the id."""
    in_place: bool = False
    """True if rows are changed by id, because others refer to them; else they are replaced."""
    unique: tuple[str, ...] = ()
    """Columns that no two rows share; the last one names a row, and may move between rows."""

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.table.__tablename__


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_DERIVATIVE = Shipped(
    Derivative,
    "page_id",
    _columns("page_id kind digest media_type width height bytes"),
    stays=("id",),
)
_BLANK = {"recorded_by": ""}

ITEM, PAGE, COLLECTION, AUTHORITY = "item", "page", "collection", "authority"
STORY, QUESTION, POINT, COMPUTERS = "story", "question", "point", "computers"

KINDS: Mapping[str, tuple[Shipped, ...]] = {
    COLLECTION: (
        Shipped(
            ProfileVersion,
            "collection",
            _columns("id collection text introduction saved"),
            stays=("saved_by",),
            fillers={"saved_by": ""},
        ),
    ),
    AUTHORITY: (
        Shipped(
            Authority,
            "id",
            _columns("id family kind name key sort letter folded begins ends note source changed")
            + _columns("merged_into merged"),
            stays=("checked", "merged_by"),
            unique=("family", "key"),
            in_place=True,
        ),
        Shipped(
            AuthorityVariant, "authority_id", _columns("authority_id name key folded"), ("id",)
        ),
    ),
    ITEM: (
        Shipped(
            Item,
            "id",
            _columns("id collection title title_sort kind number series issuing_body creator date")
            + _columns("date_text year earliest latest month_day place language description url")
            + _columns("licence source_id other_fields access opens conditions state page_count")
            + _columns("cover part_of created changed published"),
            stays=("accession_id", "search_words"),
            unique=("collection", "source_id"),
            in_place=True,
        ),
        Shipped(
            ItemAuthority,
            "item_id",
            _columns("item_id field place tail authority_id origin_id"),
            stays=("id",),
        ),
        Shipped(
            Holding,
            "item_id",
            _columns("item_id place call_number location condition"),
            stays=_columns("id remark registration barcode shelf price source acquired"),
            fillers={"remark": ""},
        ),
        Shipped(OriginalRecord, "item_id", _columns("item_id content described")),
        Shipped(
            Transcript,
            "item_id",
            _columns("item_id file kind language cues version changed"),
            stays=("id", "changed_by"),
            fillers={"changed_by": ""},
        ),
        Shipped(
            RecordSource,
            "item_id",
            _columns("item_id catalogue number taken"),
            stays=("id", "taken_by"),
            fillers={"taken_by": ""},
        ),
    ),
    PAGE: (
        Shipped(
            Page,
            "id",
            _columns("id item_id number place label numbered kind state width height quality")
            + _columns("passed languages words"),
            stays=_columns("message taken_from in_place_of left_out as_read"),
            in_place=True,
        ),
        Shipped(PageText, "page_id", _columns("page_id text"), stays=("as_read",)),
        Shipped(Stretch, "page_id", _columns("page_id kind file begins ends length technical")),
        Shipped(
            MapPlacement,
            "page_id",
            _columns("page_id method points residual west south east north version changed"),
            stays=_columns("scan earlier changed_by"),
            fillers={"earlier": "[]", "changed_by": ""},
        ),
        Shipped(
            Picture,
            "page_id",
            _columns("page_id caption place photographer date earliest latest")
            + _columns("negative back_of text"),
            stays=("proposed",),
        ),
        Shipped(
            NamedPerson,
            "page_id",
            _columns("page_id place name left top width height"),
            stays=("id", "authority_id"),
        ),
        Shipped(
            ArticleList,
            "page_id",
            _columns("page_id articles width height saved"),
            stays=("saved_by",),
            fillers={"saved_by": ""},
        ),
        _DERIVATIVE,
    ),
    "thumbnails": (_DERIVATIVE,),
    "small": (_DERIVATIVE,),
    "reading": (_DERIVATIVE,),
    STORY: (
        Shipped(
            Story,
            "id",
            _columns("id kind state title lead school_class theme sheet created changed published"),
            stays=("source_id", "changed_by"),
            fillers={"changed_by": ""},
            in_place=True,
        ),
        Shipped(
            StoryPart,
            "story_id",
            _columns("story_id place text item_id page_number caption"),
            stays=("id",),
        ),
    ),
    QUESTION: (
        Shipped(
            Question,
            "id",
            _columns("id asked place item_id published public_question public_answer search_key"),
            stays=_columns("digest text answer closed closed_by"),
            fillers={"digest": "{id}", "text": "", "answer": ""},
            in_place=True,
        ),
    ),
    POINT: (
        Shipped(AccessPoint, "id", ("id", "code"), in_place=True, unique=("code",)),
        Shipped(
            PointRecord,
            "point_id",
            _columns("id point_id since recorded name level place address latitude longitude")
            + _columns("serving phone"),
            stays=_columns("recorded_by reason owner reporter"),
            fillers=_BLANK,
        ),
        Shipped(
            OpeningWeek,
            "point_id",
            _columns("id point_id since recorded days"),
            stays=("recorded_by",),
            fillers=_BLANK,
        ),
        Shipped(
            OpeningException,
            "point_id",
            _columns("id point_id day recorded hours reason"),
            stays=("recorded_by",),
            fillers=_BLANK,
        ),
    ),
    COMPUTERS: (
        Shipped(
            PointLinks,
            "point_id",
            _columns("id point_id recorded links"),
            stays=("recorded_by",),
            fillers=_BLANK,
        ),
        Shipped(
            Device,
            "id",
            _columns("id label token_hash room_key agent_hash agent_key signed_from judged_from"),
            stays=_columns("asset_id code_hash code_expires cloned")
            + _columns("agent_boot speaking_boot forgotten_before"),
            in_place=True,
        ),
        Shipped(
            DevicePlacement,
            "point_id",
            _columns("id device_id point_id since"),
            stays=("placed_by",),
            fillers={"placed_by": ""},
        ),
    ),
}
"""Kinds of records with their tables; the first table of a kind decides whether there is one.

`computers` is one record of the station's own point: its links and computers. Networks of
points stay: at a station its computers come from addresses of the room.
"""
