"""Prepares a page for the screen: its marks, its text by passages, its lines in their places."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from app.public.reader.highlight import FindWords, boxes, marked
from app.public.reader.reflow import flow
from app.public.reader.view_options import Look, View
from app.services import services
from library.catalogue.queries import PageSheet
from library.catalogue.text.layout import Line, lines
from library.catalogue.text.passages import CHINESE, HAN, language_of
from library.catalogue.text.words import Word, unpack


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph as safe HTML, and its language."""

    language: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page as it is drawn."""

    sheet: PageSheet
    marks: tuple[Word, ...]
    """Words that were sought, with their places."""
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    """All lines in their places, when the text lies over the image."""


def shown_all(sheets: tuple[PageSheet, ...], look: Look, language: str) -> tuple[ShownPage, ...]:
    """Return pages as this look wants them; what was typed is understood once for all."""
    find = services().search.finder(look.typed) if look.typed else None
    return tuple(_shown(sheet, look, language, find) for sheet in sheets)


def _shown(sheet: PageSheet, look: Look, language: str, find: FindWords | None) -> ShownPage:
    if look.view is View.THUMBNAILS:
        return ShownPage(sheet, (), (), ())
    words = _words(sheet) if _draws_words(sheet, look) else ()
    text = marked(find, flow(sheet.text) if sheet.words else sheet.text)
    return ShownPage(
        sheet=sheet,
        marks=boxes(find, words) if find and words else (),
        passages=tuple(_passages(text, language)),
        lines=tuple(lines(words)) if look.text_over else (),
    )


def _draws_words(sheet: PageSheet, look: Look) -> bool:
    """Say whether something is drawn on the image, so that places of words are needed."""
    seen = bool(sheet.words and sheet.reading) and look.view is not View.TEXT
    return seen and bool(look.typed or look.text_over)


def _words(sheet: PageSheet) -> tuple[Word, ...]:
    return unpack(services().derivatives.read(sheet.words))


def _passages(text: list[Markup], usual: str) -> Iterator[Passage]:
    for html in text:
        language = language_of(html.striptags(), usual)
        yield Passage(language, html if language == CHINESE else _with_han(html))


def _with_han(html: Markup) -> Markup:
    """Return a paragraph in which Hán and Nôm letters are marked as such."""
    spoken = rf'<span lang="{CHINESE}">\g<0></span>'
    return Markup(HAN.sub(spoken, str(html)))  # noqa: S704  (letters of safe HTML, none of markup)
