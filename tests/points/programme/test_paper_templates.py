"""Report templates are data: who reports to whom, in which periods, under which letterhead."""

from datetime import date

import pytest

from library.database import reading
from points.access_points import inventory
from points.access_points.plan_149 import enter_plan
from points.programme.paper_templates import REPORT_KINDS, UNKNOWN, kinds_of, template_of, templates
from points.programme.periods import read_period
from points.programme.plans import plan_store
from points.programme.problems import TemplateNotFoundError
from points.programme.reports.proposed_sentences import SECTIONS
from tests.makers import BY

_LIBRARY = "Thư viện tỉnh Lạng Sơn"


@pytest.mark.parametrize("template", templates().values(), ids=templates())
def test_a_template_names_only_known_kinds_and_sections(template):
    assert set(template.kinds) <= set(REPORT_KINDS)
    assert set(template.sections) <= set(SECTIONS)
    assert template.source
    assert template.purpose


def test_every_duty_of_a_shipped_plan_has_an_author_and_a_recipient():
    for text in plan_store.shipped():
        duties = plan_store.read_plan(text).duties
        assert all(all(duty.names_on(date(2019, 1, 1))) for duty in duties)
        assert {"library", "district", "commune"} <= {duty.paper for duty in duties}


def test_a_plan_with_an_unknown_template_is_refused():
    (text,) = plan_store.shipped()
    with pytest.raises(plan_store.BadPlanError, match="mẫu báo cáo"):
        plan_store.read_plan(text.replace('paper = "library"', 'paper = "khong-co"'))
    with pytest.raises(TemplateNotFoundError):
        template_of("khong-co")


@pytest.mark.parametrize(
    ("period", "day", "level", "codes"),
    [
        ("2025-q2", date(2025, 6, 30), "district", {"point", "district"}),
        ("2025-q2", date(2025, 7, 1), "district", {"point", "commune", "commune-committee"}),
        ("2025-q2", date(2025, 6, 30), "commune", {"point", "commune-before-reform"}),
        ("2025", date(2026, 1, 5), "commune", {"point", "commune", "commune-committee"}),
        ("2025-q3", date(2025, 10, 1), "province", set()),
        ("2025-q3", date(2025, 10, 1), None, {"library", "province"}),
        ("2024", date(2025, 1, 5), None, {"library", "province", "ministry", "supervision"}),
        (
            "2022-01..2024-06",
            date(2024, 7, 1),
            None,
            {"library", "province", "ministry", "supervision"},
        ),
    ],
)
def test_templates_depend_on_the_day_of_the_paper_and_the_level_of_the_point(
    period, day, level, codes
):
    chosen, on_the_day = read_period(period), templates(day).values()
    assert {t.code for t in on_the_day if t.fits(day, level) and t.kinds_of(chosen)} == codes


@pytest.mark.parametrize(
    ("day", "issuer", "receiver", "sign"),
    [
        (
            date(2025, 2, 28),
            "Sở Thông tin và Truyền thông",
            "Bộ Thông tin và Truyền thông",
            "BC-STTTT",
        ),
        (date(2025, 3, 1), "Sở Khoa học và Công nghệ", "Bộ Khoa học và Công nghệ", "BC-SKHCN"),
    ],
)
def test_the_supervision_report_has_the_bodies_of_its_day(day, issuer, receiver, sign):
    head = template_of("supervision", day).letterhead(_LIBRARY, None)
    assert (head["issuer"], head["addressed"][1], head["sign"]) == (issuer, receiver, sign)


@pytest.mark.parametrize(
    ("period", "kinds"),
    [
        ("2025-05", ("month",)),
        ("2025-q1", ("quarter",)),
        ("2025-h1", ("half-year", "interim", "final")),
        ("2025-9t", ("nine-months",)),
        ("2025-q1@15", ("quarter",)),
        ("2025", ("year", "interim", "final")),
        ("2022-01..2025-12", ("interim", "final")),
    ],
)
def test_the_kind_of_report_follows_from_the_period(period, kinds):
    assert kinds_of(read_period(period)) == kinds


@pytest.mark.parametrize(
    ("template", "day", "superior", "issuer"),
    [
        (
            "district",
            date(2025, 6, 30),
            "Ủy ban nhân dân huyện Lộc Bình",
            "Phòng Văn hóa và Thông tin",
        ),
        ("commune", date(2025, 12, 31), "Ủy ban nhân dân xã Lộc Bình", "Phòng Văn hóa - Xã hội"),
    ],
)
def test_a_letterhead_has_the_names_of_the_last_day(province, template, day, superior, issuer):
    with reading(province) as session:
        facts = inventory.point_on(session, "loc-binh", day).facts
    head = template_of(template, day).letterhead(_LIBRARY, facts)
    assert (head["superior"], head["issuer"], head["place"]) == (superior, issuer, "Lộc Bình")


def test_an_unknown_name_is_left_for_staff_to_enter(province):
    with reading(province) as session:
        facts = inventory.point_on(session, "xa-02", date(2025, 12, 31)).facts
    head = template_of("commune").letterhead(_LIBRARY, facts)
    assert UNKNOWN in head["superior"]
    assert UNKNOWN in head["sign"]


def test_a_point_whose_commune_is_unknown_has_a_gap_in_its_letterhead(session):
    enter_plan(session, BY)
    facts = inventory.point_on(session, "xa-01", date(2024, 12, 31)).facts
    head = template_of("point").letterhead("Thư viện tỉnh", facts)
    assert head["issuer"] == "Thư viện xã thứ 1 …"
