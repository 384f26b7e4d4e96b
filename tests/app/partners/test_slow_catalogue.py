"""A catalogue that answers for ever holds nobody but the people who asked it, and them not long."""

from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from library.database import work
from library.staff import staff_sessions
from tests.app.waitress_site import served_by_waitress
from tests.dripping_server import dripping
from tests.makers import make_item, make_settings, make_staff
from tests.threads import at_once


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a library whose partner drips its headers."""
    with dripping("headers") as port:
        yield make_settings(
            tmp_path / "nhà",
            catalogues=f"Chậm=http://127.0.0.1:{port}/sru",
            oai_sources=f"Chậm=http://127.0.0.1:{port}/oai",
        )


def _status(port, address, cookie=""):
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", address, headers={"Cookie": cookie})
    with line.getresponse() as answer:
        body = answer.read().decode()
    line.close()
    return answer.status, body


def test_sixteen_look_ups_leave_the_site_free(app, engine):
    with work(engine) as session:
        member, item = make_staff(session), make_item(session, "Sách", published=False)
        token = staff_sessions.start_session(session, member.id, "kiểm thử", proven=True)
        page = f"/can-bo/tai-lieu/{item.id}/thu-vien-khac?noi=0&theo=nhan-de"
    signer = app.session_interface.get_signing_serializer(app)
    cookie = f"phien={signer.dumps({'_user_id': token, '_fresh': True})}"
    asking = [f"{page}&{urlencode({'tim': number})}" for number in range(15)]
    asking.append("/can-bo/thu-hoach/chon?nguon=0")
    with served_by_waitress(app) as site:
        port = site.server.effective_port
        answers = at_once(
            *(partial(_status, port, address, cookie) for address in asking),
            *(partial(_status, port, address) for address in ("/healthz", "/tro-giup")),
        )
    assert [status for status, _ in answers] == [503] * 16 + [200] * 2
    assert all('http-equiv="refresh"' in body for _, body in answers[:16])
