"""COUNTER SUSHI API: reports with the key, and COUNTER exceptions."""

from datetime import date

import pytest

from library.database import work
from points.access_points.plan_149 import enter_plan
from points.usage.rollups.models import CountedDay
from tests.makers import BY, make_settings
from tests.points.usage.counter.official_schema import counter_errors

_KEY = "api_key=chìa&customer_id=0000000000000000"
_MONTH = "begin_date=2026-01&end_date=2026-01"


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a library that offers reports."""
    return make_settings(tmp_path / "nhà", counter_key="chìa")


@pytest.fixture
def ask(browser, engine):
    """Return a function that calls the API; the planned points exist."""
    with work(engine) as session:
        enter_plan(session, BY)

    def asked(address):
        with browser.client.get(f"/sushi/r51/{address}") as response:
            return response.status_code, response.get_json()

    return asked


def test_the_status_needs_no_key(ask):
    status, [service_status] = ask("status")
    assert (status, service_status["Service_Active"]) == (200, True)
    assert "not audited" in service_status["Description"]
    assert counter_errors("Status", service_status) == []


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        pytest.param("reports", 400, 1030, id="no key"),
        pytest.param("reports?api_key=chìa", 400, 1030, id="no customer"),
        pytest.param("reports/tr_j1", 404, 3000, id="a report that is not offered, no key"),
        pytest.param(f"reports/tr_j1?{_KEY}", 404, 3000, id="the same with the key"),
        pytest.param("members?api_key=khác&customer_id=x", 401, 2020, id="a wrong key"),
        pytest.param("reports?api_key=chìa&customer_id=x", 403, 2010, id="a stranger"),
        pytest.param(f"reports/pr?{_KEY}", 400, 1030, id="no months"),
        pytest.param(
            f"reports/pr?{_KEY}&begin_date=2026-02&end_date=2026-01", 400, 3020, id="bad months"
        ),
    ],
)
def test_a_refusal_is_a_counter_exception(ask, address, status, code):
    answer = ask(address)
    assert (answer[0], answer[1]["Code"]) == (status, code)
    assert counter_errors("Exception", answer[1]) == []


def test_the_points_are_the_members_of_the_library(ask):
    _, members = ask(f"members?{_KEY}")
    assert len(members) == 22
    assert [error for member in members for error in counter_errors("Member", member)] == []


def test_a_point_sees_itself_only(ask):
    _, [member] = ask("members?api_key=chìa&customer_id=bac-son")
    assert member["Customer_ID"] == "bac-son"


def test_no_report_is_listed_before_a_month_is_counted(ask):
    assert ask(f"reports?{_KEY}") == (200, [])


def test_the_reports_are_listed(ask, engine):
    with work(engine) as session:
        session.add_all(CountedDay(day=date(2026, 1, day)) for day in range(1, 32))
    _, reports = ask(f"reports?{_KEY}")
    assert [error for report in reports for error in counter_errors("Report", report)] == []
    assert [report["Report_ID"] for report in reports] == ["PR", "PR_P1", "IR", "IR_A1", "IR_M1"]


def test_a_report_of_uncounted_months_is_refused(ask):
    status, problem = ask(f"reports/pr?{_KEY}&{_MONTH}")
    assert status == 200
    assert [remark["Code"] for remark in problem["Report_Header"]["Exceptions"]] == [3031]
    assert problem["Report_Items"] == []


def test_a_library_without_a_key_refuses_all_reports(tmp_path):
    assert make_settings(tmp_path).counter_key == ""
