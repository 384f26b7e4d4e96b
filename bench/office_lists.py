"""CPU time of every office list, board and forecast at 20,000 items, and of their XLSX."""

import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from app import create_app
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState, Page, PageState
from library.database import work
from library.planning.models import BatchDocument, BatchKind, WorkBatch
from library.settings import Settings
from library.staff import staff_sessions
from library.staff.staff_accounts import add_staff
from library.vietnamese.letters import sort_key
from library.vietnamese.search_words import join_words
from search_index.index.sync import rebuild

ITEMS = 20_000
MAX_CPU_MS = 150
MAX_XLSX_SECONDS = 8
MAX_XLSX_MB = 40
"""Growth of the process while the XLSX of all items is written."""

_BY = "phép đo"
_PEOPLE = ("Nông Thị Lan", "Hoàng Văn Bé", "Vi Thị Nga")
_STATES = (ItemState.DRAFT, ItemState.DRAFT, ItemState.REVIEW, ItemState.PUBLISHED)
_TITLES = (
    "Quyết định về việc phê duyệt quy hoạch chợ Kỳ Lừa",
    "Báo cáo tổng kết công tác thủy lợi huyện Văn Quan",
    "Sổ địa bạ xã Đồng Đăng",
    "Bản đồ hành chính tỉnh Lạng Sơn",
)
_ADDRESSES = (
    "/can-bo",
    *("/can-bo/tai-lieu", "/can-bo/tai-lieu?q=dia+ba", "/can-bo/tai-lieu?q=khong+co+chu+nay"),
    *("/can-bo/tai-lieu?trang=370", "/can-bo/tai-lieu?trang-thai=moi&xep=title&trang=500"),
    *("/can-bo/tai-lieu?ai=N%C3%B4ng+Th%E1%BB%8B+Lan", "/can-bo/tai-lieu?ai=-&xep=pages"),
    *("/can-bo/tai-lieu?trang-thai=returned", "/can-bo/tai-lieu?tuoi=90&xep=changed"),
    *("/can-bo/cho-duyet", "/can-bo/cho-duyet?q=ky+lua", "/can-bo/lan-nhap"),
    *("/can-bo/lan-nhap?q=quyet+dinh&trang-thai=xong", "/can-bo/lan-nhap?trang=600"),
    *("/can-bo/hang-loat", "/can-bo/hang-loat?q=ky+lua", "/can-bo/hang-loat/lan"),
    *("/can-bo/trang-kho-doc", "/can-bo/trang-kho-doc?q=dia+ba&trang=9", "/can-bo/trang-hong"),
    *("/can-bo/ten", "/can-bo/ban-doc-bao", "/can-bo/bang-mo-ta", "/can-bo/sua-hang-loat"),
    *("/can-bo/sua-mat-cho", "/can-bo/co-the-trung", "/can-bo/nhat-ky"),
    *("/can-bo/lo", "/can-bo/lo?q=hop+12&buoc=0", "/can-bo/lo/5", "/can-bo/ton-dong"),
    *("/can-bo/viec-tuan", "/can-bo/chua-ai-doc", "/can-bo/chat-luong", "/can-bo/quy-tac"),
)
_RUNS = 3
_IN_A_BOX = 50


def main() -> None:
    """Measure, print and exit with 0 only when every target is met."""
    parser = json_parser(__doc__)
    report("office lists", tuple(measure()), as_json=parser.parse_args().json)


def measure() -> Iterator[Row]:
    """Yield the slowest list, the median, and the XLSX of all items."""
    with temporary_library() as (settings, engine):
        fill(engine, ITEMS)
        rebuild(settings, engine)
        yield from _measure_lists(settings)


