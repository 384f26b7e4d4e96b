"""Updates of the text in page PDFs after corrections, without rendering the images again."""

from sqlalchemy import Engine

from ingest.tools import page_pdf
from library.catalogue.pages.lost_files import note_lost
from library.catalogue.text.layout import lines
from library.catalogue.text.words import unpack
from library.corrections.page_edits.stale_pdfs import PdfUpdate, due_updates, replace_pdf
from library.database import reading, work
from library.errors import FileNotKeptError
from library.settings import Settings
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.stores import verified_derivatives

_BATCH_SIZE = 20
"""Page PDFs updated before other work continues."""


def update_due_pdfs(settings: Settings, engine: Engine) -> int:
    """Write the current words into page PDFs that are due; return the number processed."""
    with reading(engine) as session:
        due = due_updates(session, _BATCH_SIZE)
    lost_files: dict[str, Condition] = {}
    store = verified_derivatives(settings, lost_files.__setitem__)
    for page in due:
        content = _updated_pdf(store, page)
        with work(engine) as session:
            replace_pdf(session, page, content and store.put(content), len(content or b""))
            note_lost(session, lost_files)
        lost_files.clear()
    return len(due)


def _updated_pdf(store: DerivativeStore, due: PdfUpdate) -> bytes | None:
    """Return the updated page PDF; None if there is none, or it is lost and will be made again."""
    if due.leaf is None:
        return None
    try:
        content, words = store.read(due.leaf), unpack(store.read(due.words))
    except FileNotKeptError:
        return None
    return page_pdf.replace_text(content, lines(words), due.width)
