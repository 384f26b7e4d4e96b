"""E-book (EPUB) of an item with text, made on request and cached."""

from dataclasses import asdict

from flask import Response, abort, request, url_for
from sqlalchemy.orm import Session

from app.downloads.file_order import FileOrder
from app.public.items.access import downloadable_record
from app.services import services
from app.web.attachments import file_name, send_made_file
from app.web.usage_counting import count
from library.catalogue import public_changes, queries
from library.catalogue.authorities import authority_records
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description.fields import several
from library.catalogue.models import DerivativeKind
from library.catalogue.pages import thumbnails
from library.catalogue.queries import ItemRecord, PageDetails
from library.catalogue.text.chapters import PageOfText, contents_of, typed_contents
from library.catalogue.text.epub_writer import Book, BookPage
from library.database import reading
from library.errors import TooManyPagesError
from library.recordings.offered_files import MAX_EPUB_PAGES
from library.recordings.stretches import stretches_of
from library.storage.derivative_store import DerivativeStore
from points.use_kind import UseKind

MEDIA_TYPE = "application/epub+zip"
_PROGRAM = ("-m", "library.catalogue.text.epub_writer")
_VERSION = 1
_BYTES_PER_PAGE = 1500


def send(item_id: str) -> Response:
    """Send the text of an item as an e-book."""
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        spoken = stretches_of(session, item_id)
        pages = tuple(
            page
            for page in queries.item_pages(session, item_id, with_text=True)
            if page.text and page.number not in spoken
        )
        if not pages:
            abort(404)
        if len(pages) > MAX_EPUB_PAGES:
            raise TooManyPagesError(MAX_EPUB_PAGES)
        book = _book(session, record, pages)
        cover = _cover(session, item_id, pages)
    count(UseKind.REQUEST, item_id)
    content, store = asdict(book), services().derivatives
    content["pages"] = [(page.number, page.label, page.text) for page in book.pages]
    order = FileOrder(
        _PROGRAM,
        _VERSION,
        {**content, "cover": cover and cover[0]},
        lambda: {**content, **_cover_file(cover, store)},
        "epub",
        len(pages) * _BYTES_PER_PAGE,
    )
    path = services().downloads.get(order, request.remote_addr or "")
    return send_made_file(path, MEDIA_TYPE, file_name(record.title, "epub"))


def _book(session: Session, record: ItemRecord, pages: tuple[PageDetails, ...]) -> Book:
    change = public_changes.change_of(session, record.id)
    change_time = max(record.changed, change.changed) if change else record.changed
    names = authority_records.mentions(session, record.id)
    texts = [PageOfText(page.number, page.label, page.kind, page.text) for page in pages]
    contents = typed_contents(session, record.id) or contents_of(texts)
    return Book(
        title=record.title,
        address=url_for("public.item", item_id=record.id, _external=True),
        library=services().settings.library_name,
        language=record.language,
        modified=f"{change_time:%Y-%m-%dT%H:%M:%SZ}",
        pages=tuple(
            BookPage(page.number, page.label or str(page.number), page.text) for page in pages
        ),
        contents=tuple((chapter.title, chapter.page) for chapter in contents.chapters),
        creators=tuple(several(record.creator or record.issuing_body or "")),
        subjects=tuple(name.name for name in names if name.kind is AuthorityKind.SUBJECT),
        date=record.date,
        description=record.description,
        licence=record.licence,
        is_machine_read=any(page.quality is not None for page in pages),
    )


def _cover(
    session: Session, item_id: str, pages: tuple[PageDetails, ...]
) -> tuple[str, str] | None:
    """Return the checksum and media type of the picture of the cover page."""
    cover = thumbnails.covers(session, [item_id]).get(item_id)
    images = next((page.images for page in pages if cover and page.number == cover.number), ())
    kinds = (DerivativeKind.READING, DerivativeKind.THUMBNAIL)  # no reader has to show AVIF
    image = next((i for kind in kinds for i in images if i.kind is kind), None)
    return (image.digest, image.media_type) if image else None


def _cover_file(cover: tuple[str, str] | None, store: DerivativeStore) -> dict[str, str]:
    """Return the path and media type of the cover; none if its file is lost."""
    if cover is None or store.lost_among([cover[0]]):
        return {}
    return {"cover": str(store.path(cover[0])), "cover_type": cover[1]}
