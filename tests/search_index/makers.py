"""Makes pages, and an index to ask of."""

from pathlib import Path

from search_index.documents import PageDocument
from search_index.engine import Engine, Found
from search_index.finding import find


def page(item_id: str, text: str, *, number: int | None = 1, **told: object) -> PageDocument:
    """Return a page of an item."""
    described = {"collection": "bao", "title": "", **told}
    return PageDocument(item_id, number, text=text, **described)


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

    def ask(self, typed: str, **where: object) -> list[str]:
        """Return the items found, best first."""
        return [item.item_id for item in self.found(typed, **where).items]

    def found(self, typed: str, **where: object) -> Found:
        """Return all that was found."""
        reader = self.engine.open_reader(self.folder)
        try:
            return find(reader, typed, **where)
        finally:
            reader.close()
