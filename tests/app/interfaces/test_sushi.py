"""Other machines fetch figures with the key, and are told in COUNTER's words why not."""

import pytest

from library.database import work
from library.points.plan_149 import enter_plan
from tests.makers import BY, make_settings

_KEY = "api_key=chìa&customer_id=0000000000000000"
_MONTH = "begin_date=2026-01&end_date=2026-01"


@pytest.fixture
def settings(tmp_path):
    """Give the settings of a library that hands figures out."""
    return make_settings(tmp_path / "nhà", counter_key="chìa")


@pytest.fixture
def ask(browser, engine):
    """Give a function that asks as a machine does; the points of the plan are known."""
    with work(engine) as session:
        enter_plan(session, BY)

    def asked(address):
        with browser.client.get(f"/sushi/r51/{address}") as response:
            return response.status_code, response.get_json()

    return asked


def test_anybody_may_ask_whether_the_service_is_there(ask):
    status, [told] = ask("status")
    assert (status, told["Service_Active"]) == (200, True)
    assert "not audited" in told["Description"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        pytest.param("reports", 400, 1030, id="no key"),
        pytest.param("reports?api_key=chìa", 400, 1030, id="no customer"),
        pytest.param("members?api_key=khác&customer_id=x", 401, 2020, id="a wrong key"),
        pytest.param("reports?api_key=chìa&customer_id=x", 403, 2010, id="a stranger"),
        pytest.param(f"reports/pr?{_KEY}", 400, 1030, id="no months"),
        pytest.param(
            f"reports/pr?{_KEY}&begin_date=2026-02&end_date=2026-01", 400, 3020, id="bad months"
        ),
    ],
)
def test_a_refusal_is_said_in_the_words_of_counter(ask, address, status, code):
    told = ask(address)
    assert (told[0], told[1]["Code"]) == (status, code)


def test_the_points_are_the_members_of_the_whole(ask):
    _, told = ask(f"members?{_KEY}")
    assert len(told) == 22


def test_a_point_sees_itself_only(ask):
    _, [told] = ask("members?api_key=chìa&customer_id=bac-son")
    assert told["Customer_ID"] == "bac-son"


def test_the_reports_are_listed(ask):
    _, told = ask(f"reports?{_KEY}")
    assert [report["Report_ID"] for report in told] == ["PR", "PR_P1", "IR", "IR_A1", "IR_M1"]


def test_a_report_that_is_not_counted_yet_says_so(ask):
    status, told = ask(f"reports/pr?{_KEY}&{_MONTH}")
    assert status == 200
    assert [remark["Code"] for remark in told["Report_Header"]["Exceptions"]] == [3031]
    assert told["Report_Items"] == []


def test_there_is_no_report_of_another_name(ask):
    assert ask(f"reports/tr?{_KEY}")[0] == 404


def test_without_a_key_of_its_own_a_library_hands_nothing_out(tmp_path):
    assert make_settings(tmp_path).counter_key == ""
