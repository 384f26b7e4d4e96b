"""The route fuzzer notices the faults that it looks for."""

import pytest
from flask import Response

from library.staff.permissions import Permission
from tests.fuzz.fuzz_checks import answer_faults, permission_faults
from tests.fuzz.fuzz_roles import READER, STRANGER, Visitor
from tests.fuzz.fuzz_values import MARK
from tests.fuzz.route_fuzz import fuzz_rows

_SAFE = {"Content-Security-Policy": "", "X-Content-Type-Options": "", "Referrer-Policy": ""}


def _permission_faults(role, response, *written, method="POST", permission=Permission.PUBLISH):
    visitor = Visitor(role, client=None)
    return list(permission_faults(visitor, method, permission, response, set(written)))


def _answer_faults(text="", *, role=STRANGER, mimetype="text/html", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    response = Response(text, headers={**_SAFE, **headers}, mimetype=mimetype)
    return " ".join(answer_faults(Visitor(role, client=None), response, text))


def test_a_page_that_a_role_may_not_open_is_a_fault():
    assert _permission_faults("cataloguer", Response(status=200)) != []
    assert _permission_faults(READER, Response(status=303, headers={"Location": "/"})) != []


def test_a_refused_request_that_writes_is_a_fault():
    assert _permission_faults("cataloguer", Response(status=403), "item") != []


def test_a_refusal_is_no_fault():
    sign_in = Response(status=302, headers={"Location": "/can-bo/dang-nhap?tiep=/can-bo"})
    assert _permission_faults(STRANGER, sign_in, "staff_session") == []
    assert _permission_faults("reviewer", Response(status=200), "item") == []


def test_a_get_request_that_writes_is_a_fault():
    response = Response(status=200)
    assert _permission_faults("reviewer", response, "item", method="GET") != []


@pytest.mark.parametrize("text", [f"<p><{MARK}></p>", f'<a title="" {MARK}="">'])
def test_unescaped_markup_is_a_fault(text):
    assert "không được thoát" in _answer_faults(text)


def test_escaped_markup_is_no_fault():
    assert _answer_faults(f"<p>&lt;{MARK}&gt;</p>") == ""


def test_a_foreign_redirect_is_a_fault():
    assert "trang lạ" in _answer_faults(Location=f"https://{MARK}.example/")


def test_a_formula_in_a_table_is_a_fault():
    assert "công thức" in _answer_faults("tên,=1+1\n", mimetype="text/csv")
    assert _answer_faults("tên,'=1+1\n", mimetype="text/csv") == ""


def test_missing_headers_are_a_fault():
    visitor, response = Visitor(STRANGER, client=None), Response("")
    assert "thiếu đầu mục" in " ".join(answer_faults(visitor, response, ""))


@pytest.mark.slow
@pytest.mark.sqlite("the fuzzer copies its file")
def test_a_short_run_finds_nothing(settings, engine):
    engine.dispose()
    rows = {row.what: row for row in fuzz_rows(settings.home, 300, seed=3)}
    assert [row.what for row in rows.values() if row.met is False] == []
    assert rows["địa chỉ đã trả lời"].value > 10
