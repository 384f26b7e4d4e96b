"""Rights, deletions and accounts: the password is asked for again, and the form goes on."""

import pytest

from app.accounts.passwords import hash_password
from app.accounts.recent_password import PROTECTED_ENDPOINTS, is_protected
from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import ItemState
from library.database import reading, work
from library.staff import staff_accounts
from library.staff.permissions import Permission
from library.staff.staff_sessions import PASSWORD_CONFIRMATION_LIFETIME
from tests.app.browser import Browser
from tests.makers import make_item, make_staff

_PASSWORD = "chợ phiên Kỳ Lừa 5"

_ORDINARY_ENDPOINTS = {
    *("acknowledge_alert", "order_maintenance", "check_marc", "save_marc"),
    *("set_mapping", "record_files", "enter_consent", "set_conditions", "end_consent"),
    *("enter_withdrawal", "decide_withdrawal", "mark_silence", "lift_silence", "hear_sealed"),
    *("enter_station", "change_station", "renew_station", "replace_station", "order_pack"),
    *("retire_station", "restore_station", "receive_letters"),
    *("begin_harvest", "change_harvest", "keep_own_record"),
    *("enter_story", "save_story", "publish_story", "hide_story"),
    *("begin_stocktake", "scan_copy", "remove_scan", "close_stocktake"),
    *("make_batch", "change_batch", "add_to_batch", "remove_from_batch", "close_batch"),
    *("draw_sample", "decide_check", "make_rule", "save_rule", "act_on_rule"),
    *("assign_item", "assign_items", "delete_view", "leave_tour", "receive_scans", "save_view"),
    *("answer_call", "begin_lesson", "begin_sweep", "begin_upload", "change_asset"),
    *(
        "bulk_review",
        "change_point",
        "change_sweep",
        "choose",
        "choose_sweep",
        "correct_alike",
        "correct_asset",
    ),
    *("correct_words", "decide", "decide_doubt", "decide_mistake", "decide_report", "deliver"),
    *("describe", "switch_learned_table", "decide_lines", "open_class", "undo_line"),
    *("end_lesson", "enter_asset", "enter_authority", "enter_point", "enter_planned_points"),
    *("give_back", "give_up", "decide_reviews", "cancel_order", "repeat_order"),
    *("go_on", "keep_both", "let_be", "let_spread_be", "merge", "on_pages", "part"),
    *("part_spread", "pause", "plan_field", "plan_move", "plan_publish", "plan_send"),
    *(
        "plan_withdraw",
        "prioritise",
        "publish",
        "put_into",
        "read_in",
        "rename_points",
        "rescan",
        "rest",
        "restore",
    ),
    *("resume", "retry", "revert", "save_authority", "save_holdings", "say_waits", "schedule"),
    *("remove_form", "store_form"),
    *("answer_question", "close_question", "publish_question", "hide_question", "save_articles"),
    *("propose_unit", "undo_unit", "decide_unit", "read_old_names"),
    *("decide_place_name", "undo_place_decision", "stop_place_lesson"),
    *("decide_apart_uses", "delete_draft", "delete_drafts", "undo_apart_uses"),
    *("delete_story", "restore_from_bin"),
    *("set_exception", "set_hours", "set_links", "sign_out", "take_back_sheet"),
    *("take_in_records", "tally", "tell_apart", "type_page", "undecide", "undo_alike", "work_on"),
    *("bring_back_words", "change_map", "take_in_words", "type_words"),
    *("describe_picture", "take_in_pictures"),
}
"""Office endpoints that change neither rights nor accounts, and whose changes can be undone."""

_ORDINARY_PROGRAMME_ENDPOINTS = {
    "enter_annex",
    *("act_on_report", "change", "close_month", "draft_report", "enter", "enter_form"),
    "take_signed",
    *("enter_plan", "hand_in_book", "decide_import"),
}

_ASK_BY_THEMSELVES = {"change_steps", "confirm", "end_session", "own_password", "turn_on_steps"}
"""Office endpoints on one's own account; those that matter have a field for the password."""


@pytest.fixture
def late_office(app, engine, monkeypatch):
    """Return the browser of an administrator who signed in some time ago."""
    with work(engine) as session:
        member = make_staff(session, "Vi Lan", "administrator", hash_password(_PASSWORD))
    browser = Browser(app).sign_in(member)
    later = clock.now() + PASSWORD_CONFIRMATION_LIFETIME * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    return browser


@pytest.fixture
def item(engine):
    """Enter a published item; return its id."""
    with work(engine) as session:
        return make_item(session).id


@pytest.fixture
def state(engine, item):
    """Return a function that returns the state of the item."""

    def read_state():
        with reading(engine) as session:
            return cataloguing.find_item(session, item).state

    return read_state


def _withdraw(browser, item, status, **fields):
    page = f"/can-bo/tai-lieu/{item}/go"
    return browser.send(page, page, {"ly-do": "có lỗi <b>", **fields}, status=status)


