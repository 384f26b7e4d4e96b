"""Gives every test of the site an opened house and a browser to walk in with."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import create_app
from app.accounts import passwords
from library.database import work
from library.settings import Settings
from library.staff.permissions import Role
from search_index.sync import drain, rebuild
from tests.app.browser import Browser
from tests.makers import make_database, make_settings, make_staff

_COMPILED = FileSystemBytecodeCache()
"""Templates compiled once, not once for each of two thousand sites; known by their source."""

_OF_A_RULE = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")


@pytest.fixture(scope="session", autouse=True)
def _addresses_compiled_once() -> Iterator[None]:
    """Keep what Werkzeug makes of an address: most of what opening a site takes."""
    compiled: dict[tuple[object, ...], dict[str, object]] = {}
    compile_rule = Rule.compile

    def remembered(rule: Rule) -> None:
        key = (rule.rule, rule.merge_slashes, *sorted((rule.defaults or {}).items()))
        if key not in compiled:
            compile_rule(rule)
            compiled[key] = {name: getattr(rule, name) for name in _OF_A_RULE}
        vars(rule).update(compiled[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """Compare hundreds of passwords quickly; `test_passwords.py` looks at what they cost really."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """Give the site of an empty installation."""
    made = create_app(settings)
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.jinja_env.bytecode_cache = _COMPILED
    yield made
    made.extensions["services"].close()


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


@pytest.fixture(scope="session")
def _empty_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index of nothing once, to be copied: making one is most of a first drain."""
    settings = make_settings(tmp_path_factory.mktemp("chỉ-mục"))
    database = make_database(settings)
    rebuild(settings, database)
    database.dispose()
    return settings.index


@pytest.fixture
def index(settings: Settings, engine: Engine, _empty_index: Path) -> Callable[[], int]:
    """Give a function that brings the card index up to date."""
    shutil.copytree(_empty_index, settings.index, dirs_exist_ok=True)
    return lambda: drain(settings, engine)
