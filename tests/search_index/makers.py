"""Makes pages, and an index to ask of."""

from pathlib import Path

from search_index.clauses import Layer
from search_index.documents import PageDocument, SearchRequest
from search_index.engine import Engine, Found
from search_index.matching import Rows
from search_index.run_query import find, understand


def page(item_id: str, text: str, *, number: int | None = 1, **told: object) -> PageDocument:
    """Return a page of an item."""
    described = {"collection": "bao", "title": "", **told}
    return PageDocument(item_id, number, text=text, **described)


SHELF = (
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
"""A few items that are easily confused."""


def rows(typed: str) -> Rows:
    """Return what a question is after, where no index can tell what was meant."""
    return understand(typed, lambda _layer, _text: 0)[1].rows


class Index:
    """An index in a folder, written and read in one breath."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        engine.create(folder)

    def put(self, *pages: PageDocument) -> None:
        """Add pages and commit."""
        writer = self.engine.open_writer(self.folder)
        writer.put(pages)
        writer.save()
        writer.close()

    def remove(self, *item_ids: str) -> None:
        """Take items out and commit."""
        writer = self.engine.open_writer(self.folder)
        for item_id in item_ids:
            writer.remove_item(item_id)
        writer.save()
        writer.close()

    def ask(self, typed: str, **where: object) -> list[str]:
        """Return the items found, best first."""
        return [item.item_id for item in self.found(typed, **where).items]

    def meant(self, typed: str) -> str:
        """Return what was probably meant; nothing when it is what was typed."""
        reader = self.engine.open_reader(self.folder)
        try:
            return " ".join(
                token.exact for token in find(reader, SearchRequest(typed)).meaning.meant
            )
        finally:
            reader.close()

    def put_right(self, typed: str) -> str | None:
        """Return the question as it should have been typed, when something was mistyped."""
        reader = self.engine.open_reader(self.folder)
        try:
            return find(reader, SearchRequest(typed)).meaning.put_right
        finally:
            reader.close()

    def counts(self, typed: str) -> dict[Layer, dict[str, int]]:
        """Return how the answer is broken down."""
        reader = self.engine.open_reader(self.folder)
        try:
            return reader.counts(find(reader, SearchRequest(typed)).asked)
        finally:
            reader.close()

    def found(self, typed: str, **where: object) -> Found:
        """Return all that was found."""
        reader = self.engine.open_reader(self.folder)
        try:
            return find(reader, SearchRequest(typed, **where)).found
        finally:
            reader.close()
