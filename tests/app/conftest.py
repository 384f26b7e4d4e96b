"""Gives every test of the site an opened house and a browser to walk in with."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine

from app import create_app
from library.database import work
from library.people.permissions import Role
from library.settings import Settings
from search_index.upkeep import drain
from tests.app.browser import Browser
from tests.makers import make_staff

_COMPILED = FileSystemBytecodeCache()
"""Templates compiled once, not once for each of two thousand sites; known by their source."""


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """Give the site of an empty installation."""
    made = create_app(settings)
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.jinja_env.bytecode_cache = _COMPILED
    yield made
    made.extensions["house"].close()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Give a reader's browser."""
    return Browser(app)


@pytest.fixture
def staff(app: Flask, engine: Engine) -> Callable[[Role], Browser]:
    """Give a function that returns the browser of someone with a role."""

    def signed_in(role: Role = Role.ADMINISTRATOR) -> Browser:
        with work(engine) as session:
            member = make_staff(session, role.value, role)
        return Browser(app).sign_in(member)

    return signed_in


@pytest.fixture
def office(staff: Callable[[Role], Browser]) -> Browser:
    """Give an administrator's browser."""
    return staff(Role.ADMINISTRATOR)


@pytest.fixture
def index(settings: Settings, engine: Engine) -> Callable[[], int]:
    """Give a function that brings the card index up to date."""
    return lambda: drain(settings, engine)
