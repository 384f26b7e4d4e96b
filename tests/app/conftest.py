"""Fixtures for the tests of the site: app, browsers of each role and search index."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy import Connection, Engine, event
from werkzeug.routing import Rule

from app.accounts import passwords
from library import write_turns
from library.database import open_database, work
from library.settings import Settings
from search_index.index.sync import drain, rebuild
from tests.app.browser import Browser
from tests.app.serving import CHROMIUM_ARGUMENTS
from tests.app.shared_site import SharedSite
from tests.makers import make_database, make_settings, make_staff

_SHARED_SITE = SharedSite()
_RULE_ATTRIBUTES = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Start Chromium once."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session", autouse=True)
def _compile_rules_once() -> Iterator[None]:
    """Cache compiled Werkzeug rules, which take most of the time of creating an app."""
    compiled: dict[tuple[object, ...], dict[str, object]] = {}
    compile_rule = Rule.compile

    def compile_once(rule: Rule) -> None:
        key = (rule.rule, rule.merge_slashes, *sorted((rule.defaults or {}).items()))
        if key not in compiled:
            compile_rule(rule)
            compiled[key] = {name: getattr(rule, name) for name in _RULE_ATTRIBUTES}
        vars(rule).update(compiled[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_password_hashes() -> Iterator[None]:
    """Hash passwords with minimal cost; `test_passwords.py` checks the real parameters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """Yield the app of an empty installation."""
    site = _SHARED_SITE.open(settings)
    yield site
    _SHARED_SITE.close(site)


@pytest.fixture
def lock_database(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Connection]]:
    """Yield a function that begins to write as another process does, until closed."""
    site, other = app.extensions["services"].database, open_database(settings.database_url)
    monkeypatch.setattr(write_turns, "_MAX_WAIT_MS", 1)  # read at each transaction
    if site.dialect.name == "sqlite":
        event.listen(site, "checkout", _fail_at_once)
    locks = []

    def lock() -> Connection:
        locks.append(other.execution_options(writes=write_turns.OFFICE).connect())
        locks[-1].begin()
        return locks[-1]

    yield lock
    for connection in locks:
        connection.close()
    other.dispose()
    if site.dialect.name == "sqlite":
        event.remove(site, "checkout", _fail_at_once)


def _fail_at_once(connection: sqlite3.Connection, *_: object) -> None:
    """Wait for no lock; the site waits half a minute."""
    connection.execute("PRAGMA busy_timeout=0")


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Return a reader's browser."""
    return Browser(app)


@pytest.fixture
def staff(app: Flask, engine: Engine) -> Callable[[str], Browser]:
    """Return a function that returns the browser of someone with a role."""

    def signed_in(role: str = "administrator") -> Browser:
        with work(engine) as session:
            member = make_staff(session, role, role)
        return Browser(app).sign_in(member)

    return signed_in


@pytest.fixture
def office(staff: Callable[[str], Browser]) -> Browser:
    """Return an administrator's browser."""
    return staff("administrator")


@pytest.fixture(scope="session")
def _empty_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an empty search index once; tests copy it, because building one is slow."""
    settings = make_settings(tmp_path_factory.mktemp("chỉ-mục"))
    database = make_database(settings)
    rebuild(settings, database)
    database.dispose()
    return settings.index


@pytest.fixture
def index(settings: Settings, engine: Engine, _empty_index: Path) -> Callable[[], int]:
    """Return a function that updates the search index."""
    shutil.copytree(_empty_index, settings.index, dirs_exist_ok=True)
    return lambda: drain(settings, engine)
