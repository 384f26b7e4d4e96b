"""Item page: description, pages, and search inside the item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from flask import Response, make_response, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.accounts import preview_mode
from app.accounts.who_asks import audience
from app.interfaces.search_engines.item_metadata import item_metadata
from app.interfaces.search_engines.signposting import link_header
from app.public.feedback.request_early_reading import request_state
from app.public.items.access import download_decision, is_open_to_all, read_decision, visible_record
from app.public.items.citations import Citation, citation
from app.public.search.filter_results import VisibleHit, visible_hits
from app.services import profiles, services
from app.web.formats import item_date
from app.web.language import current_language
from app.web.offline import allow_offline_copy
from app.web.url_converters import screen_param, text_param
from app.web.usage_counting import count
from library.catalogue import cataloguing, queries
from library.catalogue.access.rights import Decision
from library.catalogue.authorities import authority_records as authorities
from library.catalogue.authorities.authority_records import Mention
from library.catalogue.authorities.extract_names import OTHER_FIELDS
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description import holdings, parts, serials
from library.catalogue.description.fields import bibliographic, own_fields
from library.catalogue.description.holdings import Copy
from library.catalogue.description.parts import ItemName, parts_of
from library.catalogue.description.serials import Neighbours
from library.catalogue.models import Access, PageKind
from library.catalogue.pages import progress, thumbnails
from library.catalogue.pages.neighbours import numbers_of
from library.catalogue.pages.progress import Progress
from library.catalogue.pages.thumbnails import Thumbnail, covers_with_parts
from library.catalogue.pictures.described_pictures import has_described_pictures
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord, PageDetails
from library.catalogue.text.chapters import NO_CONTENTS, Contents, contents_of_item
from library.database import reading
from library.jobs.early_reading import RequestState
from library.places.edition import current_history
from library.places.then_and_now import NamedUnit, candidates_of_record
from library.recordings import offered_files
from library.recordings.extents import NO_EXTENT, Extent, extent_of, extents
from library.recordings.media_fields import LABELS, labels_of
from library.recordings.offered_files import DownloadSizes
from library.recordings.stretches import stretches_of, time_span
from points.use_kind import UseKind
from search_index.documents import ResultPage, SearchRequest

_MEDIA = ("text", "picture", "sound", "film", "")
_MAX_PARTS = 200
_MAX_SEARCHED_PARTS = 12
_MAX_PARTS_HITS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item as its page shows it."""

    name: ItemName
    extent: Extent
    cover: Thumbnail | None
    """Its picture; None if not everybody may see it."""

    @property
    def order(self) -> int:
        """Place of its medium on the page."""
        return _MEDIA.index(self.extent.medium)


@dataclass(frozen=True, slots=True)
class PartHits:
    """The best hits of a query in one part."""

    name: ItemName
    hits: tuple[VisibleHit, ...]
    total: int


def open_parts(session: Session, item_id: str) -> tuple[Part, ...]:
    """Return the parts of an item that readers may see: texts, pictures, sounds, films."""
    names = parts_of(session, item_id, _MAX_PARTS, only_open=True)
    ids = [name.id for name in names]
    pictures, sizes = covers_with_parts(session, ids), extents(session, ids)
    records = queries.records(session, ids)
    public_ids = {item_id for item_id, record in records.items() if is_open_to_all(record)}
    parts = [
        Part(
            name,
            sizes.get(name.id, NO_EXTENT),
            pictures.get(name.id) if name.id in public_ids else None,
        )
        for name in names
    ]
    return tuple(sorted(parts, key=lambda part: part.order))


def search_parts(parts: Iterable[Part], query_text: str) -> tuple[PartHits, ...]:
    """Return the hits of a query in each of the parts that have any."""
    return tuple(_hits(parts, query_text)) if query_text else ()


