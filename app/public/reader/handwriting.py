"""Handwriting in the text of a page: its picture in place of letters nobody could read."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from library.catalogue.queries import PageDetails
from library.catalogue.text.words import HANDWRITTEN, Word

_MARGIN_RATIO = 0.25
"""Room around the writing, relative to its height."""


def picture_addresses(page: PageDetails, words: Sequence[Word]) -> tuple[str, ...]:
    """Return the address of the picture of each place written by hand; whoever may read the page
    may see it.
    """
    written = [word for word in words if word.text == HANDWRITTEN]
    if not page.width or not page.height or page.text.split().count(HANDWRITTEN) != len(written):
        return ()
    return tuple(_address(page, word, page.width, page.height) for word in written)


def with_handwriting(html: str, addresses: Sequence[str]) -> str:
    """Return the HTML of a text with pictures in place of the marks of handwriting."""
    label = gettext("viết tay, xem ảnh") if HANDWRITTEN in html else ""
    for address in addresses:
        picture = Markup('<img class="handwriting" loading="lazy" src="{}" alt="{}">')
        html = html.replace(HANDWRITTEN, picture.format(address, f"({label})"), 1)
    return html.replace(HANDWRITTEN, str(Markup("<em>({})</em>").format(label)))


def _address(page: PageDetails, word: Word, width: int, height: int) -> str:
    margin = _MARGIN_RATIO * word.height
    x0, y0 = max(0, word.left - margin), max(0, word.top - margin)
    x1, y1 = word.left + word.width + margin, word.top + word.height + margin
    sides = (x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)
    return url_for(
        "interfaces.iiif.image",
        item_id=page.item_id,
        number=page.number,
        version=3,
        region="pct:" + ",".join(f"{100 * side:.2f}" for side in sides),
        size="max",
        rotation="0",
        name="default.jpg",
    )
