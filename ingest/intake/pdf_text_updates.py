"""Lets the leaves of pages say what people corrected, without drawing their images again."""

from sqlalchemy import Engine

from ingest.tools import page_pdf
from library.catalogue.text.layout import lines
from library.catalogue.text.words import unpack
from library.corrections.page_edits.stale_pdfs import DueLeaf, due_leaves, settle
from library.database import reading, work
from library.errors import FileNotKeptError
from library.settings import Settings
from library.storage.content_store import ContentStore

_AT_ONCE = 20
"""Leaves that are reworded before other work goes on."""


def reword_due(settings: Settings, engine: Engine) -> int:
    """Give leaves the words their pages have now; return how many are done."""
    with reading(engine) as session:
        due = due_leaves(session, _AT_ONCE)
    store = ContentStore(settings.derivatives)
    for one in due:
        made = _reworded(store, one)
        with work(engine) as session:
            settle(session, one, made and store.put(made), len(made or b""))
    return len(due)


def _reworded(store: ContentStore, due: DueLeaf) -> bytes | None:
    """Return the new leaf; None when there is none, or it is lost and will be made again."""
    if due.leaf is None:
        return None
    try:
        kept, words = store.read(due.leaf), unpack(store.read(due.words))
    except FileNotKeptError:
        return None
    return page_pdf.reworded(kept, lines(words), due.width)
