"""Plan of what a point may hold: rights, then the size limit, in the order of priorities.

The description of every item that readers may see goes, its pages if they may be read, now or
within three months: the station's clock opens them, and keeps seasons and the end of consents. A
reading beside a person of the community is left out. Text of everything comes before images of
anything, small images before large ones; in each step the items go in one order: the collections
that the station names, the place of its commune, the most used, the rest.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from kit.models import Station
from kit.packs import tiers
from kit.packs.record_rows import IS_SHOWN, Selection
from library.catalogue.access.reading_conditions import conditions_of
from library.catalogue.access.rights import opens_on
from library.catalogue.models import Access, Derivative, Item, ItemState, Page, PageText
from library.catalogue.profile_cache import profiles_of
from library.database import total_of
from library.places.edition import current_history
from library.storage.models import Condition, FixityCheck
from library.vietnamese.letters import fold
from points.access_points.inventory import points_on
from points.usage.rollups.models import ItemMonth

EMBARGO_DAYS = 90
"""Days before its opening from which an item's pages go to stations."""

_MB = 1_000_000
_ITEM_BYTES = 2_000
"""Estimated size of a description in the database of a station, with its line in the edition."""

_TEXT_FACTOR = 6
"""Estimated size of a page in the database, the index and the words, for a byte of stored text."""

_LOST = select(FixityCheck.digest).where(FixityCheck.condition != Condition.SOUND)

_KINDS_OF_UNITS = ("xa ", "phuong ", "thi tran ", "huyen ", "thanh pho ", "tinh ")


