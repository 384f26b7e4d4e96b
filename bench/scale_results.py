"""Contents of installations after the same work, to be compared; their losses and damages."""

from collections.abc import Hashable, Mapping

from sqlalchemy import Engine, select

from bench.scale_installations import Installation
from library.accessions.models import SourceFile
from library.catalogue.models import Derivative, Item, Page
from library.database import disposed_of, reading
from library.errors import FileNotKeptError
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store, master_store
from search_index.documents import SearchRequest
from search_index.index import generations
from search_index.search_service import SearchService
from tests.ingest.days import catalogue_contents, ledger_steps, register_rows

_QUESTIONS = ("lạng sơn", "kế hoạch", "ủy ban nhân dân", "thư viện", "quyết định", "xyz")

Result = Mapping[Hashable, object]


def results(installation: Installation) -> dict[str, Result]:
    """Return items, pages, register, steps of the ledger, files and hits by their keys."""
    with disposed_of(installation.database()) as engine:
        contents = catalogue_contents(engine)
        pages = {
            (item, page.number): page for item, (*_, pages) in contents.items() for page in pages
        }
        return {
            "items": {item: columns for item, (*columns, _pages) in contents.items()},
            "pages with their texts": pages,
            "rows of the register": {row[0]: row for row in register_rows(engine)},
            "steps of the ledger": {step.key: step.output for step in ledger_steps(engine)},
            "files": _files(engine),
            "answers of the search": _hits(installation, engine),
        }


def differences(expected: Result, actual: Result) -> int:
    """Return the number of keys whose values differ, or that are on one side only."""
    missing = object()
    return sum(
        expected.get(key, missing) != actual.get(key, missing)
        for key in expected.keys() | actual.keys()
    )


def index_differences(installation: Installation) -> int:
    """Return the number of pages that only the catalogue or only the index has."""
    with disposed_of(installation.database()) as engine, reading(engine) as session:
        catalogue = set(session.execute(select(Page.item_id, Page.number)).tuples())
    return len(catalogue ^ _indexed_pages(installation))


def indexed_page_count(installation: Installation) -> int:
    """Return the number of pages in the index."""
    return len(_indexed_pages(installation))


def damaged_files(installation: Installation) -> int:
    """Return the number of masters and derived files that are missing or have other bytes."""
    kinds = (
        (master_store(installation.settings), SourceFile.digest),
        (derivative_store(installation.settings), Derivative.digest),
    )
    with disposed_of(installation.database()) as engine, reading(engine) as session:
        return sum(
            not _is_sound(store, digest)
            for store, column in kinds
            for digest in session.scalars(select(column).distinct())
        )


def _is_sound(store: ContentStore, digest: str) -> bool:
    try:
        return store.is_sound(digest)
    except FileNotKeptError:
        return False


def _files(engine: Engine) -> Result:
    """Return the checksums of all images and files made from pages."""
    columns = (Item.id, Page.number, Derivative.kind, Derivative.width, Derivative.digest)
    query = select(*columns).join(Page, Page.item_id == Item.id).join(Derivative)
    with reading(engine) as session:
        return {tuple(row[:-1]): row[-1] for row in session.execute(query)}


def _hits(installation: Installation, engine: Engine) -> Result:
    search = SearchService(installation.settings, engine)
    try:
        return {
            typed: tuple(hit.item_id for hit in search.search(SearchRequest(typed)).hits)
            for typed in _QUESTIONS
        }
    finally:
        search.close()


def _indexed_pages(installation: Installation) -> set[tuple[str, int]]:
    generation = generations.live_generation(installation.settings)
    if generation is None:
        return set()
    reader = generation.open_reader(installation.settings)
    try:
        return {(item, page) for item, pages in reader.pages().items() for page in pages}
    finally:
        reader.close()
