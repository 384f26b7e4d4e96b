"""Tools for language models: search, read a page, list a collection; each names page addresses."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.interfaces.api import views
from app.interfaces.api.parameters import PAGING, Parameter, read_parameters, text
from app.interfaces.open_items import open_record
from app.public.items.citations import citation
from library.catalogue.pages.neighbours import reading_order
from library.errors import LibraryError, name_problems, problem

Json = dict[str, object]
Values = dict[str, str | int]

_ADDRESS = re.compile(r"/tai-lieu/([0-9a-z]{1,20})(?:/trang/(\d{1,6}))?(?:[/?#].*)?$")
_DOUBTFUL_QUALITY = 0.8
_QUERY = text("query", "Words, or a phrase in quotation marks.", required=True)
_COLLECTION = text("collection", "Slug of a collection, as list_collection names it.")

NotAPageAddressError = problem(
    "“{0}” không phải địa chỉ một trang tài liệu của thư viện này.", status=400
)

name_problems(globals())


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, its parameters, and the function that answers in words."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Session, Values], Iterator[str]]

    def declaration(self) -> Json:
        """Return the tool as a client lists it."""
        properties = {p.name: {**p.schema, "description": p.description} for p in self.parameters}
        return {
            "name": self.name,
            "description": self.description,
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": [p.name for p in self.parameters if p.required],
                "additionalProperties": False,
            },
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }

    def call(self, session: Session, arguments: Mapping[str, object]) -> Json:
        """Return the result of a call; an expected error is one that the model can read."""
        texts = {name: [str(value)] for name, value in arguments.items()}
        try:
            words = "\n".join(self.run(session, read_parameters(self.parameters, texts)))
        except LibraryError as error:
            return {"content": [_content(str(error))], "isError": True}
        return {"content": [_content(words)], "isError": False}


def _content(words: str) -> Json:
    return {"type": "text", "text": words}


def _search(session: Session, values: Values) -> Iterator[str]:
    part = views.search(session, {**values, "q": values["query"]})
    yield f"Tìm thấy {part.total} tài liệu."
    if answered := part.further["answered_query"]:
        yield f"Câu gõ không có kết quả; đây là kết quả của “{answered}”."
    for row in part.rows or part.further["near"]:
        yield from ("", _headline(row))
        if row["passage"]:
            yield f"“{row['passage']}”"
        yield _page_address(row["id"], row["page"]) if row["page"] else str(row["url"])


def _read_page(session: Session, values: Values) -> Iterator[str]:
    match = _ADDRESS.search(str(values["address"]))
    if match is None:
        raise NotAPageAddressError(values["address"])
    item_id = match[1]
    record, numbers = open_record(session, item_id), reading_order(session, item_id)
    number = int(match[2]) if match[2] else next(iter(numbers), 0)
    if number not in numbers:
        raise NotAPageAddressError(values["address"])
    page = views.page(session, {}, item_id, number)
    yield f"{record.title}, trang {page['label'] or number}"
    yield f"Địa chỉ: {page['url']}"
    yield f"Trích dẫn: {citation(record, number).vietnamese}"
    if (quality := page["quality"]) is not None:
        doubt = "chưa rõ, hãy so với ảnh trang" if quality < _DOUBTFUL_QUALITY else "có thể sai"
        yield f"Chữ do máy đọc, {doubt}."
    for name, step in (("Trang trước", -1), ("Trang sau", 1)):
        place = numbers.index(number) + step
        if 0 <= place < len(numbers):
            yield f"{name}: {_page_address(item_id, numbers[place])}"
    yield from ("", str(page["text"] or "(Trang không có văn bản.)"))


def _list_collection(session: Session, values: Values) -> Iterator[str]:
    if "collection" not in values:
        for row in views.collections(session, values).rows:
            yield f"{row['slug']}: {row['title']} ({row['items']} tài liệu). {row['summary'] or ''}"
        return
    part = views.collection_items(session, values, str(values["collection"]))
    yield f"{part.total} tài liệu, phần {values['page']}."
    for row in part.rows:
        yield from ("", _headline(row), str(row["url"]))


def _headline(row: Mapping[str, object]) -> str:
    facts = [str(row[name]) for name in ("kind", "date") if row[name]]
    closed = () if row["readable"] else ("chỉ đọc tại thư viện hoặc chưa mở",)
    notes = ", ".join((*facts, *closed))
    return f"{row['title']} ({notes})" if notes else str(row["title"])


def _page_address(item_id: object, number: object) -> str:
    return url_for("public.page", item_id=item_id, number=number, _external=True)


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Full-text search of the library's digitised local documents, in Vietnamese with or "
            "without marks. Each hit has a passage and the address of its page: cite it.",
            (_QUERY, _COLLECTION, *PAGING),
            _search,
        ),
        Tool(
            "read_page",
            "Text of one page with its citation, and the addresses of the pages before and after.",
            (text("address", "Address of a page or of an item.", required=True),),
            _read_page,
        ),
        Tool(
            "list_collection",
            "Without an argument the collections; with one the items of that collection.",
            (_COLLECTION, *PAGING),
            _list_collection,
        ),
    )
}