_COLUMNS = (
    *(Item.id, Item.collection, Item.title, Item.place, Item.page_count),
    *(Item.access, Item.opens, Item.year, Item.latest, Item.part_of, Item.conditions),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Items and images that go to a point, with their sizes, and counts of the others."""

    selection: Selection
    order: tuple[str, ...]
    """Items of the selection by priority."""
    sizes: Mapping[str, Mapping[str, int]]
    """Bytes of the images of an item, by step and item."""
    text_bytes: int
    """Estimated size of descriptions and texts at the station."""
    image_bytes: int
    left_out: int
    """Items for which there is no space."""
    guarded: frozenset[str]
    """Items of the selection that not everybody may read on every day."""
    wholes: Mapping[str, str]
    """Item of the selection of which another one is a part."""
    without_images: int
    """Items of which fewer images go than the tier says, because there is no space."""


def plan_for(session: Session, station: Station, today: date) -> Plan:
    """Return the plan for a station; raise nothing: an empty library makes an empty plan."""
    items, with_pages, guarded = _open_items(session, today)
    order = _in_order(session, station, items, today)
    texts = _text_sizes(session)
    budget = station.size_limit_mb * _MB
    chosen, text_bytes = _fitting(
        order,
        {item_id: _ITEM_BYTES + _TEXT_FACTOR * texts.get(item_id, 0) for item_id in order},
        budget,
    )
    readable = frozenset(item_id for item_id in chosen if item_id in with_pages)
    sizes = _image_sizes(session) if tiers.steps_of(station.images) else {}
    images: dict[str, Collection[str]] = {}
    image_bytes = 0
    missing = 0
    for step in tiers.steps_of(station.images):
        wanted = [item_id for item_id in chosen if item_id in readable and item_id in sizes[step]]
        fitting, used = _fitting(wanted, sizes[step], budget - text_bytes - image_bytes)
        images[step] = frozenset(fitting)
        image_bytes += used
        missing += len(wanted) - len(fitting)
    selection = Selection(
        point_id=station.point_id,
        items={item_id: items[item_id].page_count for item_id in sorted(chosen)},
        with_pages=readable,
        images=images,
        lost=frozenset(session.scalars(_LOST)),
    )
    return Plan(
        selection=selection,
        order=tuple(chosen),
        sizes=sizes,
        text_bytes=text_bytes,
        image_bytes=image_bytes,
        left_out=len(order) - len(chosen),
        guarded=frozenset(guarded.intersection(chosen)),
        wholes={
            item_id: items[item_id].part_of
            for item_id in chosen
            if items[item_id].part_of in selection.items
        },
        without_images=missing,
    )


def _open_items(session: Session, today: date) -> tuple[dict[str, Row[object]], set[str], set[str]]:
    """Return the items whose description readers see.

    Also the ids of those that may be read soon, and of those that not everybody may always read.
    """
    horizon = (today + timedelta(days=EMBARGO_DAYS)).isoformat()
    profiles = profiles_of(session)
    items, with_pages, guarded = {}, set(), set()
    is_open = Item.state == ItemState.PUBLISHED, Item.access.in_((Access.PUBLIC, Access.LIBRARY))
    for row in session.execute(select(*_COLUMNS).where(*is_open)):
        profile = profiles.get(row.collection)
        opens = opens_on(row, profile and profile.moving_wall)
        items[row.id] = row
        is_kept = not conditions_of(row).attended
        if is_kept and (opens is None or opens <= horizon):
            with_pages.add(row.id)
        if opens is not None or row.conditions or row.access is not Access.PUBLIC:
            guarded.add(row.id)
    return items, with_pages, guarded


def _in_order(
    session: Session, station: Station, items: Mapping[str, Row[object]], today: date
) -> list[str]:
    ranks = {slug: rank for rank, slug in enumerate(station.collections)}
    names = _names_of_place(session, station.point_id, today)
    total = func.sum(ItemMonth.total_requests)
    rows = session.execute(select(ItemMonth.item_id, total).group_by(ItemMonth.item_id))
    uses = {item_id: int(count or 0) for item_id, count in rows}

    def priority(item_id: str) -> tuple[int, bool, int, str]:
        item = items[item_id]
        words = f" {fold(' '.join(filter(None, (item.place, item.title))))} "
        is_local = any(f" {name} " in words for name in names)
        # in powers of two: a few uses more or less must not move what a station holds
        often = uses.get(item_id, 0).bit_length()
        return ranks.get(item.collection, len(ranks)), not is_local, -often, item_id

    return sorted(items, key=priority)


def _names_of_place(session: Session, point_id: int, today: date) -> frozenset[str]:
    """Return the folded names of the point's commune and of those it was made of."""
    places = {point.id: point.facts.place for point in points_on(session, today)}
    name = places.get(point_id)
    if not name:
        return frozenset()
    history = current_history(session)
    links = (link for unit in history.find(name) for link in history.links_to(unit.id))
    former = (history.units[link.before].full_name for link in links)
    return frozenset(_bare(unit) for unit in (name, *former))


def _bare(unit: str) -> str:
    """Return the folded name of a unit without its kind: xã Bắc Sơn, as titles write it."""
    name = fold(unit).strip()
    return next((name[len(kind) :] for kind in _KINDS_OF_UNITS if name.startswith(kind)), name)


def _text_sizes(session: Session) -> dict[str, int]:
    """Return the bytes of stored text by item."""
    query = (
        select(Page.item_id, func.sum(func.length(PageText.text)))
        .join(PageText, PageText.page_id == Page.id)
        .where(IS_SHOWN)
        .group_by(Page.item_id)
    )
    return {item_id: int(size or 0) for item_id, size in session.execute(query)}


def _image_sizes(session: Session) -> dict[str, dict[str, int]]:
    """Return the bytes of the images of each item by step; items without any are left out."""
    sums = [
        total_of(case((condition, Derivative.bytes), else_=0))
        for condition in tiers.CONDITIONS.values()
    ]
    query = select(Page.item_id, *sums).join(Page, Page.id == Derivative.page_id)
    sizes: dict[str, dict[str, int]] = {step: {} for step in tiers.STEPS}
    for item_id, *totals in session.execute(
        query.where(IS_SHOWN, tiers.IS_SENT).group_by(Page.item_id)
    ):
        for step, total in zip(tiers.STEPS, totals, strict=True):
            if total:
                sizes[step][item_id] = total
    return sizes


def _fitting(order: Iterable[str], sizes: Mapping[str, int], budget: int) -> tuple[list[str], int]:
    """Return the first items that fit together, and their size."""
    fitting: list[str] = []
    used = 0
    for item_id in order:
        if used + sizes[item_id] > budget:
            break
        fitting.append(item_id)
        used += sizes[item_id]
    return fitting, used
