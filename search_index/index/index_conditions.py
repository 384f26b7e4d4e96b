"""Conditions of the search index: whether it answers, is sound, and was damaged lately."""

from datetime import timedelta

from sqlalchemy import Engine as Database

from library import clock
from library.catalogue import index_queue
from library.catalogue.queries import published_ids
from library.clock import HANOI
from library.database import reading
from library.errors import IndexDamagedError, LibraryError
from library.installation import installation
from library.monitoring.conditions import Condition, Finding, Pace
from library.settings import Settings
from search_index.index import generations

_DAMAGE_IS_NEWS_FOR = timedelta(days=1)
"""Damage is repaired within seconds, but an operator should know: the disk may be failing."""


def answers(settings: Settings) -> Finding:
    """Check that an index answers queries, without opening it: damaged files may kill a process."""
    try:
        generation = generations.live_generation(settings)
        if generation is not None and generations.is_shared(settings):
            generation.check(settings, thorough=True)
    except LibraryError as error:
        return False, str(error)
    if generation is not None and generation.is_damaged(settings):
        return False, str(IndexDamagedError())
    with installation(settings) as database:
        if generation is None:
            return _nothing_to_index(database)
        with reading(database) as session:
            waiting = index_queue.size(session)
    return True, f"{generations.description(settings)}; còn chờ {waiting} mục"


def is_sound(settings: Settings) -> Finding:
    """Read all files of the index and open it."""
    try:
        generation = generations.live_generation(settings)
        if generation is None:
            return None
        generation.check(settings, thorough=True)
        generation.open_reader(settings).close()
    except LibraryError as error:
        return False, str(error)
    return True, "còn nguyên"


def was_sound_lately(settings: Settings) -> Finding:
    """Check that no index was damaged during the last day, even if it is whole again."""
    last_damage = generations.last_damage(settings)
    if last_damage is None or last_damage < clock.now() - _DAMAGE_IS_NEWS_FOR:
        return True, "không hỏng trong một ngày qua"
    moment = f"{last_damage.astimezone(HANOI):%H:%M %d/%m/%Y}"
    return False, (
        f"chỉ mục bị hỏng lúc {moment}; bộ xử lý tự làm lại. Hỏng lại nhiều lần là đĩa sắp hỏng: "
        "hãy xem smartctl -a và journalctl -k"
    )


def _nothing_to_index(database: Database) -> Finding:
    with reading(database) as session:
        if not published_ids(session, count=1):
            return True, "chưa có tài liệu nào để lập chỉ mục"
    return False, (
        "chưa có, của phiên bản khác, hoặc vừa khôi phục từ bản chụp. Bộ xử lý tự làm lại; nếu vẫn "
        "thấy lời này, hãy chạy: diachi index rebuild"
    )


CONDITIONS = (
    Condition("index", "chỉ mục", answers, Pace.QUICK, is_for_readiness=True, needs_database=True),
    Condition("index-files", "tệp chỉ mục", is_sound, Pace.SLOW),
    Condition("index-damage", "chỉ mục gần đây", was_sound_lately, Pace.QUICK),
)
