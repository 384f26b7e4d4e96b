"""Test pages, and an index to search."""

from pathlib import Path

from library.places.edition import shipped_history
from search_index.clauses import Layer
from search_index.documents import PageDocument, SearchRequest
from search_index.engine import Engine, EngineResult, Place, Reader
from search_index.query.interpretation import Phrases
from search_index.query.query_places import QueryPlaces
from search_index.results.run_query import QueryResult, interpret_query, run_query

PLACES = QueryPlaces(shipped_history())


def page(item_id: str, text: str, *, number: int | None = 1, **fields: object) -> PageDocument:
    """Return a page of an item."""
    document_fields = {"collection": "bao", "title": "", **fields}
    return PageDocument(item_id, number, text=text, **document_fields)


SAMPLE_PAGES = (
    page(
        "lut", "Trận lụt lớn ở Đức Thọ, ngày 22 tháng 8 năm 1886.", title="Báo Hà Tĩnh", year=1886
    ),
    page("cho", "Chợ miền biên họp ở Kỳ Lừa, xã Hoà Bình, quý ba.", collection="sach"),
    page("nghi-quyet", "Uỷ ban nhân dân tỉnh.", number=3, title="Kế hoạch số 149/KH-UBND"),
    page("nom", "諒山 𤾓𢆥", title="Hán Nôm"),
    page("lang", "Lăng mộ trên núi, sơn son thếp vàng.", title="Lăng mộ"),
    page("the-ky", "Giáo hội hồi thế kỷ XIX.", collection="sach"),
    page("tinh", "Thành phố Lạng Sơn ở miền Bắc.", title="Tỉnh"),
)
"""Items that are easily confused."""


def damage_file(path: Path) -> None:
    """Overwrite a file of an index in place.

    A file that is shorter for a moment kills the process that reads its mapped pages (SIGBUS).
    """
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)


def phrases(typed: str) -> Phrases:
    """Return the phrases of a query without spelling correction."""
    return interpret_query(typed, lambda _layer, _text: 0, PLACES)[1].phrases


def run(reader: Reader, request: SearchRequest) -> QueryResult:
    """Run a query with the units of the shipped edition."""
    return run_query(reader, request, shipped_history())


class Index:
    """Index in a folder or on a cluster that opens and closes it for every operation."""

    def __init__(self, engine: Engine, folder: Place) -> None:
        self.engine, self.folder = engine, folder
        engine.create(folder)

    def put(self, *pages: PageDocument) -> None:
        """Add pages and commit."""
        writer = self.engine.open_writer(self.folder)
        writer.put(pages)
        writer.save()
        writer.close()

    def remove(self, *item_ids: str) -> None:
        """Remove items and commit."""
        writer = self.engine.open_writer(self.folder)
        for item_id in item_ids:
            writer.remove_item(item_id)
        writer.save()
        writer.close()

    def ask(self, typed: str, **where: object) -> list[str]:
        """Search and return item ids, best first, then those that come close."""
        answer = self.answer(typed, **where)
        return [item.item_id for item in (*answer.result.items, *answer.near)]

    def found(self, typed: str, **where: object) -> list[str]:
        """Search and return the items in the answer set, best first."""
        return [item.item_id for item in self.search(typed, **where).items]

    def corrected_words(self, typed: str) -> str:
        """Return the corrected words; empty if nothing was corrected."""
        answer = self.answer(typed)
        corrected = " ".join(token.exact for token in answer.interpretation.corrected)
        return answer.answered_query or corrected

    def corrected_query(self, typed: str) -> str | None:
        """Return the corrected query, or None."""
        answer = self.answer(typed)
        return answer.answered_query or answer.interpretation.corrected_query

    def counts(self, typed: str) -> dict[Layer, dict[str, int]]:
        """Return the facet counts of a query."""
        reader = self.engine.open_reader(self.folder)
        try:
            return reader.counts(run(reader, SearchRequest(typed)).clause)
        finally:
            reader.close()

    def search(self, typed: str, **where: object) -> EngineResult:
        """Search and return the engine's result for the answer set."""
        return self.answer(typed, **where).result

    def answer(self, typed: str, **where: object) -> QueryResult:
        """Search and return the whole answer."""
        reader = self.engine.open_reader(self.folder)
        try:
            return run(reader, SearchRequest(typed, **where))
        finally:
            reader.close()
