"""Fixtures for the programme office: 21 empty points, or a generated demo province."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from app import create_app
from library.database import open_database, work
from library.settings import Settings
from library.staff.models import StaffMember
from points.access_points import inventory, managers
from points.access_points.plan_149 import enter_plan
from points.programme.plans import plan_store
from tests.app.browser import Browser
from tests.makers import BY, make_staff
from tests.points.programme.conftest import made_once

__all__ = ["made_once"]


@pytest.fixture
def points(engine: Engine) -> None:
    """Enter the points and the plan."""
    with work(engine) as session:
        enter_plan(session, BY)
        plan_store.enter_shipped(session, BY)


@pytest.fixture
def officer(points: None, staff: Callable[[str], Browser]) -> Browser:
    """Return the browser of a programme officer with 21 points without data."""
    return staff("programme-officer")


@pytest.fixture(scope="session")
def demo_browser(made_once: Settings) -> Iterator[Browser]:
    """Yield a browser on the generated demo province, for read-only tests."""
    database = open_database(made_once.database_url)
    with work(database) as session:
        member = make_staff(session, "xem", "programme-officer")
    database.dispose()
    site = create_app(made_once)
    site.testing = True
    site.config["PROPAGATE_EXCEPTIONS"] = False
    yield Browser(site).sign_in(member)
    site.extensions["services"].close()


@pytest.fixture
def make_manager(points: None, engine: Engine) -> Callable[[str], StaffMember]:
    """Return a function that creates a manager of Lộc Bình with a role."""

    def signed_in(role: str) -> StaffMember:
        with work(engine) as session:
            member = make_staff(session, f"{role} loc-binh", role)
            managers.set_managers(
                session,
                inventory.point_on(session, "loc-binh", date.max).id,
                frozenset({member.id}),
            )
        return member

    return signed_in
