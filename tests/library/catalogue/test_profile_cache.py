"""Tests of the profile cache: never older than the database, and never open by mistake."""

import pytest
from sqlalchemy import event, update

from library.catalogue import profile_versions
from library.catalogue.models import Access
from library.catalogue.profile_cache import loaded_profiles, usable_profiles
from library.catalogue.profile_files import ProfileFile
from library.catalogue.profile_versions import ProfileVersion
from library.database import disposed_of, reading, work
from library.installation import open_installation
from tests.makers import BY, make_collections, make_settings

_TEXT = 'title = "Báo"\nsummary = ""\nmoving_wall = 5\n'


@pytest.fixture
def settings(tmp_path):
    """Settings of an installation with one collection."""
    folder = make_collections(tmp_path / "sưu tập", bao=_TEXT)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def other_machine(settings, engine):
    """The database as another process opens it."""
    with disposed_of(open_installation(settings)) as database:
        yield database


def _save(session, wall):
    file = ProfileFile(_TEXT.replace("5", str(wall)), "")
    profile_versions.save(session, "bao", file, BY)


def _wall(database):
    return usable_profiles(database)["bao"].moving_wall


def test_a_change_on_one_machine_applies_on_the_other_at_once(engine, other_machine):
    assert _wall(other_machine) == 5
    with work(engine) as session:
        _save(session, 7)
    assert (_wall(engine), _wall(other_machine)) == (7, 7)


def test_a_profile_that_comes_with_a_lower_number_applies_at_once(engine):
    usable_profiles(engine)
    with work(engine) as session:  # as a pack brings it to a station
        session.execute(update(ProfileVersion).values(id=90))
        usable = session.get_one(ProfileVersion, 90)
        names = [column.name for column in ProfileVersion.__table__.columns]
        former = {name: getattr(usable, name) for name in names}
    assert set(usable_profiles(engine)) == {"bao"}
    with work(engine) as session:
        session.add(ProfileVersion(**{**former, "id": 7, "collection": "sach"}))
    assert set(usable_profiles(engine)) == {"bao", "sach"}


def test_unchanged_profiles_cost_one_query(engine):
    usable_profiles(engine)
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    usable_profiles(engine)
    assert [text for text in statements if "profile_version" in text] == statements[-1:]


def test_a_change_that_is_rolled_back_applies_to_its_own_transaction_alone(engine):
    with pytest.raises(ZeroDivisionError), work(engine) as session:
        _save(session, 7)
        assert loaded_profiles(session).profiles["bao"].moving_wall == 7
        raise ZeroDivisionError
    assert _wall(engine) == 5
    with work(engine) as session:
        _save(session, 9)  # with the id that was given to the lost version
    assert _wall(engine) == 9


def _spoil(engine, text="title ="):
    with work(engine) as session:
        session.execute(update(ProfileVersion).values(text=text))


def test_a_profile_of_newer_code_keeps_the_last_valid_version(engine, other_machine):
    with work(engine) as session:
        _save(session, 7)
        newest = session.query(ProfileVersion).order_by(ProfileVersion.id.desc()).first()
        newest.text = "title = Báo"
    with reading(other_machine) as session:
        loaded = loaded_profiles(session)
    assert loaded.profiles["bao"].moving_wall == 5
    assert "bao/profile.toml có lỗi: dòng 1" in loaded.problems["bao"]


def test_a_profile_without_any_valid_version_is_closed_to_readers(engine, other_machine):
    _spoil(engine)
    profile = usable_profiles(other_machine)["bao"]
    assert (profile.access, profile.four_eyes, profile.moving_wall) == (Access.STAFF, True, 1000)


def test_a_removed_collection_disappears(engine):
    with work(engine) as session:
        profile_versions.remove(session, "bao", BY)
    assert usable_profiles(engine) == {}
