"""COUNTER reports agree exactly with a log that was counted by hand."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from library.catalogue.models import Item
from library.database import work
from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage.counter.build_report import THE_WORLD, build_report, customer
from points.usage.counter.json_format import as_json
from points.usage.counter.problems import CounterRefusedError
from points.usage.counter.report_definitions import DENIAL_METRICS, VIEWS
from points.usage.counter.report_period import read_period
from points.usage.counter.tabular_format import as_tsv
from points.usage.models import ItemUse
from points.usage.rollups import per_item
from points.usage.rollups.models import ItemMonth
from points.use_kind import UseKind
from tests.makers import make_database, make_item, make_moment, make_settings
from tests.points.usage.counter.official_schema import counter_errors

_NOW = make_moment("2026-11-25 04:00")
_TODAY = date(2026, 11, 25)
_KINDS = {"look": UseKind.INVESTIGATION, "read": UseKind.REQUEST, "search": UseKind.SEARCH}
_KINDS |= {"wait": UseKind.LIMIT_EXCEEDED, "shut": UseKind.NO_LICENSE}
_LOG = """
2026-09-01 00:00:00 search -    an
2026-09-01 00:00:10 look   sách an
2026-09-01 00:00:20 read   sách an
2026-09-01 00:00:49 read   sách an
2026-09-01 00:02:00 read   sách an
2026-09-01 00:02:31 read   sách an
2026-09-01 00:03:00 look   ảnh  an
2026-09-01 00:03:00 look   sách bé
2026-09-30 16:59:50 read   ảnh  cô
2026-09-30 17:00:10 read   ảnh  cô
2026-10-05 03:00:00 search -    dì máy
2026-10-05 03:00:05 search -    dì máy
2026-10-05 03:01:00 read   sách dì máy
2026-10-05 03:05:00 read   sách dì máy
2026-10-06 03:00:00 read   sách ba máy
2026-10-06 03:00:00 read   sách tư máy
2026-10-06 03:00:00 look   ảnh  năm máy
2026-10-31 16:59:59 look   ảnh  em
2026-10-06 05:00:00 wait   ảnh  bảy máy
2026-10-06 05:00:00 shut   ảnh  gô
"""
"""Counted by hand, midnight being Hà Nội's (17:00):
September: 1 search; sách: :20 is lost to :49; 2:00 and 2:31 both count: investigations 10, 49,
2:00, 2:31 of an and one of bé = 5 of 2 visits; requests 3 of 1. ảnh: an's look = 1 of 1; cô's
first reading is lost to the second, which is October's.
October: 2 searches; sách 2 of dì, both requests, and 1 of ba and of tư each; ảnh: cô's reading,
em's and năm's look = 3 of 3, requests 1 of 1; bảy waited, gô was outside."""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Store the log once, count its days, and return the database with the ids of its items."""
    database = make_database(make_settings(tmp_path_factory.mktemp("nhà")))
    with work(database) as session:
        ids = _store_log(session)
    yield database, ids
    database.dispose()


@pytest.fixture
def session(counted):
    """A session on the counted log; nothing of it is kept."""
    with Session(counted[0]) as opened:
        yield opened


@pytest.fixture
def log(counted):
    """Return the ids of the items in the log."""
    return counted[1]


def _store_log(session):
    facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by="test")
    session.add(Device(id=1, label="Máy 1"))
    session.flush()
    since = make_moment("2026-01-01 00:00")
    session.add(DevicePlacement(device_id=1, point_id=1, since=since, placed_by="test"))
    ids = {
        "sách": make_item(session, "Địa chí", kind="Sách", date="1999", creator="Ngô").id,
        "ảnh": make_item(session, "Chợ Kỳ Lừa", kind="Ảnh").id,
    }
    for line in _LOG.strip().splitlines():
        day, time, kind, item, visit, *device = line.split()
        at = make_moment(f"{day} {time[:5]}") + timedelta(seconds=int(time[6:]))
        session.add(
            ItemUse(
                at=at,
                kind=_KINDS[kind],
                item_id=ids.get(item),
                reader_session=visit,
                device_id=1 if device else None,
            )
        )
    session.flush()
    for day in per_item.uncounted(session, _NOW):
        per_item.count(session, day, _NOW)
    return ids


def _report(session, name, first="2026-09", last="2026-10", whose=THE_WORLD, **params):
    return build_report(
        session,
        VIEWS[name],
        read_period(first, last, _TODAY),
        customer(session, whose, _TODAY),
        params=params,
        platform="Địa Chí",
        now=_NOW,
    )


def _rows(report):
    lines = as_tsv(report).removeprefix("\ufeff").split("\r\n")
    return [line.split("\t") for line in lines]