def _hits(parts: Iterable[Part], query_text: str) -> Iterator[PartHits]:
    searched_parts = [part for part in parts if part.extent.medium][:_MAX_SEARCHED_PARTS]
    for part in searched_parts:
        request = SearchRequest(
            query_text, item=part.name.id, size=_MAX_PARTS_HITS, near=False, audience=audience()
        )
        results = services().search.search(request)
        hits = (hit for hit in visible_hits(results.hits, query_text) if hit.decision.allowed)
        if shown_hits := tuple(hit for hit in hits if hit.hit.page):
            yield PartHits(part.name, shown_hits, results.total)


PAGES_PER_SCREEN = 48
MAX_THUMBNAILS = 8
"""Number of pages shown as thumbnails, so that long items load as fast as short ones."""

_MAX_HITS = 50
_MAX_SUMMARY_LETTERS = 300


@dataclass(frozen=True, slots=True)
class ItemView:
    """The item page for one reader; each field is a variable of the template."""

    record: ItemRecord
    profile: Profile | None
    copies: tuple[Copy, ...]
    host_item: ItemName | None
    component_parts: tuple[Part, ...]
    extent: Extent
    own_fields: tuple[tuple[str, str], ...]
    bibliographic: dict[str, str]
    decision: Decision
    download_decision: Decision
    download_sizes: DownloadSizes
    adjacent_issues: Neighbours | None
    contents: tuple[int, ...]
    chapters: Contents
    mentions: tuple[Mention, ...]
    places: tuple[NamedUnit, ...]
    """Units of the province that its place names mean or may mean."""
    names_are_linked: bool
    citation: Citation
    item_pages: tuple[PageDetails, ...]
    progress: Progress
    early_reading: RequestState
    cover: Thumbnail | None
    picture: PageDetails | None
    """First page of a picture or a map."""
    typed: str
    results: ResultPage | None
    answers: tuple[VisibleHit, ...]
    """Hits in its pages, or those that come close."""
    part_hits: tuple[PartHits, ...]
    """Hits in the parts of the item."""
    times: dict[int, str]
    """Times of the stretches of a recording, by page number; none for paper."""
    has_pictures: bool
    """True if some pages are described as pictures, for everybody to see."""
    screen: int
    summary: str
    size: int = PAGES_PER_SCREEN
    thumbnail_count: int = MAX_THUMBNAILS

    def variables(self) -> dict[str, object]:
        """Return the fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def show(item_id: str) -> Response:
    """Render the record, and the pages if this reader may see them."""
    view = item_view(item_id)
    count(UseKind.INVESTIGATION, item_id)
    if is_open_to_all(view.record):
        allow_offline_copy()
    metadata = item_metadata(view)
    response = make_response(
        render_template("public/items/item.html", metadata=metadata, **view.variables())
    )
    if metadata is not None:
        response.headers["Link"] = link_header(
            view.record, view.mentions, view.download_sizes, view.extent
        )
    return response


def item_view(item_id: str) -> ItemView:
    """Return the item as this reader may see it; raise ItemNotFoundError."""
    query_text, screen = text_param(), screen_param()
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        decision = read_decision(record)
        item_pages = _pages_on(session, item_id, screen) if decision.allowed else ()
        page_progress, early_reading = _progress(session, item_id, decision)
        cover = thumbnails.covers_with_parts(session, [item_id]).get(item_id)
        download_sizes = offered_files.download_sizes(session, item_id)
        adjacent_issues = serials.neighbours(session, item_id)
        mentions = authorities.mentions(session, item_id)
        places = _places(session, record, mentions)
        copies, hosts = holdings.of_item(session, item_id), parts.wholes_of(session, [item_id])
        component_parts = open_parts(session, item_id)
        description = _unlinked_fields(session, item_id)
        extent = extent_of(session, item_id)
        own_parts = _parts(session, record, decision)
    profile = profiles().get(record.collection)
    results = search_inside(item_id, query_text) if decision.allowed else None
    return ItemView(
        record=record,
        profile=profile,
        copies=copies,
        host_item=hosts.get(item_id),
        component_parts=component_parts,
        part_hits=search_parts(component_parts, query_text),
        own_fields=own_fields(profile, description),
        bibliographic=bibliographic(profile, description),
        decision=decision,
        download_decision=download_decision(record),
        download_sizes=download_sizes,
        adjacent_issues=adjacent_issues,
        extent=extent,
        **own_parts,
        mentions=mentions,
        places=places,
        names_are_linked=_names_are_linked(record),
        citation=citation(record),
        item_pages=item_pages,
        progress=page_progress,
        early_reading=early_reading,
        cover=cover if decision.allowed else None,
        picture=_picture(extent.nature(record.kind), item_pages) if screen == 1 else None,
        typed=query_text,
        results=results,
        answers=visible_hits(results.hits or results.near, query_text) if results else (),
        screen=screen,
        summary=_summary(record),
    )


def _places(
    session: Session, record: ItemRecord, mentions: tuple[Mention, ...]
) -> tuple[NamedUnit, ...]:
    names = (mention.name for mention in mentions if mention.kind is AuthorityKind.PLACE)
    return candidates_of_record(current_history(session), names, record.date or "")


def _parts(session: Session, record: ItemRecord, decision: Decision) -> dict[str, object]:
    """Return contents, chapters, times of stretches, and if it is an album."""
    numbers = numbers_of(session, record.id, PageKind.CONTENTS)
    fields = {"contents": numbers, "chapters": NO_CONTENTS, "times": {}, "has_pictures": False}
    if not decision.allowed:
        return fields
    stretches = stretches_of(session, record.id).items()
    times = {number: time_span(stretch.begins, stretch.ends) for number, stretch in stretches}
    has_pictures = is_open_to_all(record) and has_described_pictures(session, record.id)
    chapters = contents_of_item(session, record.id)
    return fields | {"chapters": chapters, "times": times, "has_pictures": has_pictures}


def _progress(session: Session, item_id: str, decision: Decision) -> tuple[Progress, RequestState]:
    """Return the progress of the pages, and whether this reader may ask for them first."""
    page_progress = progress.of_item(session, item_id)
    waits = decision.allowed and page_progress.waiting
    return page_progress, request_state(session, item_id) if waits else RequestState.USELESS


def field_label(profile: Profile | None, name: str, standard: str, nature: str = "text") -> str:
    """Return the label of a field for items of a nature; collections have Vietnamese ones only."""
    if current_language() != "vi":
        return gettext(LABELS.get(nature, {}).get(name, standard))
    rules = profile.fields if profile else ()
    own_label = next((rule.label for rule in rules if rule.name == name), standard)
    return labels_of(profile, nature).get(name, own_label)


def _pages_on(session: Session, item_id: str, screen: int) -> tuple[PageDetails, ...]:
    first = (screen - 1) * PAGES_PER_SCREEN + 1
    return queries.item_pages(session, item_id, first=first, count=PAGES_PER_SCREEN)


def _picture(nature: str, item_pages: Sequence[PageDetails]) -> PageDetails | None:
    """Return the first page of an item that is looked at rather than read, if it has an image."""
    is_picture = nature == "picture" and item_pages and item_pages[0].reading
    return item_pages[0] if is_picture else None


def search_inside(item_id: str, query_text: str) -> ResultPage | None:
    """Return the pages of one item that match a query; None without a query."""
    if not query_text:
        return None
    request = SearchRequest(query_text, item=item_id, size=_MAX_HITS, audience=audience())
    return services().search.search(request)


def _unlinked_fields(session: Session, item_id: str) -> dict[str, object]:
    """Return the description without the fields whose names link to authority records."""
    description = cataloguing.item_fields(cataloguing.find_item(session, item_id))
    return {name: value for name, value in description.items() if name not in OTHER_FIELDS}


def _names_are_linked(record: ItemRecord) -> bool:
    return record.access is not Access.STAFF and preview_mode.previewed_reader() is None


def _summary(record: ItemRecord) -> str:
    """Return the description of an item in a line, for search results and link previews."""
    facts = (record.title, record.issuing_body or record.creator, item_date(record))
    text = record.description or " · ".join(filter(None, facts))
    return text if len(text) <= _MAX_SUMMARY_LETTERS else f"{text[:_MAX_SUMMARY_LETTERS]}…"
