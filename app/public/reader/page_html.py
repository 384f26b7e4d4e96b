"""Pages prepared for display: marked words, text, and positioned lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from app.accounts.who_asks import audience
from app.public.reader.find_in_item import MatchesInItem
from app.public.reader.handwriting import picture_addresses
from app.public.reader.highlight import DOUBT_CLASS, FindWords, find_boxes
from app.public.reader.page_text import text_rows
from app.public.reader.passages import Row
from app.public.reader.view_options import View, ViewOptions
from app.services import services
from library.catalogue.models import DerivativeKind
from library.catalogue.picture_kinds import is_picture_kind
from library.catalogue.queries import Image, ItemRecord, PageDetails
from library.catalogue.text.articles import Article
from library.catalogue.text.layout import Line, lines
from library.catalogue.text.quality import LOW_QUALITY
from library.catalogue.text.words import HANDWRITTEN, Word, unpack
from library.corrections import figure_doubts
from library.database import reading
from library.errors import FilesUnreachableError
from library.storage.problems import DerivativeLostError


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Page prepared for display."""

    details: PageDetails
    marks: tuple[Word, ...]
    """Matching words with their boxes."""
    rows: tuple[Row, ...]
    """Text in rows of columns."""
    lines: tuple[Line, ...]
    """All lines with their positions, if the text is laid over the image."""
    articles: tuple[Article, ...] = ()
    """Articles of a newspaper page, if its layout separates them."""
    are_words_lost: bool = False
    """True if the words are needed, but lost until the pipeline has made them again."""

    @property
    def is_doubtful(self) -> bool:
        """True if the text was read badly and nobody has accepted it; staff read the remark."""
        page = self.details
        return page.quality is not None and page.quality < LOW_QUALITY and page.passed is None

    @property
    def has_doubtful_figures(self) -> bool:
        """True if a figure of the text was read unsurely."""
        lines = (
            line for row in self.rows for column in row for part in column for line in part.lines
        )
        return any(DOUBT_CLASS in line.html for line in lines)

    @property
    def has_handwriting(self) -> bool:
        """True if a place in the text was written by hand."""
        return HANDWRITTEN in self.details.text

    @property
    def is_image_lost(self) -> bool:
        """True if the page was scanned, but all its images are lost until made again."""
        return bool(self.details.words) and not self.details.reading


def without_lost_images(pages: tuple[PageDetails, ...], view: View) -> tuple[PageDetails, ...]:
    """Return the pages of a view with images, without those that are lost.

    Thumbnails are not checked: `app.public.reader.images` sends another size for a lost one.
    """
    if view in (View.THUMBNAILS, View.TEXT):
        return pages
    usable = services().derivatives.is_usable
    return tuple(
        replace(page, images=tuple(i for i in page.images if not _is_seen(i) or usable(i.digest)))
        for page in pages
    )


def _is_seen(image: Image) -> bool:
    return image.kind in (DerivativeKind.READING, DerivativeKind.AVIF, DerivativeKind.TILES)


def prepare_pages(
    pages: tuple[PageDetails, ...],
    options: ViewOptions,
    record: ItemRecord,
    matches: MatchesInItem | None,
) -> tuple[ShownPage, ...]:
    """Return the pages prepared for these view options; the query is interpreted only once.

    A page that is no match of the query shows none of its words singly.
    """
    with reading(services().database) as session:
        doubts = figure_doubts.doubted_places(session, record.id, [page.number for page in pages])
    if matches is None:
        return tuple(_prepare_page(page, options, record, None, doubts) for page in pages)
    find = services().search.word_matcher(options.typed, audience())
    return tuple(
        _prepare_page(
            page,
            options,
            record,
            partial(find, singly=matches.may_show_words_singly(page.number)),
            doubts,
        )
        for page in pages
    )


def _prepare_page(
    page: PageDetails,
    options: ViewOptions,
    record: ItemRecord,
    find: FindWords | None,
    doubts: Mapping[int, frozenset[int]],
) -> ShownPage:
    if options.view is View.THUMBNAILS:
        return ShownPage(page, (), (), ())
    is_drawn = _draws_words(page, options)
    words = read_words(page) if page.words else ()
    drawn_words = words if is_drawn and words else ()
    is_picture = is_picture_kind(record.kind)  # its lines are names here and there
    joins = bool(page.words) and not options.as_printed and not is_picture
    return ShownPage(
        details=page,
        marks=find_boxes(find, drawn_words) if find else (),
        rows=text_rows(
            *(find, page.text, words),
            joins=joins,
            usual=record.language,
            handwriting=picture_addresses(page, words or ()),
            doubted_places=doubts.get(page.number, ()),
        ),
        lines=tuple(lines(drawn_words)) if options.text_over else (),
        are_words_lost=is_drawn and words is None,
    )


def _draws_words(page: PageDetails, options: ViewOptions) -> bool:
    """Return True if words are drawn on the image: matches of a query, or all its text."""
    has_image = bool(page.words and page.reading) and options.view is not View.TEXT
    return has_image and bool(options.typed or options.text_over)


def read_words(page: PageDetails) -> tuple[Word, ...] | None:
    """Return the words of a page; None if they are lost, or their store does not answer."""
    try:
        return unpack(services().derivatives.read(page.words))
    except (DerivativeLostError, FilesUnreachableError):
        return None