def test_every_office_endpoint_that_writes_is_classified(app):
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("office.", "programme."))
        and rule.methods - {"GET", "HEAD", "OPTIONS"}
    }
    by_permission = {
        endpoint
        for endpoint in writing
        if getattr(app.view_functions[endpoint], "permission", None) in (None, Permission.STAFF)
    }
    ordinary_endpoints = {f"office.{name}" for name in _ORDINARY_ENDPOINTS | _ASK_BY_THEMSELVES}
    ordinary_endpoints |= {f"programme.{name}" for name in _ORDINARY_PROGRAMME_ENDPOINTS}
    assert not ordinary_endpoints & PROTECTED_ENDPOINTS
    assert writing - by_permission == ordinary_endpoints | PROTECTED_ENDPOINTS


def test_all_pages_of_accounts_are_protected():
    assert is_protected("office.act_on_staff", Permission.STAFF, safe=False)
    assert is_protected("office.staff", Permission.STAFF, safe=True)
    assert not is_protected("office.withdraw", Permission.PUBLISH, safe=True)


def test_the_password_continues_the_form_that_was_being_sent(late_office, item, state):
    page = _withdraw(late_office, item, status=403)
    assert (page.heading, state()) == ("Gõ lại mật khẩu", ItemState.PUBLISHED)
    action = f"/can-bo/tai-lieu/{item}/go"
    fields = page.form(action)
    assert fields["ly-do"] == "có lỗi <b>"
    late_office.client.post(action, data={**fields, "mat-khau-xac-nhan": _PASSWORD}).close()
    assert state() is ItemState.WITHDRAWN


def test_a_wrong_password_changes_nothing_and_keeps_the_form(late_office, item, state):
    page = _withdraw(late_office, item, status=400, **{"mat-khau-xac-nhan": "sai"})
    assert "mật khẩu không đúng" in page.words
    fields = page.form(f"/can-bo/tai-lieu/{item}/go")
    assert (fields["ly-do"], fields["mat-khau-xac-nhan"]) == ("có lỗi <b>", "")
    assert state() is ItemState.PUBLISHED


def test_the_password_is_not_asked_for_twice_in_ten_minutes(late_office, engine, item):
    _withdraw(late_office, item, status=200, **{"mat-khau-xac-nhan": _PASSWORD})
    with work(engine) as session:
        other = make_item(session, "Sổ khác").id
    _withdraw(late_office, other, status=200)


def test_guesses_are_throttled(late_office, item):
    for _ in range(5):
        _withdraw(late_office, item, status=400, **{"mat-khau-xac-nhan": "sai"})
    for password in ("sai", "sai", _PASSWORD):
        page = late_office.client.post(
            f"/can-bo/tai-lieu/{item}/go",
            data={**_fields(late_office, item), "mat-khau-xac-nhan": password},
        )
        page.close()
    assert page.status_code == 429


@pytest.mark.parametrize(
    ("published", "fields", "status"),
    [
        (True, {"access": "library"}, 403),
        (True, {"opens": "31/1/2999"}, 403),
        (True, {"title": "Sổ khác"}, 200),
        (False, {"access": "library"}, 200),
    ],
)
def test_other_rights_of_a_published_item_need_the_password(
    late_office, engine, published, fields, status
):
    with work(engine) as session:
        page = f"/can-bo/tai-lieu/{make_item(session, published=published).id}"
    late_office.send(page, page, fields, status=status)


_POINT = "/can-bo/diem/bac-son"


@pytest.mark.parametrize(
    "action",
    [
        *(f"{_POINT}/may", f"{_POINT}/cai-dat/ma", f"{_POINT}/mang", f"{_POINT}/chuyen-may"),
        "/can-bo/chuong-trinh/mo-diem",
    ],
)
def test_new_places_to_read_from_need_the_password(late_office, action):
    """Codes and networks open the items that may only be read in the library."""
    with late_office.client.post(action, data=_token(late_office)) as response:
        assert response.status_code == 403
        assert "mat-khau-xac-nhan" in response.text


def test_a_change_of_role_continues_too(late_office, engine):
    with work(engine) as session:
        member = make_staff(session, "mai", "cataloguer")
    action = f"/can-bo/nguoi/{member.id}/vai-tro"
    fields = {"vai-tro": "reviewer", "mat-khau-xac-nhan": _PASSWORD, **_token(late_office)}
    late_office.client.post(action, data=fields).close()
    with reading(engine) as session:
        assert staff_accounts.get_by_id(session, member.id).role == "reviewer"


def _fields(browser, item):
    page = f"/can-bo/tai-lieu/{item}/go"
    return {**browser.visit(page).form(page), "ly-do": "có lỗi"}


def _token(browser):
    return {
        "csrf_token": browser.visit("/can-bo/tai-khoan").form("/can-bo/dang-xuat")["csrf_token"]
    }
