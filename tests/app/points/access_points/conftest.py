"""Fixtures of the access points: their plan, officer, manager and a computer."""

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from points.access_points import enrolment, inventory
from points.access_points.managers import set_managers
from points.access_points.models import Device
from points.access_points.plan_149 import enter_plan
from tests.app.browser import Browser
from tests.makers import BY, make_staff


@pytest.fixture
def plan(engine):
    """Enter the points of the plan."""
    with work(engine) as session:
        enter_plan(session, BY)


@pytest.fixture
def officer(staff, plan):
    """Return the browser of a programme officer."""
    return staff("programme-officer")


@pytest.fixture
def librarian(app, engine, plan):
    """Return the browser of the manager of Bắc Sơn."""
    with work(engine) as session:
        member = make_staff(session, "lan", "point-librarian")
        point = inventory.point_on(session, "bac-son", clock.today())
        set_managers(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


@pytest.fixture
def find(engine):
    """Return a function that queries the database."""

    def found(ask):
        with reading(engine) as session:
            return ask(session)

    return found


@pytest.fixture
def machine(engine, plan):
    """Enrol a computer of Bắc Sơn; return its id and its token."""
    with work(engine) as session:
        code = enrolment.announce(session, "bac-son", "Máy 1")
        return session.scalar(select(Device.id)), enrolment.enrol(session, code)
