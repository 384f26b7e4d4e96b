"""Subjects of phone packs: communes and collections, with the items that belong to each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from kit.phone.handout_items import ids_in_collection, lasting_records
from kit.phone.problems import UnknownPhoneSubjectError
from library.catalogue.access.rights import Audience
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.places.atlas import map_units
from library.places.edition import current_history
from library.places.kin import kin_of
from library.places.place_history import PlaceHistory
from library.places.units import slug_of
from library.settings import Settings
from points.item_use import uses
from search_index.documents import SearchRequest
from search_index.query.query_syntax import query_about_place
from search_index.search_service import SearchService

_MAX_ITEMS = 500
"""Items about a commune that are looked through, best first: more than a pack has room for."""


class SubjectKind(StrEnum):
    """Kinds of subjects, as in the addresses of packs."""

    COMMUNE = "xa"
    COLLECTION = "suu-tap"


def pack_name(kind: SubjectKind, slug: str) -> str:
    """Return the name of the files of a subject: xa-x-tan-van--2025, suu-tap-bao-chi."""
    return f"{kind}-{slug}"


@dataclass(frozen=True, slots=True)
class PhoneSubject:
    """A commune or a collection."""

    kind: SubjectKind
    slug: str
    """Identifier of the commune; name of the collection in addresses."""
    title: str

    @property
    def name(self) -> str:
        """Name of its files."""
        return pack_name(self.kind, self.slug)


@dataclass(frozen=True, slots=True)
class Choice:
    """An item of a pack; of an item that only mentions the commune only those pages."""

    record: ItemRecord
    pages: frozenset[int] | None = None


def all_subjects(engine: Engine) -> Iterator[PhoneSubject]:
    """Yield the communes of today and all collections."""
    for unit in map_units():
        yield PhoneSubject(SubjectKind.COMMUNE, unit.id, unit.unit)
    for profile in usable_profiles(engine).values():
        yield PhoneSubject(SubjectKind.COLLECTION, profile.slug, profile.title)


def find_subject(engine: Engine, kind: SubjectKind, slug: str) -> PhoneSubject:
    """Return a commune or collection; raise UnknownPhoneSubjectError.

    Older addresses of communes have their names: xa-tan-van.
    """
    for subject in all_subjects(engine):
        is_named = kind is SubjectKind.COMMUNE and slug_of(subject.title) == slug
        if subject.kind is kind and (subject.slug == slug or is_named):
            return subject
    raise UnknownPhoneSubjectError(slug)


def choices(
    settings: Settings, engine: Engine, subject: PhoneSubject, today: str
) -> tuple[Choice, ...]:
    """Return the items of a pack that may be handed out, the most read first.

    Raises PartialResultsError while the index can't tell which items speak of a commune.
    """
    if subject.kind is SubjectKind.COMMUNE:
        pages = _pages_about(settings, engine, subject)
    with reading(engine) as session:
        if subject.kind is SubjectKind.COLLECTION:
            pages = dict.fromkeys(ids_in_collection(session, subject.slug))
        records = lasting_records(session, pages, today)
        order = _by_use(session, records)
    return tuple(Choice(record, pages[record.id]) for record in order)


def _by_use(session: Session, records: dict[str, ItemRecord]) -> list[ItemRecord]:
    counts = uses(session, records)
    return sorted(records.values(), key=lambda record: -counts.get(record.id, 0))


def _pages_about(
    settings: Settings, engine: Engine, commune: PhoneSubject
) -> dict[str, frozenset[int] | None]:
    """Return the pages that speak of a commune by item; None where its description does."""
    with reading(engine) as session:
        query = _query_about(current_history(session), commune)
    request = SearchRequest(
        query, size=_MAX_ITEMS, near=False, meaning=False, audience=Audience.ANYONE
    )
    service = SearchService(settings, engine)
    try:
        hits = service.search(request).require_all().hits
        return {hit.item_id: _pages_of(service, query, hit.item_id) for hit in hits}
    finally:
        service.close()


def _query_about(history: PlaceHistory, commune: PhoneSubject) -> str:
    """Return the query for a commune, and for its name on pages that mean no other of that name."""
    family = {commune.slug, *kin_of(history, (commune.slug,))}
    namesakes = (unit.id for unit in history.find(commune.title) if unit.id not in family)
    exclusions = "".join(f" KHÔNG {query_about_place(unit)}" for unit in namesakes)
    return (
        f"{query_about_place(commune.slug)} HOẶC ({query_about_place(commune.title)}{exclusions})"
    )


def _pages_of(service: SearchService, query: str, item_id: str) -> frozenset[int] | None:
    pages = service.pages_found(query, item_id, Audience.ANYONE, or_close=False)
    return frozenset(pages) if pages else None
