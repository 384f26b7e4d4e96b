"""Condition of search by meaning: whether it is in use, and how complete it is."""

from library.catalogue import meaning_queue
from library.catalogue.queries import counts
from library.database import reading
from library.installation import installation
from library.monitoring.conditions import Condition, Finding, Pace
from library.settings import Settings
from search_index.meaning.place import complete_mark, is_installed, model_identity, vectors_path
from search_index.meaning.stock import stock_of


def is_complete(settings: Settings) -> Finding:
    """Check that every page can be found by meaning; where it is not in use, say so."""
    if not vectors_path(settings).exists():
        return (
            (True, "chưa dùng, dù đã cài. Để dùng: diachi meaning build")
            if is_installed()
            else None
        )
    if not is_installed():
        return False, "đã chuẩn bị nhưng phần này không còn được cài: pip install diachi[meaning]"
    stock = stock_of(vectors_path(settings))
    if stock is None or stock.model != model_identity():
        return False, "phải chuẩn bị lại (mô hình đã đổi hoặc tệp hỏng); bộ xử lý tự làm dần"
    with installation(settings) as database, reading(database) as session:
        pages = sum(pages for _, pages in counts(session).values())
        waiting = meaning_queue.size(session)
    state = f"{stock.pages}/{pages} trang, {stock.passages} đoạn"
    if not complete_mark(settings).exists():
        return True, f"đang chuẩn bị: {state}"
    return True, f"đang dùng: {state}; còn chờ {waiting} tài liệu"


CONDITIONS = (Condition("meaning", "tìm theo nghĩa", is_complete, Pace.QUICK, needs_database=True),)
