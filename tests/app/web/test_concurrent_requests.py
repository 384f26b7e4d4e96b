"""Two web processes write at once, and the database ends connections: nothing is lost or shown."""

from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from app import create_app
from library import clock
from library.catalogue.models import Item
from library.database import reading, work
from points.access_points.enrolment import announce, enrol
from points.access_points.models import AccessPoint
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceEvent
from tests.app.browser import Browser
from tests.device_events import make_event
from tests.makers import make_accession, make_item, make_staff
from tests.threads import at_once

_POINTS = "/can-bo/diem"


@pytest.fixture
def sites(app, settings):
    """Return two apps on one database, as two web processes have."""
    other = create_app(settings)
    other.testing = True
    other.config["PROPAGATE_EXCEPTIONS"] = False
    yield app, other
    other.extensions["services"].close()


@pytest.fixture
def officers(sites, engine):
    """Return a browser of one member of staff at each site."""
    with work(engine) as session:
        member = make_staff(session, "hai máy", "administrator")
    return [Browser(site).sign_in(member) for site in sites]


def _post(browser, address, fields):
    with browser.client.post(address, data=fields, follow_redirects=True) as response:
        return response.status_code, response.get_data(as_text=True)


def test_two_people_save_different_fields_of_one_item(officers, engine):
    with work(engine) as session:
        item_id = make_item(session, "Cũ", collection="van-ban", published=False).id
    address = f"/can-bo/tai-lieu/{item_id}"
    first, second = (browser.visit(address).form(address) for browser in officers)
    answers = at_once(
        lambda: _post(officers[0], address, {**first, "title": "Mới"}),
        lambda: _post(officers[1], address, {**second, "number": "11/CT-UBND"}),
    )
    assert [status for status, _ in answers] == [200, 200]
    with reading(engine) as session:
        item = session.get_one(Item, item_id)
        assert (item.title, item.number) == ("Mới", "11/CT-UBND")


def test_a_code_that_two_people_claim_is_given_to_one(officers, engine):
    fields = {"ma": "xa-na-duong", "ten": "Thư viện xã Na Dương", "noi": "Xã Na Dương"}
    address = f"{_POINTS}/them"
    forms = [browser.visit(address).form(address) | fields for browser in officers]
    pairs = zip(officers, forms, strict=True)
    answers = at_once(*[lambda pair=pair: _post(pair[0], address, pair[1]) for pair in pairs])
    (first, _), (second, other_words) = sorted(answers)
    assert (first, second) == (200, 409)
    assert "Đã có điểm" in other_words
    with reading(engine) as session:
        claimed = select(func.count()).where(AccessPoint.code == "xa-na-duong")
        assert session.scalar(claimed) == 1


def test_accession_numbers_are_given_once(engine):
    def enter_some():
        for _ in range(10):
            with work(engine) as session:
                yield make_accession(session).number

    numbers = at_once(*[lambda: set(enter_some())] * 3)
    assert len(set.union(*numbers)) == 30


def _batch():
    now = milliseconds(clock.now())
    events = [make_event(now, number) for number in range(20)]
    return {"boot_id": str(UUID(int=1)), "sent_wall": now, "sent_mono": 2000, "events": events}


def _send(site, token, batch):
    headers = {"Authorization": f"Bearer {token}"}
    with site.test_client().post("/api/k/v1/events", json=batch, headers=headers) as response:
        return response.status_code, response.get_json()["results"]


def test_a_batch_sent_to_both_at_once_is_counted_once(sites, engine):
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    batch = _batch()
    answers = at_once(*[lambda site=site: _send(site, token, batch) for site in sites * 3])
    results = [row["result"] for _, rows in answers for row in rows]
    assert {status for status, _ in answers} == {200}
    assert (results.count("ok"), results.count("dup")) == (20, 100)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(DeviceEvent)) == 20


class _Killer:
    """Ends the connection of a site just before its n-th statement."""

    def __init__(self, site_engine, other, statement_number):
        self._site, self._other, self._left = site_engine, other, statement_number
        event.listen(site_engine, "before_cursor_execute", self._count)

    def _count(self, connection, *_):
        self._left -= 1
        if self._left == 0:
            pid = connection.connection.dbapi_connection.info.backend_pid
            with self._other.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    def stop(self):
        event.remove(self._site, "before_cursor_execute", self._count)
        return self._left > 0


@pytest.mark.postgresql("a server ends connections")
def test_a_connection_that_dies_is_noticed_by_nobody(app, office, engine):
    address, statement_number, is_over = f"{_POINTS}/them", 0, False
    form = office.visit(address).form(address)
    site_engine = app.extensions["services"].database
    while not is_over:
        statement_number += 1
        fields = {"ma": f"xa-{statement_number}", "ten": "Thư viện xã", "noi": "Xã Na Dương"}
        killer = _Killer(site_engine, engine, statement_number)
        with office.client.post(address, data={**form, **fields}) as response:
            answer = response.status_code
        is_over = killer.stop()
        assert answer == 303, f"statement {statement_number}"
    assert statement_number > 5
    with reading(engine) as session:
        entered = select(func.count()).where(AccessPoint.code.like("xa-_%"))
        assert session.scalar(entered) == statement_number


@pytest.mark.postgresql("a server ends connections")
def test_a_save_of_unknown_outcome_is_not_repeated_but_given_back(app, office, engine):
    address = f"{_POINTS}/them"
    fields = {"ma": "xa-1", "ten": "Thư viện xã Một", "noi": "Xã Na Dương"}
    form = office.visit(address).form(address) | fields
    site_engine = app.extensions["services"].database

    def kill(connection):
        pid = connection.connection.dbapi_connection.info.backend_pid
        with engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    event.listen(site_engine, "commit", kill, once=True)
    with office.client.post(address, data=form) as response:
        assert response.status_code == 503
        assert "Thư viện xã Một" in response.get_data(as_text=True)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).where(AccessPoint.code == "xa-1")) == 0
