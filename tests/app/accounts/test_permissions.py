"""Permissions of every URL and CSRF tokens of every form.

The rules come from the URL map, so new ones are tested automatically.
"""

import pytest

from app.accounts.permissions import register_addresses
from library.database import work
from library.errors import PermissionDeniedError
from library.staff.permissions import ROLES, Permission, Role
from tests.app.addresses import address, writing
from tests.app.browser import Browser
from tests.makers import make_item

_FOR_EVERYBODY = {"public", "readers", "kiosk", "kit", "interfaces", "room", "static"}
"""Blueprints without sign-in; every other one requires a permission."""

_SIGN_IN_ENDPOINTS = {
    *("office.sign_in", "office.enter", "office.code", "office.prove"),
    *("office.new_password", "office.set_password"),
}
"""Office endpoints that must be open for sign-in."""

_SIGN_IN_WRITES = {"office.enter", "office.prove", "office.set_password"}

_WRITTEN_BY_READERS = {
    "public.send_line",
    "public.ask",
    "public.leave_seat",
    "public.send_question",
    "public.report",
    "public.report_mistake",
    "public.ask_withdrawal",
    "public.confirm_warning",
    *(f"readers.{act}" for act in ("open", "sign_in", "sign_out", "password", "close")),
    *("readers.merge", "readers.drop"),
    "kiosk.enrol",
    "kiosk.enrol_agent",
    "kiosk.events",
    "kiosk.page",
    "kiosk.room_pass",
    "kiosk.survey",
    "kiosk.wipe",
    *("kit.enrol", "kit.contact", "kit.lines", "kit.letter"),
    *("interfaces.oai", "interfaces.sru", "interfaces.sru_gateway", "interfaces.mcp"),
    "room.send",
}
"""All that is written without a permission."""

_SPOKEN_TO_BY_MACHINES = {
    *("kiosk.enrol_agent", "kiosk.events", "kiosk.page", "kiosk.room_pass"),
    *("kiosk.survey", "kiosk.wipe"),
    *("kit.enrol", "kit.contact", "kit.lines", "kit.letter"),
    *("interfaces.oai", "interfaces.sru", "interfaces.sru_gateway", "interfaces.mcp"),
}
"""They ask for a code or a token of their own, or write nothing."""


@pytest.fixture
def item(engine):
    """Enter an item."""
    with work(engine) as session:
        return make_item(session)


def permission_of(app, rule):
    """Return the permission that a URL rule requires."""
    return getattr(app.view_functions[rule.endpoint], "permission", None)


def guarded(app):
    """Return the guarded rules with their permissions."""
    rules = ((rule, permission_of(app, rule)) for rule in app.url_map.iter_rules())
    return [(rule, permission) for rule, permission in rules if permission is not None]


def answers_without_permission(app, browser, item, role):
    """Return the status of each address and method for which a role has no permission."""
    app.config["WTF_CSRF_ENABLED"] = False
    return {
        (rule.rule, method): browser.client.open(
            address(app, rule, item_id=item.id), method=method
        ).status_code
        for rule, permission in guarded(app)
        if permission not in ROLES[role].permissions
        for method in rule.methods - {"OPTIONS"}
    }


def _desk(rule):
    return rule.endpoint.partition(".")[0]


def test_every_address_outside_the_reading_room_names_a_permission(app):
    inside = [rule for rule in app.url_map.iter_rules() if _desk(rule) not in _FOR_EVERYBODY]
    unguarded = [rule for rule in inside if not isinstance(permission_of(app, rule), Permission)]
    assert {rule.endpoint for rule in unguarded} == _SIGN_IN_ENDPOINTS


def test_every_office_address_names_a_permission(app):
    below = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/can-bo")]
    assert {rule.endpoint for rule in below if not permission_of(app, rule)} == _SIGN_IN_ENDPOINTS


def test_readers_can_write_only_to_these_addresses(app):
    open_to_all = [r for r in app.url_map.iter_rules() if not permission_of(app, r) and writing(r)]
    assert {rule.endpoint for rule in open_to_all} == _WRITTEN_BY_READERS | _SIGN_IN_WRITES


def test_an_anonymous_user_is_redirected_to_sign_in(app, item):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(app)
    led = {
        (rule.rule, method): browser.client.open(address(app, rule, item_id=item.id), method=method)
        for rule, _permission in guarded(app)
        for method in rule.methods - {"OPTIONS"}
    }
    assert {where: got.status_code for where, got in led.items() if got.status_code != 302} == {}
    assert {browser.where(response) for response in led.values()} == {"/can-bo/dang-nhap"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_the_permission_is_refused(app, staff, item, role):
    answers = answers_without_permission(app, staff(role), item, role)
    assert {where: status for where, status in answers.items() if status != 403} == {}
    assert answers or role == "administrator"


@pytest.fixture
def map_role(monkeypatch):
    """Add a role to the table, and return its key."""
    permissions = frozenset({Permission.OFFICE, Permission.CATALOGUE})
    monkeypatch.setitem(ROLES, "map-labeller", Role("Nhãn bản đồ", permissions))
    return "map-labeller"


def test_a_role_added_to_the_table_may_do_what_its_row_says(app, staff, item, map_role):
    browser = staff(map_role)
    assert "Nhãn bản đồ" in browser.visit("/can-bo").words
    browser.visit(f"/can-bo/tai-lieu/{item.id}")
    answers = answers_without_permission(app, browser, item, map_role)
    assert len(answers) > 50
    assert {where: status for where, status in answers.items() if status != 403} == {}


def test_a_role_added_to_the_table_is_offered_and_explained(office, map_role):
    assert "Nhãn bản đồ" in office.visit("/can-bo/nguoi").says("option")
    assert "Nhãn bản đồ" in office.visit("/can-bo/quyen").says("th", scope="col")


def test_every_form_without_its_token_is_refused(app, office, item):
    writes = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in _SPOKEN_TO_BY_MACHINES
        for method in writing(rule)
    ]
    answers = {
        (rule.rule, method): office.client.open(
            address(app, rule, item_id=item.id), method=method
        ).status_code
        for rule, method in writes
    }
    assert {where: status for where, status in answers.items() if status != 400} == {}
    assert len(answers) > 50


def test_every_office_write_is_audited(app, office, item, monkeypatch):
    watched = []

    def watch(act):
        watched.append((act.who, act.action))
        raise PermissionDeniedError  # before anything is done

    monkeypatch.setattr("app.accounts.permissions.audited", watch)
    app.config["WTF_CSRF_ENABLED"] = False
    written = [(rule, method) for rule, _permission in guarded(app) for method in writing(rule)]
    for rule, method in written:
        office.client.open(address(app, rule, item_id=item.id), method=method).close()
    assert watched == [("administrator", rule.endpoint) for rule, _method in written]


def test_a_form_without_its_token_shows_a_hint(office):
    with office.client.post("/can-bo/dang-xuat") as response:
        assert "Chưa có gì thay đổi" in response.text


def test_a_token_of_another_session_is_refused(app, office, staff):
    token = staff("cataloguer").visit("/can-bo").form("/can-bo/dang-xuat")["csrf_token"]
    with office.client.post("/can-bo/dang-xuat", data={"csrf_token": token}) as response:
        assert response.status_code == 400


def test_an_address_cannot_be_registered_without_a_permission():
    with pytest.raises(ValueError, match="permission"):
        register_addresses(None, (("/x", "x", None, print, ("GET",)),))
