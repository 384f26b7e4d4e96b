"""Feeds of the e-book catalogue, independent of the version of OPDS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.interfaces.open_items import anybody_may_download, is_public
from app.services import profiles, services
from library.catalogue import public_changes, queries
from library.catalogue.access.rights import Audience
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import profile_of
from library.catalogue.queries import ItemRecord
from library.recordings.offered_files import DownloadSizes, sizes_of_items
from search_index.documents import ResultPage, SearchRequest

PER_FEED = 30
_FACETS = {"collection": "Sưu tập", "kind": "Loại tài liệu", "language": "Ngôn ngữ"}
FILTERS = tuple(_FACETS)
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Time of the last change of a catalogue in which nothing was public yet."""


@dataclass(frozen=True, slots=True)
class Acquisition:
    """A file of a publication."""

    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Publication:
    """An item that anybody may download."""

    record: ItemRecord
    updated: datetime
    files: tuple[Acquisition, ...]
    cover: thumbnails.Thumbnail | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A link to another feed; `endpoint` is its name, without the version of OPDS."""

    title: str
    summary: str
    endpoint: str
    values: dict[str, object] = field(default_factory=dict)
    count: int | None = None
    is_active: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: links to other feeds, or publications with facets."""

    title: str
    endpoint: str
    values: dict[str, object]
    updated: datetime
    navigation: tuple[Entry, ...] = ()
    publications: tuple[Publication, ...] = ()
    facets: tuple[tuple[str, tuple[Entry, ...]], ...] = ()
    page: int = 1
    has_more: bool = False


def start(session: Session) -> Feed:
    """Return the first feed: what is new, and the collections."""
    counts = public_changes.collections(session)
    shelves = tuple(
        Entry(profile.title, profile.summary, "collection", {"collection": slug}, counts[slug][0])
        for slug, profile in profiles(session).items()
        if slug in counts
    )
    newest = Entry("Mới công bố", "Tài liệu công bố gần đây", "newest")
    name = services().settings.library_name
    return Feed(name, "start", {}, _latest(counts), navigation=(newest, *shelves))


def newest(session: Session) -> Feed:
    """Return the publications of the last items made public."""
    records = queries.newest(session, PER_FEED)
    latest = _latest(public_changes.collections(session))
    return Feed("Mới công bố", "newest", {}, latest, publications=_publications(session, records))


def collection(session: Session, slug: str, page: int) -> Feed:
    """Return publications of a collection, in alphabetical order."""
    profile = profile_of(profiles(session), slug)
    screen = queries.in_collection(session, slug, first=(page - 1) * PER_FEED, count=PER_FEED)
    count_and_time = public_changes.collections(session).get(slug)
    return Feed(
        profile.title,
        "collection",
        {"collection": slug},
        count_and_time[1] if count_and_time else _NEVER,
        publications=_publications(session, screen.items),
        page=page,
        has_more=page * PER_FEED < screen.total,
    )


def search(session: Session, query: str, filters: dict[str, str], page: int) -> Feed:
    """Return publications that match a query, with facets to narrow it."""
    wanted = {"screen": page, "size": PER_FEED, "facets": True, "near": False, **filters}
    request = SearchRequest(query, audience=Audience.MACHINE, **wanted)
    results = services().search.search(request).require_all()
    records = [hit.item for hit in results.hits if is_public(hit.item)]
    values = {"q": query, **filters}
    return Feed(
        f"Tra cứu: {query}",
        "search",
        values,
        _latest(public_changes.collections(session)),
        publications=_publications(session, records),
        facets=tuple(_facets(results, values)),
        page=page,
        has_more=page * PER_FEED < results.total,
    )


def _facets(
    results: ResultPage, values: dict[str, object]
) -> Iterable[tuple[str, tuple[Entry, ...]]]:
    for facet in results.facets:
        if facet.name not in _FACETS or not facet.values:
            continue
        yield (
            _FACETS[facet.name],
            tuple(
                Entry(
                    _facet_title(facet.name, choice.value),
                    "",
                    "search",
                    {**values, facet.name: choice.value},
                    choice.items,
                    values.get(facet.name) == choice.value,
                )
                for choice in facet.values
            ),
        )


def _facet_title(name: str, value: str) -> str:
    profile = profiles().get(value) if name == "collection" else None
    return profile.title if profile else value


def _publications(session: Session, records: Iterable[ItemRecord]) -> tuple[Publication, ...]:
    """Return the items with files that anybody may download."""
    open_records = [record for record in records if anybody_may_download(record)]
    ids = [record.id for record in open_records]
    sizes, covers = sizes_of_items(session, ids), thumbnails.covers(session, ids)
    publications = []
    for record in open_records:
        if acquisitions := tuple(_files(record, sizes.get(record.id, DownloadSizes()))):
            publications.append(
                Publication(record, record.changed, acquisitions, covers.get(record.id))
            )
    return tuple(publications)


def _files(record: ItemRecord, sizes: DownloadSizes) -> Iterator[Acquisition]:
    at = {"item_id": record.id, "_external": True}
    if sizes.has_epub:
        yield Acquisition(url_for("public.epub", **at), "application/epub+zip")
    if sizes.pdf_pages:
        yield Acquisition(url_for("public.pdf", **at), "application/pdf")
    for number, copy in sizes.copies:
        address = url_for("public.recording", number=number, digest=copy.digest, **at)
        yield Acquisition(address, copy.media_type)


def _latest(counts: dict[str, tuple[int, datetime]]) -> datetime:
    return max((time for _, time in counts.values()), default=_NEVER)
