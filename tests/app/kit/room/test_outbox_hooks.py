"""The site of a station enters in its outbox what the province must learn, in one transaction."""

import json
from base64 import b64decode
from uuid import UUID

import pytest
from sqlalchemy import func, select

from kit.models import OutboxEntry
from kit.outbox import outbox_entries
from kit.outbox.envelopes import unseal
from kit.signatures import province_key, public_bytes
from kit.station.station_identity import Identity, write_identity
from library import clock
from library.catalogue.cataloguing import publish
from library.corrections.models import DescriptionReport, ReaderReport
from library.database import reading, work
from library.readers.models import Question
from points.access_points.enrolment import announce, enrol, renew
from points.access_points.models import Device
from points.usage.events.timeline import milliseconds
from tests.app.scans import make_scan
from tests.device_events import make_event
from tests.makers import BY, make_item, make_page

_AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120"}


@pytest.fixture
def enrolled(settings):
    """Enrol the station at a province."""
    key = public_bytes(province_key(settings))
    write_identity(settings, Identity("0a1b", "chi-lang", "https://thuvien.example", key, None))


@pytest.fixture
def token(engine):
    """Enrol a computer of the time before signatures and return its token."""
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
        session.get_one(Device, 1).signed_from = None
    return token


def _outbox(engine):
    """Return the kinds and contents of the entries."""
    with reading(engine) as session:
        rows = session.scalars(select(OutboxEntry).order_by(OutboxEntry.number))
        return [(row.kind, outbox_entries.content_of(row)) for row in rows]


def _post(browser, address, token, body):
    headers = {"Authorization": f"Bearer {token}"}
    with browser.client.post(address, json=body, headers=headers) as response:
        assert response.status_code == 200
        return response.get_json()


def _batch():
    now = milliseconds(clock.now())
    event = make_event(now, 0, "session.start", session_id=str(UUID(int=1 << 70 | 5)))
    return {"boot_id": str(UUID(int=9)), "sent_wall": now, "sent_mono": 2000, "events": [event]}


def test_a_batch_is_entered_without_the_half_of_the_session_that_nobody_stores(
    browser, engine, token
):
    batch = _batch()
    for _ in range(2):
        _post(browser, "/api/k/v1/events", token, batch)
    (_, first), (_, second) = _outbox(engine)
    assert UUID(first["batch"]["events"][0]["session_id"]).int == 5
    assert (first["device"], first["agent"], second["batch"]["events"]) == (1, False, [])


def test_answers_are_entered_sealed(browser, engine, token, enrolled):
    _post(browser, "/api/k/v1/survey", token, {"age": "16-35"})
    ((kind, content),) = _outbox(engine)
    assert (kind, list(content)) == ("answers", ["sealed"])


def test_an_enrolment_is_entered(browser, engine, token):
    with work(engine) as session:
        code = renew(session, 1)
    with browser.client.post("/api/k/v1/enrol", json={"code": code, "page": True}) as response:
        assert response.status_code == 200
    ((kind, content),) = _outbox(engine)
    assert (kind, content["device"], content["is_enrolment"]) == ("computer", 1, True)
    assert content["token_hash"] and content["agent_hash"]


def test_searches_are_entered_sealed(app, browser, engine, enrolled, index):
    with work(engine) as session:
        make_item(session, "Trận lụt năm Thìn", texts=("Nước lũ lên cao.",))
    index()
    for words in ("lut+nam+thin", "khong+co+dau+ca"):
        browser.client.get(f"/tra-cuu?q={words}", headers=_AGENT).close()
    app.extensions["services"].usage_writer.catch_up()
    assert [(kind, list(content)) for kind, content in _outbox(engine)] == [
        ("search", ["sealed"]),
        ("search", ["sealed"]),
    ]


@pytest.fixture
def item(engine, settings, index):
    """Publish an item with a page that has a misread word."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        make_scan(session, settings, item, "Nước lủ lên cao")
        publish(session, item, BY)
    index()
    return item


def test_reports_and_questions_are_entered_sealed(browser, engine, settings, enrolled, item):
    mistake, misreading = f"/tai-lieu/{item.id}/bao-sai", f"/tai-lieu/{item.id}/trang/1/bao-loi"
    browser.send(mistake, mistake, {"loi": "Sai năm xuất bản."})
    browser.send(misreading, misreading, {"sai": "lủ", "dung": "lũ"})
    question = {"cau-hoi": "Chợ có từ bao giờ?"}
    browser.send("/hoi-thu-vien", "/hoi-thu-vien", question)
    assert [(kind, list(content)) for kind, content in _outbox(engine)] == [
        ("mistake", ["sealed"]),
        ("misreading", ["sealed"]),
        ("question", ["sealed"]),
    ]
    key, opened = province_key(settings), []
    for _, content in _outbox(engine):
        opened.append(json.loads(unseal(key, b64decode(content["sealed"]))))
    assert [opened[0]["text"], opened[1]["meant"], opened[2]["text"]] == [
        *("Sai năm xuất bản.", "lũ", "Chợ có từ bao giờ?")
    ]
    with reading(engine) as session:  # a pack may bring rows with these numbers, or take the item
        tables = (DescriptionReport, ReaderReport, Question)
        counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert counts == [0, 0, 0]


def test_words_of_a_question_are_in_no_file_of_the_station(browser, settings, enrolled):
    browser.send("/hoi-thu-vien", "/hoi-thu-vien", {"cau-hoi": "Mộ tổ họ Nông ở đâu?"})
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    assert any(file.name == "diachi.sqlite" for file in files)
    words = ("Mộ tổ".encode(), b"M\\u1ed9 t\\u1ed5")
    assert not [file.name for file in files for word in words if word in file.read_bytes()]


def test_a_question_before_the_enrolment_is_refused(browser, engine):
    page = browser.visit("/hoi-thu-vien").form("/hoi-thu-vien")
    with browser.client.post("/hoi-thu-vien", data={**page, "cau-hoi": "Chợ nào?"}) as response:
        assert response.status_code == 400
        assert "chưa ghi danh" in response.get_data(as_text=True)
    assert _outbox(engine) == []


def test_a_request_for_waiting_pages_is_entered_once(browser, engine, index):
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=("Trang đầu.",))
        make_page(session, item)
    index()
    action = f"/tai-lieu/{item.id}/xin-doc-som"
    page = browser.send(f"/tai-lieu/{item.id}", action, {})
    browser.client.post(action).close()
    assert _outbox(engine) == [("request", {"item": item.id})]
    assert "theo yêu cầu của bạn đọc" in page.words


def test_a_station_asks_for_no_way_to_answer(browser, engine):
    assert "cach-tra-loi" not in browser.visit("/hoi-thu-vien").form("/hoi-thu-vien")
