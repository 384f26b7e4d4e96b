"""Training needs follow from the staff in post, their skills and courses."""

from datetime import date

import pytest

from points.access_points.plan_149 import enter_plan
from points.programme.registers import entries, training
from points.programme.registers.schema import register_of
from tests.makers import BY

_TODAY = date(2026, 1, 10)
_BASIC, _ROOM = "Tin học, Internet cơ bản", "Vận hành, bảo trì phòng máy"


@pytest.fixture
def write(session):
    """Return a function that enters a register entry."""
    enter_plan(session, BY)

    def enter(code, day, point="bac-son", **values):
        of_point = point if register_of(code).of_point else None
        return entries.enter(
            session, register_of(code), point=of_point, day=day, details=values, by=BY
        )

    return enter


def _needs(session):
    (person,) = training.people(session, _TODAY)
    return {(need.kind, need.skill) for need in person.needs}


def test_a_newcomer_begins_with_the_basic_course(session, write):
    write("can-bo", date(2025, 11, 1), who="Lan")
    (person,) = training.people(session, _TODAY)
    assert person.is_new
    assert _needs(session) == {(training.BASIC, None)}


def test_trained_staff_need_the_missing_skills(session, write):
    write("can-bo", date(2017, 9, 1), who="Lan", trained=True, skills=f"{_BASIC}; {_ROOM}")
    assert _needs(session) == {
        (training.CONTINUING, skill)
        for skill in training.training_rules().skills
        if skill not in (_BASIC, _ROOM)
    }


def test_a_course_teaches_its_skill_and_after_three_years_it_is_taught_again(session, write):
    write("can-bo", date(2017, 9, 1), who="Hoàng Thị Lan", trained=True)
    taught = {"kind": "đào tạo tiếp tục", "hours": 8.0}
    for number, (day, skill) in enumerate(
        [(date(2025, 5, 1), _BASIC), (date(2021, 5, 1), _ROOM)], start=1
    ):
        write("khoa-hoc", day, name="x", skill=skill, **taught)
        write("du-hoc", day, who="hoàng thị lan", course=number, hours=8.0)
    needs = _needs(session)
    assert (training.REFRESHER, _ROOM) in needs
    assert not {need for need in needs if need[1] == _BASIC}


def test_a_registered_need_stays_until_such_a_course_was_attended(session, write):
    write("can-bo", date(2017, 9, 1), who="Lan", trained=True, needs="đào tạo nâng cao")
    assert ("đào tạo nâng cao", None) in _needs(session)
    write("khoa-hoc", date(2025, 5, 1), name="x", kind="đào tạo nâng cao", hours=8.0)
    write("du-hoc", date(2025, 5, 1), who="Lan", course=1, hours=8.0)
    assert ("đào tạo nâng cao", None) not in _needs(session)


def test_staff_who_left_have_no_needs(session, write):
    write("can-bo", date(2017, 9, 1), who="Lan", until="2025-12-31")
    assert training.people(session, _TODAY) == ()


def test_a_name_at_another_point_is_another_person(session, write):
    write("can-bo", date(2017, 9, 1), who="Lan")
    write("khoa-hoc", date(2025, 5, 1), name="x", kind="cơ bản cho người mới", hours=8.0)
    write("du-hoc", date(2025, 5, 1), point="loc-binh", who="Lan", course=1, hours=8.0)
    assert _needs(session) == {(training.BASIC, None)}


def test_courses_have_their_attendance_and_hours(session, write):
    write("khoa-hoc", date(2025, 5, 1), name="x", kind="đào tạo lại", hours=8.0)
    write("du-hoc", date(2025, 5, 1), who="Lan", course=1, hours=8.0)
    write("du-hoc", date(2025, 5, 2), who="Lan", course=1, hours=4.0)
    (held,) = training.courses(session, date(2025, 1, 1), date(2025, 12, 31))
    assert (held.people, held.hours) == (1, 12.0)


def test_the_list_of_skills_is_the_one_courses_choose_from():
    (field,) = [f for f in register_of("khoa-hoc").fields if f.name == "skill"]
    assert field.choices == training.training_rules().skills
