"""Set-up of an installation is repeatable and never half done."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from library.catalogue.models import Item
from library.database import reading, work
from library.errors import (
    DatabaseCollationError,
    DatabaseNewerError,
    DatabaseNotReadyError,
    DatabaseOlderError,
    SecretKeyLostError,
    SecretKeyMissingError,
)
from library.installation import make_secret_key, open_installation, secret_key, set_up
from library.staff import second_factor
from library.tables import metadata
from tests.databases import DATABASES
from tests.makers import make_item, make_staff
from tests.newer_code import newer_code


def _mark_as_another_version(engine):
    with work(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))


@pytest.mark.slow
def test_setting_up_makes_what_is_missing(settings):
    set_up(settings).dispose()
    open_installation(settings).dispose()
    assert settings.masters.is_dir()


def test_setting_up_again_loses_nothing(settings, engine):
    with work(engine) as session:
        item_id = make_item(session).id
    set_up(settings).dispose()
    with reading(engine) as session:
        assert session.get(Item, item_id) is not None


def test_a_missing_installation_is_not_opened(settings):
    with pytest.raises(DatabaseNotReadyError, match="diachi init"):
        open_installation(settings)


@pytest.mark.parametrize("command", [set_up, open_installation])
def test_a_database_of_a_newer_version_is_left_alone(settings, engine, command):
    _mark_as_another_version(engine)
    with pytest.raises(DatabaseNewerError, match="cài lại bản phần mềm mới hơn"):
        command(settings)


@pytest.mark.parametrize("command", [set_up, open_installation])
def test_a_database_of_an_older_version_must_be_upgraded(settings, engine, command, tmp_path):
    with newer_code(tmp_path, "pass"), pytest.raises(DatabaseOlderError, match="diachi upgrade"):
        command(settings)


def test_opening_makes_no_database(settings):
    settings.home.mkdir()
    with pytest.raises(DatabaseNotReadyError):
        open_installation(settings)
    assert list(settings.home.iterdir()) == []


@pytest.mark.slow
def test_the_migrated_database_matches_the_models(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.postgresql("databases of a server have a language")
@pytest.mark.parametrize("command", [set_up, open_installation])
def test_a_database_sorted_by_the_rules_of_a_language_is_refused(settings, command):
    DATABASES.create_sorted_by_language(settings)
    with pytest.raises(DatabaseCollationError, match=r"LOCALE 'C.UTF-8'"):
        command(settings)


def test_the_key_of_the_cookies_is_made_once(settings, engine):
    first = secret_key(settings)
    make_secret_key(settings, engine)
    assert secret_key(settings) == first


def test_a_lost_key_is_not_made_anew_while_a_second_factor_needs_it(settings, engine):
    with work(engine) as session:
        lan = make_staff(session, "Nông Thị Lan")
        second_factor.turn_on(session, lan, "niêm phong", 1, ())
    settings.secret_key_file.unlink()
    with pytest.raises(SecretKeyLostError, match="hai bước của Nông Thị Lan"):
        make_secret_key(settings, engine)
    with pytest.raises(SecretKeyMissingError):
        secret_key(settings)
    with work(engine) as session:
        second_factor.turn_off(session, session.merge(lan), "quản trị")
    make_secret_key(settings, engine)
    assert secret_key(settings)


def test_the_key_of_the_cookies_is_for_its_owner_alone(settings, engine):
    assert (settings.home / "secret_key").stat().st_mode & 0o077 == 0
