"""Gives tests of the programme office 21 empty points, or a made-up province to look at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import create_app
from library.database import open_database, work
from library.points.plan_149 import enter_plan
from library.programme.plans import plan_store
from library.staff.permissions import Role
from tests.app.browser import Browser
from tests.library.programme.conftest import made_once
from tests.makers import BY, make_settings, make_staff

__all__ = ["made_once"]


@pytest.fixture
def points(engine: Engine) -> None:
    """Enter the points and the plan."""
    with work(engine) as session:
        enter_plan(session, BY)
        plan_store.enter_shipped(session, BY)


@pytest.fixture
def officer(points: None, staff: Callable[[Role], Browser]) -> Browser:
    """Give the browser of a programme officer of 21 points where nothing happened yet."""
    return staff(Role.PROGRAMME_OFFICER)


@pytest.fixture(scope="session")
def onlooker(made_once: Path) -> Iterator[Browser]:
    """Give the browser of somebody who looks at a made-up province and changes nothing."""
    database = open_database(f"sqlite:///{made_once}")
    with work(database) as session:
        member = make_staff(session, "xem", Role.PROGRAMME_OFFICER)
    database.dispose()
    made = create_app(make_settings(made_once.parent))
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    yield Browser(made).sign_in(member)
    made.extensions["services"].close()
