"""Writes how an item, or a page of it, is cited: for theses here, in APA, and for programs."""

import calendar
import datetime
from dataclasses import dataclass

from library.catalogue.queries import ItemRecord

_RIS_KINDS = {
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
"""Words in the kind of an item, and the reference type of RIS for it."""

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {
    sign: f"\\{sign}" for sign in "&%$#_"
}


@dataclass(frozen=True, slots=True)
class Consulted:
    """Where and when something was read."""

    url: str
    library: str
    on: datetime.date
    page: int | None = None


def vietnamese(item: ItemRecord, consulted: Consulted) -> str:
    """Return the form asked for in Vietnamese theses: Tác giả (năm), Nhan đề, nơi giữ, địa chỉ."""
    who = _author(item)
    year = f"({_when(item)})" if item.year else "(không rõ năm)"
    parts = [f"{who} {year}" if who else f"{_numbered(item)} {year}"]
    if who:
        parts.append(_numbered(item))
    if consulted.page:
        parts.append(f"tr. {consulted.page}")
    on = f"{consulted.on.day}/{consulted.on.month}/{consulted.on.year}"
    parts += [consulted.library, f"{consulted.url} (truy cập ngày {on})"]
    return ", ".join(parts) + "."


def apa(item: ItemRecord, consulted: Consulted) -> str:
    """Return the form of the American Psychological Association, seventh edition."""
    who, when, title = _author(item), f"({item.date_text or _apa_date(item.date)})", _numbered(item)
    page = f" (p. {consulted.page})" if consulted.page else ""
    beginning = f"{who.rstrip('.')}. {when}. {title}{page}" if who else f"{title}{page}. {when}"
    return f"{beginning}. {consulted.library}. {consulted.url}"


def bibtex(item: ItemRecord, consulted: Consulted) -> str:
    """Return an entry for BibTeX and BibLaTeX."""
    fields = {
        "author": _author(item) and f"{{{_escaped(_author(item))}}}",
        "title": f"{{{_escaped(item.title)}}}",
        "year": _when(item),
        "number": item.number and _escaped(item.number),
        "pages": consulted.page and str(consulted.page),
        "howpublished": _escaped(consulted.library),
        "url": consulted.url,
        "urldate": consulted.on.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = f"{item.id}-{consulted.page}" if consulted.page else item.id
    return "\n".join((f"@misc{{{key},", *lines, "}", ""))


def ris(item: ItemRecord, consulted: Consulted) -> str:
    """Return a record of the RIS format, which Zotero, EndNote and Mendeley read."""
    page = consulted.page and str(consulted.page)
    fields = (
        ("TY", _ris_kind(item)),
        ("ID", item.id),
        ("TI", item.title),
        ("AU", _author(item)),
        ("PY", _when(item)),
        ("DA", item.date and not item.date_text and "/".join((*item.date.split("-"), "", "")[:3])),
        ("M1", item.number),
        ("SP", page),
        ("EP", page),
        ("LA", item.language),
        ("DP", consulted.library),
        ("UR", consulted.url),
        ("Y2", consulted.on.strftime("%Y/%m/%d")),
    )
    lines = [f"{tag}  - {_on_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join((*lines, "ER  - ", ""))


def _author(item: ItemRecord) -> str | None:
    return item.creator or item.issuing_body


def _when(item: ItemRecord) -> str | None:
    """Return the year, or the date as it is written when that is not simply a year."""
    return item.date_text or (str(item.year) if item.year else None)


def _numbered(item: ItemRecord) -> str:
    """Return the title, with the number of the paper unless the title says it."""
    if not item.number or item.number in item.title:
        return item.title
    return f"{item.title}, số {item.number}"


def _apa_date(date: str | None) -> str:
    if not date:
        return "n.d."
    year, *rest = date.split("-")
    if not rest:
        return year
    month, *day = map(int, rest)
    return " ".join((f"{year}, {calendar.month_name[month]}", *map(str, day)))


def _ris_kind(item: ItemRecord) -> str:
    kind = (item.kind or "").casefold()
    return next((code for word, code in _RIS_KINDS.items() if word in kind), "GEN")


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in _on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
