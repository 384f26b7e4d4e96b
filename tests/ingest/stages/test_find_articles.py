"""Articles of pages with columns are found once, and again when their words are corrected."""

from sqlalchemy import select

from ingest.intake.pdf_text_updates import update_due_pdfs
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.find_articles import find_articles
from library.catalogue.models import Derivative, DerivativeKind
from library.catalogue.text.articles import unpack_articles
from library.catalogue.text.words import Word, pack
from library.corrections.models import StalePdf
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.makers import make_item, make_page

_BLOCKS = (
    *((50, 150, 40, "Chợ Kỳ Lừa", 1), (50, 210, 20, "chữ của chợ", 6)),
    *((550, 210, 20, "chữ tiếp theo", 6), (50, 500, 40, "Đường lên biên giới", 1)),
    (50, 560, 20, "chữ của đường", 6),
)


def _words(blocks=_BLOCKS):
    """Return the words of blocks given as (left, top, letter height, line, number of lines)."""
    return tuple(
        Word(text, x + 100 * place, y + 30 * row, 90, size, 0.9, block, 10 * block + row)
        for block, (x, y, size, line, rows) in enumerate(blocks)
        for row in range(rows)
        for place, text in enumerate(line.split())
    )


def _record(tools, words):
    place = PagePlace("a" * 64, FileKind.IMAGE, 0)
    digest = tools.keep_words(words)
    record = PageRecord(1, place, ("vie",), width=1000, height=1400, words=digest)
    return find_articles(record, tools)


def test_the_articles_of_a_page_with_columns_are_stored(tools, settings):
    record = _record(tools, _words())
    (file,) = record.images
    assert PageRecord.from_json(record.to_json()) == record
    articles = unpack_articles(ContentStore(settings.derivatives).read(file.digest), record.words)
    assert [article.title for article in articles] == ["Chợ Kỳ Lừa", "Đường lên biên giới"]


def test_a_page_without_columns_has_no_file_of_articles(tools):
    assert _record(tools, _words(_BLOCKS[:2])).images == ()
    assert _record(tools, ()).images == ()


def test_articles_follow_corrected_words(tools, settings, engine):
    record, store = _record(tools, _words()), ContentStore(settings.derivatives)
    (file,) = record.images
    corrected = store.put(pack(_words((*_BLOCKS[:3], (50, 500, 40, "Đường mới", 1), _BLOCKS[4]))))
    with work(engine) as session:
        item = make_item(session, "Báo", texts=(), published=False)
        page = make_page(session, item, "chữ", width=1000, height=1400, words=corrected)
        columns = {
            "media_type": file.media_type,
            "width": 1000,
            "height": 1400,
            "bytes": file.bytes,
        }
        kind = DerivativeKind.ARTICLES
        page.derivatives.append(Derivative(kind=kind, digest=file.digest, **columns))
        session.flush()
        session.add(StalePdf(page_id=page.id, words=corrected))
    assert update_due_pdfs(settings, engine) == 1
    with reading(engine) as session:
        digest = session.scalar(select(Derivative.digest).where(Derivative.kind == kind))
    (_, road) = unpack_articles(store.read(digest), corrected)
    assert road.title == "Đường mới"
