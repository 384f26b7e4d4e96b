"""Contents of a ZIM file: the pages of a small web site whose inner links are all whole."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from kit.handouts.handout_items import HandoutItem
from kit.handouts.markup import open_templates
from library.catalogue.queries import Image, PageDetails
from library.vietnamese.letters import fold

_FOLDER = Path(__file__).parent
_TEMPLATES = open_templates(_FOLDER / "templates")
_STYLE = (_FOLDER / "data" / "style.css").read_text(encoding="utf-8")
_HTML = "text/html"
_WORD = re.compile(r"\w+")


class PictureSize(StrEnum):
    """Images of pages in the file: none, small previews, or one of the sizes for reading."""

    NONE = "none"
    THUMBNAILS = "thumbnails"
    SMALL = "small"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or a file of the ZIM file: its text, or the checksum of the derivative that it is."""

    path: str
    title: str
    media_type: str
    text: str = ""
    digest: str = ""
    is_article: bool = False
    """True if Kiwix proposes it by its title, and opens it at random."""


def style_entry() -> Entry:
    """Return the style sheet of all pages."""
    return Entry("style.css", "", "text/css", _STYLE)


def page_entry(path: str, title: str, template: str, *, text: str = "", **values: object) -> Entry:
    """Return a page of the site; `text` are words that a search without marks must find in it.

    Kiwix folds tones and hooks but not đ, so words with đ stand in the page without it as well.
    """
    root = "../" * path.count("/")
    content = _TEMPLATES.get_template(template).render(
        title=title, root=root, keywords=unmarked_words(f"{title} {text}"), **values
    )
    return Entry(path, title, _HTML, content, is_article=template == "item.html")


def unmarked_words(text: str) -> str:
    """Return each word with a đ once, without marks: what Kiwix would not find otherwise."""
    words = dict.fromkeys(word for word in _WORD.findall(text.lower()) if "đ" in word)
    return " ".join(dict.fromkeys(map(fold, words)))


def item_path(item_id: str) -> str:
    """Return the path of the page of an item."""
    return f"tai-lieu/{item_id}/index.html"


_TEMPLATES.filters["item_path"] = item_path


def item_entries(
    item: HandoutItem, size: PictureSize, is_usable: Callable[[str], bool]
) -> Iterator[Entry]:
    """Yield the page of an item, those of its pages, and those of their images that are usable."""
    record = item.record
    images = {page.number: picture_of(page, size) for page in item.pages}
    pictures = {n: image for n, image in images.items() if image and is_usable(image.digest)}
    cover = _cover(item, size)
    cover = cover if cover and is_usable(cover.digest) else None
    yield page_entry(
        item_path(record.id),
        record.title,
        "item.html",
        text=" ".join(filter(None, (record.creator, record.issuing_body, record.description))),
        item=item,
        cover=cover,
        cover_path=cover and picture_path(cover),
        names=item.names,
    )
    around = (None, *item.pages, None)
    for (previous, page), (_, following) in pairwise(pairwise(around)):
        picture = pictures.get(page.number)
        yield page_entry(
            f"tai-lieu/{record.id}/{page.number}.html",
            f"{record.title}, {item.names[page.number]}",
            "page.html",
            text=page.text,
            record=record,
            page=page,
            picture=picture,
            picture_path=picture and picture_path(picture),
            previous=previous,
            following=following,
        )
    for image in dict.fromkeys((*([cover] if cover else []), *pictures.values())):
        yield Entry(picture_path(image), "", image.media_type, digest=image.digest)


def _cover(item: HandoutItem, size: PictureSize) -> Image | None:
    number = item.cover.number if item.cover and size is not PictureSize.NONE else None
    return next((page.thumbnail for page in item.pages if page.number == number), None)


def picture_of(page: PageDetails, size: PictureSize) -> Image | None:
    """Return the image of a page in the size chosen, or the next smaller one that it has."""
    if size is PictureSize.NONE:
        return None
    if size is PictureSize.THUMBNAILS or not page.reading:
        return page.thumbnail
    return page.reading[0 if size is PictureSize.SMALL else -1]


def picture_path(image: Image) -> str:
    """Return the path of an image: equal images are one file."""
    return f"anh/{image.digest}"