def fill(engine: Engine, count: int) -> None:
    """Enter many items with a delivery, a page and a place in the workflow each."""
    rows = [_rows(number) for number in range(count)]
    with work(engine) as session:
        for table, place in ((Accession, 0), (Item, 1), (Page, 2), (Publication, 3)):
            session.execute(insert(table), [row[place] for row in rows if row[place]])
        session.execute(insert(WorkBatch), [_box(number) for number in range(count // _IN_A_BOX)])
        places = ((number // _IN_A_BOX + 1, number + 1) for number in range(count))
        documents = [{"batch_id": box, "accession_id": delivery} for box, delivery in places]
        session.execute(insert(BatchDocument), documents)


def _box(number: int) -> dict[str, object]:
    return {
        "id": number + 1,
        "name": f"Hộp {number + 1}",
        "kind": BatchKind.BOX,
        "expected": _IN_A_BOX,
        "holder": _PEOPLE[number % 3],
        "deadline": "2027-03-31",
        "created": clock.now(),
        "created_by": _BY,
    }


def _rows(number: int) -> tuple[dict[str, object], ...]:
    chance = random.Random(number)
    moment = clock.now() - timedelta(days=chance.randrange(400))
    title = f"{chance.choice(_TITLES)} năm {1900 + number % 120}, số {number}"
    state, person = chance.choice(_STATES), chance.choice(_PEOPLE)
    key = f"{number:020d}"
    accession = {
        "id": number + 1,
        "number": f"2026-{number:05d}",
        "collection": "van-ban",
        "source": f"{title}.pdf",
        "digest": key,
        "state": AccessionState.DONE,
        "item_id": key,
        "received": moment,
        "received_by": person,
        "settled": moment,
        "search_words": join_words(iter((number, title, person))),
    }
    item = {
        "id": key,
        "collection": "van-ban",
        "title": title,
        "title_sort": sort_key(title),
        "state": state,
        "page_count": 1,
        "accession_id": number + 1,
        "created": moment,
        "changed": moment,
        "search_words": join_words(iter((key, title))),
    }
    page_state = PageState.FAILED if number % 50 == 0 else PageState.DONE
    page = {"item_id": key, "number": 1, "place": 1, "state": page_state, "quality": 0.5}
    publication = {
        "item_id": key,
        "sent": moment,
        "sent_by": person,
        "remark": "Thiếu ngày",
        "returned": moment if number % 9 == 0 else None,
        "returned_by": person,
        "assigned_to": chance.choice((None, *_PEOPLE)),
    }
    return accession, item, page, publication


def _measure_lists(settings: Settings) -> Iterator[Row]:
    app = create_app(settings)
    services = app.extensions["services"]
    try:
        with work(services.database) as session:
            client = _sign_in(app.test_client(), session)
        times = {address: _cpu_ms(client, address) for address in _ADDRESSES}
        slowest = max(times, key=times.get)
        yield Row(f"CPU of the slowest list ({slowest})", times[slowest], "ms", MAX_CPU_MS)
        for address, milliseconds in sorted(times.items(), key=lambda pair: -pair[1])[1:4]:
            yield Row(f"CPU of {address}", milliseconds, "ms", MAX_CPU_MS)
        for address in ("/can-bo/lo", "/can-bo/ton-dong"):
            yield Row(f"CPU of {address}", times[address], "ms", MAX_CPU_MS)
        yield Row(f"CPU of {len(times)} lists, median", statistics.median(times.values()), "ms")
        yield from _measure_xlsx(client)
    finally:
        services.close()


def _sign_in(client: FlaskClient, session: Session) -> FlaskClient:
    member = add_staff(session, "phép đo", "-", "administrator", by=_BY)
    token = staff_sessions.start_session(session, member.id, "phép đo", proven=True)
    with client.session_transaction() as browser:
        browser["_user_id"], browser["_fresh"] = token, True
    return client


def _cpu_ms(client: FlaskClient, address: str) -> float:
    """Return the median CPU time of some requests, after one that warms the caches."""
    times = []
    for _ in range(_RUNS + 1):
        start = time.process_time()
        with client.get(address) as response:
            assert response.status_code == 200, (address, response.status_code)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times[1:])


def _measure_xlsx(client: FlaskClient) -> Iterator[Row]:
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of filling the database
    before_mb, start = _peak_mb(), time.perf_counter()
    with client.get("/can-bo/tai-lieu.xlsx?trang-thai=moi") as response:
        size = sum(map(len, response.response))
    seconds = time.perf_counter() - start
    yield Row(f"XLSX of {ITEMS} items ({size >> 10} KB)", seconds, "s", MAX_XLSX_SECONDS)
    yield Row("memory growth of the XLSX", _peak_mb() - before_mb, "MB", MAX_XLSX_MB)


def _peak_mb() -> float:
    """Return the largest memory of this process since its peak was last forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
