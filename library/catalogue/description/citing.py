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
from library.vietnamese.letters import fold

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

_RIS_RECORDINGS = {"sound": "SOUND", "film": "VIDEO"}
_APA_FORMS = {"sound": "Audio recording", "film": "Film"}
"""Words in brackets behind the titles of recordings, as APA has them."""

_FIRST_YEAR_WITHOUT_ERA = 1000
"""CSL adds an era (AD) to a numeric year before this one."""

_BIBTEX_ESCAPES = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {
    sign: f"\\{sign}" for sign in "&%$#_"
}


class _Certainty(StrEnum):
    """Certainty of a date; the words stand before a year in English."""

    SURE = ""
    CIRCA = "ca."
    DOUBT = "?"
    RANGE = "between"
    BEFORE = "before"
    AFTER = "after"


_BOUNDS = {"truoc": _Certainty.BEFORE, "sau": _Certainty.AFTER}


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
    time: str = ""
    """Time of the page if it is a stretch of a recording: 5:00–10:00."""
    nature: str = "text"
    """Nature of the item: film, sound, picture or text."""

    @property
    def pages(self) -> str:
        """The page as references name it; empty for a time."""
        return str(self.page) if self.page and not self.time else ""


@lru_cache(maxsize=1024)
def format_citation(item: ItemRecord, consulted_source: ConsultedSource, style: Style) -> str:
    """Return the citation as plain text in a CSL style (Citation Style Language 1.0)."""
    with _RENDERING:
        source = CiteProcJSON([_csl_json(item, consulted_source, style)])
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
        "year": item.year and str(_year(item)),
        "date": _edtf(item),
        "note": _escaped(", ".join(filter(None, (item.date_text, consulted_source.time)))),
        "number": item.number and _escaped(item.number),
        "pages": consulted_source.pages,
        "howpublished": _escaped(consulted_source.library),
        "url": consulted_source.url,
        "urldate": consulted_source.on.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = f"{item.id}-{consulted_source.page}" if consulted_source.page else item.id
    return "\n".join((f"@misc{{{key},", *lines, "}", ""))


def ris(item: ItemRecord, consulted_source: ConsultedSource) -> str:
    """Return a record in RIS, the format that Zotero, EndNote and Mendeley read."""
    page = consulted_source.pages
    fields = (
        ("TY", _RIS_RECORDINGS.get(consulted_source.nature) or _ris_type(item)),
        ("ID", item.id),
        ("TI", consulted_source.article or item.title),
        ("T2", consulted_source.article and item.title),
        ("AU", _author(item, consulted_source)),
        ("PY", item.year and f"{_year(item):04}"),
        ("DA", _ris_date(item)),
        ("M1", item.number),
        ("SP", page),
        ("EP", page),
        ("N1", consulted_source.time),
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


def _csl_json(
    item: ItemRecord, consulted_source: ConsultedSource, style: Style
) -> dict[str, object]:
    """Return an item as CSL-JSON; the number is left out when the title contains it."""
    author, on = _author(item, consulted_source), consulted_source.on
    article = consulted_source.article
    return {
        "id": item.id,
        "type": "document",
        "title": _csl_title(item, consulted_source, style),
        **({"container-title": item.title} if article else {}),
        "archive": consulted_source.library,
        "URL": consulted_source.url,
        "accessed": {"date-parts": [[on.year, on.month, on.day]]},
        **({"author": [{"literal": author}]} if author else {}),
        **({"issued": _issued(item, style)} if item.date_text or item.date else {}),
        **({"number": item.number} if item.number and item.number not in item.title else {}),
        **({"page": consulted_source.pages} if consulted_source.pages else {}),
    }


def _csl_title(item: ItemRecord, consulted_source: ConsultedSource, style: Style) -> str:
    """Return the title, with the time in a recording behind it as each style has it."""
    title, time = consulted_source.article or item.title, consulted_source.time
    if style is not Style.APA_7:
        return f"{title}, đoạn {time}" if time else title
    words = ", ".join(filter(None, (_APA_FORMS.get(consulted_source.nature), time)))
    return f"{title} [{words}]" if words else title


def _issued(item: ItemRecord, style: Style) -> dict[str, object]:
    """Return the date of an item; an uncertain one as it is written only in Vietnamese."""
    if item.date_text and (style is Style.VIETNAMESE_THESIS or item.earliest is None):
        return {"literal": item.date_text}
    certainty = _certainty(item)
    if certainty in (_Certainty.BEFORE, _Certainty.AFTER):
        year = item.latest + 1 if certainty is _Certainty.BEFORE else item.earliest - 1
        return {"literal": f"{certainty.value} {year}"}
    if certainty is _Certainty.RANGE:
        return {"date-parts": [[item.earliest], [item.latest]]}
    circa = {"circa": True} if certainty in (_Certainty.CIRCA, _Certainty.DOUBT) else {}
    if item.year and item.year < _FIRST_YEAR_WITHOUT_ERA:
        return {"literal": f"{'ca. ' if circa else ''}{item.year}"}
    known_parts = [str(item.year)] if circa else item.date.split("-")
    return {"date-parts": [[int(part) for part in known_parts]], **circa}


def _certainty(item: ItemRecord) -> _Certainty:
    """Return the certainty of a date from its words and its range of years."""
    if not item.date_text or item.earliest is None:
        return _Certainty.SURE
    for beginning, certainty in _BOUNDS.items():
        if fold(item.date_text).startswith(beginning):
            return certainty
    if item.earliest == item.latest:
        return _Certainty.DOUBT if "?" in item.date_text else _Certainty.SURE
    is_about = item.year and item.latest - item.year == item.year - item.earliest
    return _Certainty.CIRCA if is_about else _Certainty.RANGE


def _edtf(item: ItemRecord) -> str | None:
    """Return the date in the Extended Date/Time Format, which BibLaTeX reads."""
    certainty, first, last = _certainty(item), item.earliest or 0, item.latest or 0
    match certainty:
        case _Certainty.SURE | _Certainty.CIRCA | _Certainty.DOUBT:
            sign = {_Certainty.CIRCA: "~", _Certainty.DOUBT: "?"}.get(certainty, "")
            return item.date and f"{item.date}{sign}"
        case _Certainty.BEFORE:
            return f"/{last:04}"
        case _Certainty.AFTER:
            return f"{first:04}/"
    return f"{first:04}/{last:04}"


def _ris_date(item: ItemRecord) -> str | None:
    """Return year, month and day, and the date as it is written where that says more."""
    if not item.date:
        return None
    parts = [str(_year(item)), "", ""] if item.date_text else [*item.date.split("-"), "", ""][:3]
    return "/".join((*parts, item.date_text) if item.date_text else parts)


def _author(item: ItemRecord, consulted_source: ConsultedSource) -> str | None:
    """Return the author of an item; that of an article is not catalogued."""
    return None if consulted_source.article else item.creator or item.issuing_body


def _year(item: ItemRecord) -> int | None:
    """Return the year for formats that know only one; of “before 1945”, the last possible one."""
    return item.latest if _certainty(item) is _Certainty.BEFORE else item.year


def _ris_type(item: ItemRecord) -> str:
    kind = (item.kind or "").casefold()
    return next((code for word, code in _RIS_TYPES.items() if word in kind), "GEN")


def _escaped(text: str) -> str:
    return "".join(_BIBTEX_ESCAPES.get(letter, letter) for letter in _on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
