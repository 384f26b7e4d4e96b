"""Condition of the second reader: whether it is installed, unchanged and in use, and how far."""

from ingest.second_reader.place import IDENTITY, is_installed, model_files
from library.corrections import due_pages
from library.database import reading
from library.errors import LibraryError
from library.installation import installation
from library.monitoring.conditions import Condition, Finding, Pace
from library.settings import Settings


def is_ready(settings: Settings) -> Finding:
    """Check the model of a second reader that is turned on; where it is not installed, say so."""
    if settings.second_reader == "off":
        if not is_installed():
            return None
        return True, "chưa bật, dù đã cài. Để bật: DIACHI_SECOND_READER=idle"
    try:
        model_files()
    except LibraryError as error:
        return False, str(error)
    with installation(settings) as database, reading(database) as session:
        progress = due_pages.progress(session, IDENTITY)
    return True, (
        f"đang bật: đã đọc lại {progress.read} trang, đổi {progress.changed_words} chữ; "
        f"{progress.disagreed} trang để nguyên vì quá mờ; còn chờ {progress.waiting} trang"
        + (f"; {progress.failed} trang không đọc lại được" if progress.failed else "")
    )


CONDITIONS = (
    Condition("second_reader", "máy đọc thứ hai", is_ready, Pace.SLOW, needs_database=True),
)
