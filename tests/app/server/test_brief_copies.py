"""Copies of public pages for a few seconds, shared by readers without cookies."""

import pytest
from sqlalchemy import select

from app import create_app
from library.database import reading, work
from points.usage.models import ItemUse
from tests.app.browser import AGENT
from tests.makers import make_item, make_settings

_SEARCH = "/tra-cuu?q=lạng+sơn"


@pytest.fixture
def settings(tmp_path):
    """Return settings of a site whose answers are copied for an hour."""
    return make_settings(tmp_path / "nhà", copy_seconds="3600")


def _ask(app, address, **headers):
    client = app.test_client(use_cookies=False)
    return client.get(address, headers={"User-Agent": AGENT, **headers})


def _uses(app, engine):
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        return len(session.scalars(select(ItemUse)).all())


def test_results_are_copied_and_every_search_is_counted(app, engine):
    first = _ask(app, _SEARCH).text
    with work(engine) as session:
        make_item(session, title="Lạng Sơn mới")
    assert _ask(app, _SEARCH).text == first
    assert _uses(app, engine) == 2


def test_each_question_and_language_has_its_own_copy(app):
    assert "cao bằng" in _ask(app, "/tra-cuu?q=cao+bằng").text
    assert "cao bằng" not in _ask(app, _SEARCH).text
    english = {"Accept-Language": "en"}
    assert 'lang="en"' in _ask(app, _SEARCH, **english).text
    assert 'lang="vi"' in _ask(app, _SEARCH).text


@pytest.mark.parametrize("cookie", ["phien=x", "phong-doc=y", "tiet-kiem=1"])
def test_a_reader_with_a_cookie_gets_an_answer_of_his_own(app, cookie):
    _ask(app, _SEARCH)
    assert "X-Accel-Expires" not in _ask(app, "/duyet", Cookie=cookie).headers


def test_nginx_may_keep_only_pages_that_are_no_use(app, engine):
    with work(engine) as session:
        item = make_item(session, title="Chợ Kỳ Lừa")
    assert _ask(app, "/duyet").headers["X-Accel-Expires"] == "3600"
    assert "X-Accel-Expires" not in _ask(app, f"/tai-lieu/{item.id}").headers
    assert "X-Accel-Expires" not in _ask(app, _SEARCH).headers
    assert "X-Accel-Expires" not in _ask(app, "/khong-co").headers
    assert "X-Accel-Expires" not in _ask(app, "/can-bo/dang-nhap").headers


def test_by_default_nothing_is_copied(tmp_path, engine, settings):
    plain = create_app(make_settings(settings.home))
    assert "X-Accel-Expires" not in _ask(plain, "/duyet").headers
    plain.extensions["services"].close()
