"""Every office address asks for its permission, and every form for its token."""

import pytest

from app.office import _ADDRESSES
from library.database import work
from library.people.permissions import ROLES, Permission, Role
from tests.app.browser import Browser
from tests.makers import make_item

_OPEN = {"office.sign_in", "office.enter"}


@pytest.fixture
def item(engine):
    """Enter an item."""
    with work(engine) as session:
        return make_item(session)


def test_every_office_address_names_a_permission(app):
    offices = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")]
    unguarded = {
        rule.endpoint
        for rule in offices
        if not isinstance(
            getattr(app.view_functions[rule.endpoint], "permission", None), Permission
        )
    }
    assert unguarded == _OPEN


def test_a_stranger_is_led_to_the_door(app, item):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(app)
    for rule, name, _permission, _view, methods in _ADDRESSES:
        response = browser.client.open(address(rule, item), method=methods[0])
        assert browser.where(response) == "/can-bo/dang-nhap", name


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_is_refused(app, staff, item, role):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = staff(role)
    for rule, name, permission, _view, methods in _ADDRESSES:
        if permission not in ROLES[role]:
            response = browser.client.open(address(rule, item), method=methods[0])
            assert response.status_code == 403, name


def test_every_form_without_its_token_is_refused(app, office, item):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    posts = [rule for rule in rules if "POST" in rule.methods]
    answers = {rule.rule: office.client.post(_real(rule.rule, item)).status_code for rule in posts}
    assert set(answers.values()) == {400}, answers


def test_a_form_without_its_token_says_what_to_do(office):
    with office.client.post("/can-bo/dang-xuat") as response:
        assert "tải lại trang" in response.text


def address(rule, item):
    """Return an office address with real things in it."""
    return f"/can-bo{_real(rule, item)}"


def _real(rule, item):
    real = {
        "<item:item_id>": item.id,
        "<page:number>": "1",
        "<number>": "2026-00001",
        "<int:sheet_id>": "1",
        "<code>": "bac-son",
        "<int:call_id>": "1",
        "<scope>": "toan-tinh",
        "<period>": "2026-11",
        "<int:number>": "1",
        "<int:version>": "1",
        "<int:report_id>": "1",
        "<int:selection_id>": "1",
        "<int:change_id>": "1",
        "<any(docx, pdf, odt, xlsx):suffix>": "docx",
        "<digest:digest>": "0" * 64,
    }
    for shape, thing in real.items():
        rule = rule.replace(shape, thing)
    return rule
