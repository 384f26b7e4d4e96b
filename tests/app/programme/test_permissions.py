"""Every address of the programme office asks for a permission."""

import pytest

from app.programme import _ADDRESSES
from library.people.permissions import ROLES, Permission, Role
from tests.app.browser import Browser
from tests.app.test_permissions import _real

_ROOM = "/can-bo/chuong-trinh"


def test_every_address_of_the_programme_names_a_permission(app):
    views = {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("programme.")
    }
    assert all(isinstance(getattr(v, "permission", None), Permission) for v in views.values())


def test_a_stranger_is_led_to_the_door(app):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(app)
    for rule, name, _permission, _view, methods in _ADDRESSES:
        response = browser.client.open(_ROOM + _real(rule, _Nothing), method=methods[0])
        assert browser.where(response) == "/can-bo/dang-nhap", name


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_is_refused(app, staff, role):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = staff(role)
    for rule, _name, permission, _view, methods in _ADDRESSES:
        if permission not in ROLES[role]:
            answer = browser.client.open(_ROOM + _real(rule, _Nothing), method=methods[0])
            assert answer.status_code == 403, rule


class _Nothing:
    """No item stands in these addresses."""

    id = ""
