"""Scanned pages with images for tests, as the pipeline creates them."""

from functools import cache, lru_cache
from io import BytesIO

import numpy
from PIL import Image as Picture
from PIL import ImageDraw
from sqlalchemy.orm import Session

from ingest.stages.tile import packed_tiles
from ingest.tools.image_files import to_jpeg
from ingest.tools.page_pdf import PdfPageImage, make_page_pdf
from library.catalogue.models import Derivative, DerivativeKind, Item, Page
from library.catalogue.text import words
from library.catalogue.text.layout import lines
from library.catalogue.text.words import Word
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store
from tests.makers import make_page

WIDTH, HEIGHT = 1000, 1400
PAPER = 200, 220, 255
"""Colour of the paper on which words are drawn."""


def make_scan(
    session: Session,
    settings: Settings,
    item: Item,
    text: str,
    widths: tuple[int, ...] = (500,),
    kinds: tuple[DerivativeKind, ...] = (DerivativeKind.READING,),
    *,
    draws_words: bool = False,
) -> Page:
    """Add a scanned page with one line of text to an item; its words follow each other.

    The page is empty, or has a black bar for each word.
    """
    store = derivative_store(settings)
    placed = words_of(text)
    page = make_page(
        session,
        item,
        text,
        width=WIDTH,
        height=HEIGHT,
        quality=0.9,
        words=store.put(words.pack(placed)),
    )
    sizes = [(kind, width) for kind in kinds for width in widths]
    for kind, width in ((DerivativeKind.THUMBNAIL, 200), *sizes):
        drawn = placed if draws_words else ()
        page.derivatives.append(_derivative(store, kind, width, page.number, drawn))
    session.flush()
    item.cover = item.cover or page.derivatives[0].digest
    return page


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text with their places on the scan."""
    return tuple(
        Word(word, 100 + 90 * place, 200, 80, 30, 0.9, 0, 0)
        for place, word in enumerate(text.split())
    )


def add_page_pdf(settings: Settings, page: Page) -> None:
    """Add the page PDF of a scanned page, as the pipeline does."""
    store = derivative_store(settings)
    pixels = numpy.full((HEIGHT // 10, WIDTH // 10), 255 - page.number, numpy.uint8)
    picture = PdfPageImage(*pixels.shape[::-1], to_jpeg(pixels, quality=50), is_grey=True)
    content = make_page_pdf(
        picture, lines(words.unpack(store.read(page.words))), (WIDTH, HEIGHT), 200
    )
    page.derivatives.append(
        Derivative(
            kind=DerivativeKind.LEAF,
            digest=store.put(content),
            media_type="application/pdf",
            width=WIDTH,
            height=HEIGHT,
            bytes=len(content),
        )
    )


def add_tiles(settings: Settings, page: Page, pixels: numpy.ndarray) -> str:
    """Add the tiles of a large page, as the pipeline does; return their checksum."""
    packed = _packed(pixels.tobytes(), pixels.shape, pixels.dtype.str)
    digest = derivative_store(settings).put(packed)
    height, width = pixels.shape[:2]
    page.derivatives.append(
        Derivative(
            kind=DerivativeKind.TILES,
            digest=digest,
            media_type="application/zip",
            width=width,
            height=height,
            bytes=len(packed),
        )
    )
    return digest


@lru_cache(maxsize=4)
def _packed(content: bytes, shape: tuple[int, ...], kind: str) -> bytes:
    return packed_tiles(numpy.frombuffer(content, kind).reshape(shape))


def draw_scan(words: tuple[Word, ...]) -> numpy.ndarray:
    """Return the pixels of a scan in full size, with a black bar for each word."""
    with Picture.open(BytesIO(_draw_image(WIDTH, HEIGHT, 255, words))) as picture:
        return numpy.asarray(picture)


def _derivative(
    store: ContentStore, kind: DerivativeKind, width: int, shade: int, drawn: tuple[Word, ...]
) -> Derivative:
    height = width * HEIGHT // WIDTH
    name = "AVIF" if kind is DerivativeKind.AVIF else "WEBP"
    content = _draw_image(width, height, 255 - shade, drawn, name)
    return Derivative(
        kind=kind,
        digest=store.put(content),
        media_type=f"image/{name.lower()}",
        width=width,
        height=height,
        bytes=len(content),
    )


@cache
def _draw_image(
    width: int, height: int, shade: int, drawn: tuple[Word, ...], name: str = "WEBP"
) -> bytes:
    buffer, scale = BytesIO(), width / WIDTH
    picture = Picture.new("L", (width, height), shade)
    if drawn:
        picture = Picture.new("RGB", (width, height), PAPER)
    pencil = ImageDraw.Draw(picture)
    for word in drawn:
        edges = (word.left, word.top, word.left + word.width, word.top + word.height)
        pencil.rectangle([round(edge * scale) for edge in edges], fill="black")
    picture.save(buffer, name)
    return buffer.getvalue()
