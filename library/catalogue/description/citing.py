"""Citations of an item or a page: formatted by CSL styles, and as BibTeX and RIS."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.formatter import plain
from citeproc.source.json import CiteProcJSON

from library.catalogue.queries import ItemRecord

_STYLES = Path(__file__).parent / "data"
_RENDERING = Lock()
"""A parsed style keeps state while it renders; rendering takes about 2 ms."""

_RIS_TYPES = {
    "báo": "NEWS",
    "bản đồ": "MAP",
    "sách": "BOOK",
    "ảnh": "ART",
    "nghị quyết": "GOVDOC",
    "quyết định": "GOVDOC",
    "chỉ thị": "GOVDOC",
    "kế hoạch": "GOVDOC",
    "công văn": "GOVDOC",
    "văn bản": "GOVDOC",
}
"""Words in the kind of an item, and the RIS reference type for them."""

_FIRST_YEAR_WITHOUT_ERA = 1000
"""CSL adds an era (AD) to a numeric year before this one."""

_BIBTEX_ESCAPES = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {
    sign: f"\\{sign}" for sign in "&%$#_"
}


class Style(StrEnum):
    """A CSL style in the data folder, by its file name."""

    VIETNAMESE_THESIS = "vietnamese-thesis"
    APA_7 = "apa-7"


@dataclass(frozen=True, slots=True)
class ConsultedSource:
    """The source consulted: its address, library, date and page."""

    url: str
    library: str
    on: datetime.date
    page: int | None = None
    article: str | None = None
    """Title of the article in the item, a newspaper issue."""


@lru_cache(maxsize=1024)
def format_citation(item: ItemRecord, consulted_source: ConsultedSource, style: Style) -> str:
    """Return the citation as plain text in a CSL style (Citation Style Language 1.0)."""
    with _RENDERING:
        source = CiteProcJSON([_csl_json(item, consulted_source)])
        bibliography = CitationStylesBibliography(_parsed(style), source, plain)
        bibliography.register(Citation([CitationItem(item.id)]))
        return str(bibliography.bibliography()[0])


def bibtex(item: ItemRecord, consulted_source: ConsultedSource) -> str:
    """Return an entry for BibTeX and BibLaTeX."""
    author = _author(item, consulted_source)
    fields = {
        "author": author and f"{{{_escaped(author)}}}",
        "title": f"{{{_escaped(consulted_source.article or item.title)}}}",
        "booktitle": consulted_source.article and _escaped(item.title),
        "year": _year(item),
        "number": item.number and _escaped(item.number),
        "pages": consulted_source.page and str(consulted_source.page),
        "howpublished": _escaped(consulted_source.library),
        "url": consulted_source.url,
        "urldate": consulted_source.on.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = f"{item.id}-{consulted_source.page}" if consulted_source.page else item.id
    return "\n".join((f"@misc{{{key},", *lines, "}", ""))


def ris(item: ItemRecord, consulted_source: ConsultedSource) -> str:
    """Return a record in RIS, the format that Zotero, EndNote and Mendeley read."""
    page = consulted_source.page and str(consulted_source.page)
    fields = (
        ("TY", _ris_type(item)),
        ("ID", item.id),
        ("TI", consulted_source.article or item.title),
        ("T2", consulted_source.article and item.title),
        ("AU", _author(item, consulted_source)),
        ("PY", _year(item)),
        ("DA", item.date and not item.date_text and "/".join((*item.date.split("-"), "", "")[:3])),
        ("M1", item.number),
        ("SP", page),
        ("EP", page),
        ("LA", item.language),
        ("DP", consulted_source.library),
        ("UR", consulted_source.url),
        ("Y2", consulted_source.on.strftime("%Y/%m/%d")),
    )
    lines = [f"{tag}  - {_on_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join((*lines, "ER  - ", ""))


@cache
def _parsed(style: Style) -> CitationStylesStyle:
    return CitationStylesStyle(str(_STYLES / f"{style}.csl"), validate=False)


def _csl_json(item: ItemRecord, consulted_source: ConsultedSource) -> dict[str, object]:
    """Return an item as CSL-JSON; the number is left out when the title contains it."""
    author, on = _author(item, consulted_source), consulted_source.on
    article = consulted_source.article
    return {
        "id": item.id,
        "type": "document",
        "title": article or item.title,
        **({"container-title": item.title} if article else {}),
        "archive": consulted_source.library,
        "URL": consulted_source.url,
        "accessed": {"date-parts": [[on.year, on.month, on.day]]},
        **({"author": [{"literal": author}]} if author else {}),
        **({"issued": _issued(item)} if item.date_text or item.date else {}),
        **({"number": item.number} if item.number and item.number not in item.title else {}),
        **({"page": str(consulted_source.page)} if consulted_source.page else {}),
    }


def _issued(item: ItemRecord) -> dict[str, object]:
    if item.date_text:
        return {"literal": item.date_text}
    if item.year and item.year < _FIRST_YEAR_WITHOUT_ERA:
        return {"literal": str(item.year)}
    return {"date-parts": [[int(part) for part in item.date.split("-")]]}


def _author(item: ItemRecord, consulted_source: ConsultedSource) -> str | None:
    """Return the author of an item; that of an article is not catalogued."""
    return None if consulted_source.article else item.creator or item.issuing_body


def _year(item: ItemRecord) -> str | None:
    """Return the year, or the date as it is written when that is not simply a year."""
    return item.date_text or (str(item.year) if item.year else None)


def _ris_type(item: ItemRecord) -> str:
    kind = (item.kind or "").casefold()
    return next((code for word, code in _RIS_TYPES.items() if word in kind), "GEN")


def _escaped(text: str) -> str:
    return "".join(_BIBTEX_ESCAPES.get(letter, letter) for letter in _on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
