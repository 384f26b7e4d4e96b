"""Table of contents of an item: typed by staff, else printed in it, else from its headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page, PageKind, PageState, PageText
from library.catalogue.pages.numbering import roman
from library.catalogue.text.contents_list import read_contents, read_typed_contents

_HEADING = re.compile(
    r"^[ \t]*(?:"
    r"(?P<division>(?P<word>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Phụ lục|PHỤ LỤC)[ ]+"
    r"(?:thứ [^\W\d]+|THỨ [^\W\d]+|[IVXLC]+|\d{1,3})\b)[.:]?(?P<rest>.*)"
    r"|Điều (?P<article>\d{1,3})[.:](?P<matter>.+)"
    r"|(?P<roman>[IVX]{1,5})\.[ ]+(?P<section>[^\W\d_].+)"
    r")$",
    re.MULTILINE,
)
_LEVELS = {"phần": 1, "chương": 2, "phụ lục": 1, "mục": 3}
_ARTICLE_LEVEL, _SECTION_LEVEL = 4, 2
_MIN_CHAPTERS, _MAX_CHAPTERS, _MAX_PAGES, _MAX_TITLE = 3, 200, 400, 110


@dataclass(frozen=True, slots=True)
class Chapter:
    """An entry of a table of contents: its title and the page where it begins."""

    title: str
    page: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Table of contents; it is proposed if none is typed and no page of contents is printed."""

    chapters: tuple[Chapter, ...]
    is_proposed: bool


NO_CONTENTS = Contents((), False)

TYPED = "contents"
"""Field of the description in which staff type a table of contents."""


@dataclass(frozen=True, slots=True)
class PageOfText:
    """Number, printed number, function and text of a page."""

    number: int
    label: str | None
    kind: PageKind | None
    text: str


def contents_of_item(session: Session, item_id: str) -> Contents:
    """Return the table of contents of an item; empty if its text has none or it is very long."""
    if typed := typed_contents(session, item_id):
        return typed
    rows = session.execute(
        select(Page.number, Page.label, Page.kind, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .order_by(Page.place)
        .limit(_MAX_PAGES + 1)
    )
    pages = tuple(PageOfText(*row) for row in rows)
    return contents_of(pages) if 1 < len(pages) <= _MAX_PAGES else NO_CONTENTS


def typed_contents(session: Session, item_id: str) -> Contents | None:
    """Return the table of contents that staff typed; entries without a page are left out."""
    other_fields = session.scalar(select(Item.other_fields).where(Item.id == item_id)) or {}
    try:
        entries = read_typed_contents(str(other_fields.get(TYPED) or ""))
    except ValueError:  # a spreadsheet or another library wrote it
        return None
    numbers = _numbers_by_label(session, item_id) if entries else {}
    chapters = tuple(
        Chapter(entry.title, numbers[entry.page], entry.level)
        for entry in entries
        if entry.page in numbers
    )
    return Contents(chapters, False) if chapters else None


def missing_pages(session: Session, item_id: str, text: str) -> tuple[str, ...]:
    """Return the page numbers of a typed table of contents that no page of the item has."""
    numbers = _numbers_by_label(session, item_id)
    pages = dict.fromkeys(entry.page for entry in read_typed_contents(text))
    return tuple(page for page in pages if page not in numbers) if numbers else ()


def _numbers_by_label(session: Session, item_id: str) -> dict[str, int]:
    """Return page numbers by printed number, or by number where none is printed."""
    rows = session.execute(
        select(Page.number, Page.label)
        .where(Page.item_id == item_id, Page.left_out.is_(False))
        .order_by(Page.place.desc())
    )
    return {label or str(number): number for number, label in rows}


def contents_of(pages: Sequence[PageOfText]) -> Contents:
    """Return the table of contents that is printed, else one of the headings in the text."""
    printed = read_contents(page.text for page in pages if page.kind is PageKind.CONTENTS)
    by_label = {page.label or str(page.number): page.number for page in reversed(pages)}
    chapters = tuple(
        Chapter(title, by_label[label]) for title, label in printed if label in by_label
    )
    return Contents(chapters, False) if chapters else Contents(proposed_chapters(pages), True)


def proposed_chapters(pages: Iterable[PageOfText]) -> tuple[Chapter, ...]:
    """Return the headings of parts, chapters, sections and articles, in order.

    Numbers of articles and sections go up by one: other lines are references to them.
    """
    chapters = tuple(_chapters(pages))
    return chapters[:_MAX_CHAPTERS] if len(chapters) >= _MIN_CHAPTERS else ()


def _chapters(pages: Iterable[PageOfText]) -> Iterator[Chapter]:
    article = section = 0
    for page in pages:
        for match in _HEADING.finditer(page.text):
            if match["division"]:
                title = f"{match['division']}. {match['rest'] or _next_line(page.text, match)}"
                yield Chapter(_short(title), page.number, _LEVELS[match["word"].lower()])
                section = 0
            elif match["article"] and int(match["article"]) in (article + 1, 1):
                article = int(match["article"])
                title = f"Điều {article}. {match['matter']}"
                yield Chapter(_short(title), page.number, _ARTICLE_LEVEL)
            elif match["roman"] == roman(section + 1).upper() and match["section"].isupper():
                section += 1
                title = f"{match['roman']}. {match['section']}"
                yield Chapter(_short(title), page.number, _SECTION_LEVEL)


def _next_line(text: str, match: re.Match[str]) -> str:
    """Return the title of a division that stands on the line below its number."""
    lines = text[match.end() :].lstrip("\n").split("\n", 1)
    return lines[0] if lines[0].isupper() else ""


def _short(title: str) -> str:
    """Return a title on one line, up to the end of its first sentence or cut between words."""
    words = " ".join(title.split()).rstrip(".:; ")
    if len(words) <= _MAX_TITLE:
        return words
    return f"{words[:_MAX_TITLE].rsplit(' ', 1)[0]}…"