def _numbers(report):
    """Return the numbers of each line by title or data type, and metric."""
    rows = _rows(report)
    names, body = rows[14], rows[15:-1]
    label = names.index("Item") if "Item" in names else names.index("Metric_Type") - 1
    metric = names.index("Metric_Type")
    return {(row[label], row[metric]): tuple(map(int, row[metric + 1 :])) for row in body}


def test_the_items_agree_with_the_log(session, log):
    assert _numbers(_report(session, "ir")) == {
        ("Địa chí", "Total_Item_Investigations"): (9, 5, 4),
        ("Địa chí", "Unique_Item_Investigations"): (5, 2, 3),
        ("Địa chí", "Total_Item_Requests"): (7, 3, 4),
        ("Địa chí", "Unique_Item_Requests"): (4, 1, 3),
        ("Chợ Kỳ Lừa", "Total_Item_Investigations"): (4, 1, 3),
        ("Chợ Kỳ Lừa", "Unique_Item_Investigations"): (4, 1, 3),
        ("Chợ Kỳ Lừa", "Total_Item_Requests"): (1, 0, 1),
        ("Chợ Kỳ Lừa", "Unique_Item_Requests"): (1, 0, 1),
        ("Chợ Kỳ Lừa", "Limit_Exceeded"): (1, 0, 1),
        ("Chợ Kỳ Lừa", "No_License"): (1, 0, 1),
    }


def test_the_platform_agrees_with_the_log(session, log):
    numbers = _numbers(_report(session, "pr"))
    assert numbers["Platform", "Searches_Platform"] == (3, 1, 2)
    assert numbers["Book_Segment", "Total_Item_Requests"] == (7, 3, 4)
    assert numbers["Image", "Unique_Item_Investigations"] == (4, 1, 3)


def test_the_standard_view_of_the_platform_has_each_data_type(session, log):
    assert _numbers(_report(session, "pr_p1")) == {
        ("Platform", "Searches_Platform"): (3, 1, 2),
        ("Book_Segment", "Total_Item_Requests"): (7, 3, 4),
        ("Book_Segment", "Unique_Item_Requests"): (4, 1, 3),
        ("Image", "Total_Item_Requests"): (1, 0, 1),
        ("Image", "Unique_Item_Requests"): (1, 0, 1),
    }


def test_pictures_have_a_view_of_their_own(session, log):
    assert _numbers(_report(session, "ir_m1")) == {
        ("Chợ Kỳ Lừa", "Total_Item_Requests"): (1, 0, 1),
        ("Chợ Kỳ Lừa", "Unique_Item_Requests"): (1, 0, 1),
    }


def test_a_point_gets_only_its_own_use(session, log):
    assert _numbers(_report(session, "pr_p1", whose="bac-son")) == {
        ("Platform", "Searches_Platform"): (2, 0, 2),
        ("Other", "Total_Item_Requests"): (4, 0, 4),
        ("Other", "Unique_Item_Requests"): (3, 0, 3),
    }  # one machine: not even the kind of the items is known


def test_items_of_a_point_are_named_only_if_enough_machines_had_them(session, log):
    report = _report(session, "ir", whose="bac-son")
    assert {remark.code for remark in report.remarks} == {3030, 3040}
    assert _numbers(report) == {}
    enough = {"point_id": 1, "point_days": 2, "inside": True, "total_requests": 5}
    session.add(ItemMonth(month=date(2026, 10, 1), item_id=log["sách"], **enough))
    session.flush()
    report = _report(session, "ir", whose="bac-son")
    assert _numbers(report)["Địa chí", "Total_Item_Requests"] == (5, 0, 5)


def test_the_table_has_its_thirteen_rows_of_header(session, log):
    rows = _rows(_report(session, "pr_p1"))
    assert rows[:14] == [
        ["Report_Name", "Platform Usage"],
        ["Report_ID", "PR_P1"],
        ["Release", "5.1"],
        ["Institution_Name", "The World"],
        ["Institution_ID", "diachi:0000000000000000"],
        [
            "Metric_Types",
            "Searches_Platform; Total_Item_Requests; Unique_Item_Requests; Unique_Title_Requests",
        ],
        ["Report_Filters", "Access_Method=Regular"],
        ["Report_Attributes", ""],
        ["Exceptions", ""],
        ["Reporting_Period", "Begin_Date=2026-09-01; End_Date=2026-10-31"],
        ["Created", "2026-11-25T04:00:00Z"],
        ["Created_By", "Địa Chí - COUNTER 5.1 style, not audited"],
        ["Registry_Record", ""],
        [""],
    ]
    assert rows[14][-2:] == ["Sep-2026", "Oct-2026"]


