"""Tests of profiles in the database: imported once, every version kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from library.catalogue import profile_versions
from library.catalogue.profile_files import ProfileFile
from library.database import disposed_of, reading, work
from library.errors import (
    BadProfileError,
    CollectionInUseError,
    CollectionNotFoundError,
    CollectionTakenError,
    ProfileChangedError,
    ProfileVersionNotFoundError,
)
from library.installation import open_installation, set_up
from tests.makers import BY, make_collections, make_item, make_settings

_TEXT = '# của tỉnh\ntitle = "Báo"\nsummary = ""\n'
_FILE = ProfileFile(_TEXT, "")


@pytest.fixture
def settings(tmp_path):
    """Settings of an installation with one collection."""
    folder = make_collections(tmp_path / "sưu tập", bao=_TEXT)
    return make_settings(tmp_path / "nhà", collections=str(folder))


def _titled(title):
    return ProfileFile(_TEXT.replace("Báo", title), "")


def _history(session):
    return [(change.added, change.saved_by) for change in profile_versions.history(session, "bao")]


@pytest.mark.slow
def test_files_are_imported_once(settings):
    set_up(settings).dispose()
    path = settings.collections / "bao" / "profile.toml"
    path.write_text(_TEXT.replace("Báo", "Tạp chí"), encoding="utf-8")
    with disposed_of(open_installation(settings)) as engine, reading(engine) as session:
        assert profile_versions.read(session, "bao") == _FILE
        assert profile_versions.files_edited_since(session, settings.collections) == ["bao"]
        assert len(profile_versions.history(session, "bao")) == 1


@pytest.mark.slow
def test_an_invalid_file_stops_the_import_and_a_repaired_one_continues_it(settings):
    make_collections(settings.collections, hong="title = ")
    with pytest.raises(BadProfileError, match=r"hong/profile\.toml"):
        set_up(settings)
    (settings.collections / "hong" / "profile.toml").write_text(_TEXT, encoding="utf-8")
    with disposed_of(open_installation(settings)) as engine, reading(engine) as session:
        assert list(profile_versions.current(session)) == ["bao", "hong"]


def test_two_machines_with_other_files_import_those_of_one(tmp_path, settings, engine):
    with work(engine) as session:
        session.query(profile_versions.ProfileVersion).delete()
    folders = [make_collections(tmp_path / name, **{name: _TEXT}) for name in ("a", "b")]
    with ThreadPoolExecutor() as machines:
        list(machines.map(lambda folder: profile_versions.import_once(engine, folder), folders))
    with reading(engine) as session:
        assert list(profile_versions.current(session)) in (["a"], ["b"])


def test_every_version_is_kept_and_put_back(session):
    profile_versions.save(session, "bao", _titled("Tạp chí"), BY)
    oldest = profile_versions.history(session, "bao")[-1]
    assert not oldest.is_current
    assert profile_versions.store(
        session, "bao", profile_versions.earlier(session, "bao", oldest.id), "lan"
    )
    assert profile_versions.read(session, "bao") == _FILE
    assert _history(session) == [
        (('title = "Báo"',), "lan"),
        (('title = "Tạp chí"',), BY),
        (("# của tỉnh", 'title = "Báo"', 'summary = ""'), "nhập từ tệp"),
    ]


def test_an_invalid_profile_is_not_saved(session):
    with pytest.raises(BadProfileError, match=r"bao.*summary"):
        profile_versions.save(session, "bao", ProfileFile('title = "Sách"', ""), BY)
    assert profile_versions.read(session, "bao") == _FILE


def test_a_concurrent_change_is_not_overwritten(session):
    profile_versions.save(session, "bao", _titled("A"), BY, edition=_FILE.edition)
    with pytest.raises(ProfileChangedError):
        profile_versions.save(session, "bao", _titled("B"), BY, edition=_FILE.edition)
    assert profile_versions.read(session, "bao") == _titled("A")


def test_the_same_profile_is_not_saved_again(session):
    assert not profile_versions.store(session, "bao", _FILE, BY)


def test_an_existing_collection_is_not_created_again(session):
    with pytest.raises(CollectionTakenError):
        profile_versions.create(session, "bao", _FILE, BY)


@pytest.mark.parametrize("slug", ["", "..", "../a", "Ảnh", "a b", "-a", "a" * 61, "a/b", "them"])
def test_an_invalid_slug_is_refused(session, slug):
    with pytest.raises(BadProfileError):
        profile_versions.create(session, slug, _FILE, BY)
    with pytest.raises(CollectionNotFoundError, match="bao"):
        profile_versions.read(session, slug)


def test_an_empty_collection_is_removed_and_created_again(session):
    profile_versions.remove(session, "bao", BY)
    assert profile_versions.current(session) == {}
    assert profile_versions.history(session, "bao")[0].is_removal
    profile_versions.create(session, "bao", _FILE, BY)
    assert profile_versions.read(session, "bao") == _FILE


def test_a_collection_with_items_stays(session):
    make_item(session, collection="bao")
    with pytest.raises(CollectionInUseError, match="bao còn 1"):
        profile_versions.remove(session, "bao", BY)


def test_a_version_of_another_collection_is_not_found(session):
    profile_versions.create(session, "sach", _FILE, BY)
    (other,) = profile_versions.history(session, "sach")
    with pytest.raises(ProfileVersionNotFoundError):
        profile_versions.earlier(session, "bao", other.id)