def test_json_has_the_same_numbers_without_zeros(session, log):
    body = as_json(_report(session, "ir_m1"))
    [wrapped] = body["Report_Items"]
    [item] = wrapped["Items"]
    assert item == {
        "Item": "Chợ Kỳ Lừa",
        "Publisher": "",
        "Platform": "Địa Chí",
        "Item_ID": {"Proprietary": f"diachi:{log['ảnh']}"},
        "Attribute_Performance": [
            {
                "Data_Type": "Image",
                "Performance": {
                    "Total_Item_Requests": {"2026-10": 1},
                    "Unique_Item_Requests": {"2026-10": 1},
                },
            }
        ],
    }


def test_attributes_and_filters_are_shown_when_asked_for(session, log):
    report = _report(
        session, "ir", attributes_to_show="YOP|Access_Type", metric_type="Total_Item_Requests"
    )
    header = dict(_rows(report)[:13])
    assert header["Report_Attributes"] == "Attributes_To_Show=YOP|Access_Type"
    assert header["Metric_Types"] == "Total_Item_Requests"
    assert {(dict(line.columns)["YOP"], line.metric) for line in report.lines} == {
        ("1999", "Total_Item_Requests"),
        ("0001", "Total_Item_Requests"),
    }


@pytest.mark.parametrize(
    ("name", "first", "last", "params", "codes"),
    [
        pytest.param("ir_a1", "2026-09", "2026-10", {}, [3030], id="no article was used"),
        pytest.param("pr", "2026-10", "2026-11", {}, [3031], id="this month is not over"),
        pytest.param("pr", "2026-07", "2026-09", {}, [3032], id="before the first day"),
        pytest.param("pr", "2026-09", "2026-10", {"x": "1"}, [3050], id="a strange parameter"),
        pytest.param("pr", "2026-09", "2026-10", {"data_type": "X"}, [3060], id="a strange type"),
        pytest.param(
            "pr", "2026-09", "2026-10", {"attributes_to_show": "YOP"}, [3062], id="no such column"
        ),
        pytest.param(
            "pr_p1", "2026-09", "2026-10", {"data_type": "Image"}, [3050], id="a standard view"
        ),
    ],
)
def test_a_report_lists_its_exceptions(session, log, name, first, last, params, codes):
    assert [
        remark.code for remark in _report(session, name, first, last, **params).remarks
    ] == codes


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        pytest.param(None, "2026-10", 1030, id="no beginning"),
        pytest.param("2026-10", "2026-09", 3020, id="the wrong way round"),
        pytest.param("2026-13", "2026-13", 3020, id="no month"),
        pytest.param("2026-11", "2026-11", 3020, id="this month"),
        pytest.param("2026-09-02", "2026-10-31", 3020, id="not the first day"),
        pytest.param("2026-09-01", "2026-10-30", 3020, id="not the last day"),
    ],
)
def test_invalid_months_are_refused(first, last, code):
    with pytest.raises(CounterRefusedError) as refused:
        read_period(first, last, _TODAY)
    assert refused.value.remark.code == code


_ATTRIBUTES = "Authors|Publication_Date|YOP|Access_Type|Access_Method"


@pytest.mark.parametrize("whose", [THE_WORLD, "bac-son"])
@pytest.mark.parametrize("params", [{}, {"attributes_to_show": _ATTRIBUTES, "unknown": "x"}])
@pytest.mark.parametrize("months", [("2026-09", "2026-10"), ("2026-07", "2026-11")])
@pytest.mark.parametrize("name", VIEWS)
def test_reports_are_valid_by_the_official_schema(session, log, name, whose, params, months):
    body = as_json(_report(session, name, *months, whose=whose, **params))
    assert counter_errors(VIEWS[name].id, body) == []


def test_the_totals_of_platform_and_items_agree(session, log):
    of_platform, of_items = (_totals(_report(session, name)) for name in ("pr", "ir"))
    del of_platform["Searches_Platform"]
    assert [of_items.pop(name) for name in DENIAL_METRICS] == [1, 1]  # they are of items alone
    assert of_platform == of_items != {}


def _totals(report):
    totals = Counter()
    for (_, metric), (total, *_) in _numbers(report).items():
        totals[metric] += total
    return totals


def test_a_title_is_never_a_formula_in_the_table(session, log):
    session.get_one(Item, log["ảnh"]).title = "=HYPERLINK(1)"
    session.flush()
    titles = {row[0] for row in _rows(_report(session, "ir"))[15:-1]}
    assert "'=HYPERLINK(1)" in titles
