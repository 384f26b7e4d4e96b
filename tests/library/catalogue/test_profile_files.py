"""Tests of rewriting profile.toml files: comments are preserved and writes are atomic."""

import pytest

from library.catalogue import profile_files
from library.catalogue.profile_files import ProfileFile, update_text
from library.catalogue.profiles import parse
from library.errors import (
    BadProfileError,
    CollectionNotFoundError,
    CollectionTakenError,
    ProfileChangedError,
    ProfileNotWrittenError,
)

_TEXT = """# sách của tỉnh
title = "Sách"
summary = "Sách cũ"  # một câu
order = 10

[[fields]]
name = "title"
label = "Nhan đề"  # như trên bìa
required = true

# ô loại
[[fields]]
name = "kind"
label = "Loại"
"""
_TITLE = {"name": "title", "label": "Nhan đề", "required": True}
_KIND = {"name": "kind", "label": "Loại", "values": ("Sách", "Gia phả")}
_VALUES = {"title": "Sách", "summary": "Sách cũ", "order": 10, "licence": ""}


@pytest.fixture
def folder(tmp_path):
    """Create one collection; return the folder of collections."""
    (tmp_path / "sach").mkdir()
    (tmp_path / "sach" / "profile.toml").write_text(_TEXT, encoding="utf-8")
    return tmp_path


def test_unchanged_values_leave_the_text_unchanged():
    assert update_text(_TEXT, _VALUES, [_TITLE, {"name": "kind", "label": "Loại"}]) == _TEXT


def test_comments_next_to_changed_values_stay():
    text = update_text(_TEXT, {**_VALUES, "order": 5}, [_TITLE, _KIND])
    assert 'summary = "Sách cũ"  # một câu\norder = 5' in text
    assert "# như trên bìa" in text
    assert "# ô loại" in text


def test_fields_are_moved_added_and_removed():
    text = update_text(_TEXT, _VALUES, [{"name": "place", "label": "Nơi in"}, _TITLE])
    assert [rule.name for rule in parse("sach", text).fields] == ["place", "title"]
    assert "# như trên bìa" in text


def test_rewriting_repeatedly_adds_nothing():
    once = update_text(_TEXT, _VALUES, [_KIND, _TITLE])
    assert update_text(once, _VALUES, [_KIND, _TITLE]) == once
    assert (
        update_text(update_text(once, _VALUES, [_TITLE, _KIND]), _VALUES, [_KIND, _TITLE]) == once
    )


def test_an_emptied_value_is_removed():
    text = update_text('moving_wall = 5\ntitle = ""\nsummary = ""\n', {"moving_wall": None}, [])
    assert "moving_wall" not in text


def test_a_profile_is_created_from_an_empty_text():
    profile = parse("sach", update_text("", {**_VALUES, "moving_wall": 5}, [_TITLE, _KIND]))
    assert (profile.title, profile.moving_wall) == ("Sách", 5)
    assert profile.fields[1].values == ("Sách", "Gia phả")


def test_an_invalid_profile_is_not_written(folder):
    file = profile_files.read(folder, "sach")
    with pytest.raises(BadProfileError, match=r"sach.*summary"):
        bad = ProfileFile('title = "Sách"', "")
        profile_files.write(folder, "sach", bad, edition=file.edition)
    assert profile_files.read(folder, "sach") == file


def test_a_concurrent_change_is_not_overwritten(folder):
    edition = profile_files.read(folder, "sach").edition
    first, second = (ProfileFile(_TEXT.replace("10", number), "") for number in ("11", "12"))
    profile_files.write(folder, "sach", first, edition=edition)
    with pytest.raises(ProfileChangedError):
        profile_files.write(folder, "sach", second, edition=edition)
    assert profile_files.read(folder, "sach") == first


def test_no_temporary_file_remains(folder):
    edition = profile_files.read(folder, "sach").edition
    profile = ProfileFile(_TEXT.replace("10", "11"), "Lời giới thiệu.\n")
    profile_files.write(folder, "sach", profile, edition=edition)
    names = sorted(path.name for path in (folder / "sach").iterdir())
    assert names == ["gioi-thieu.md", "profile.toml"]


def test_an_existing_collection_is_not_created_again(folder):
    profile = ProfileFile(_TEXT, "")
    profile_files.create(folder, "anh-tu-lieu", profile)
    with pytest.raises(CollectionTakenError):
        profile_files.create(folder, "anh-tu-lieu", profile)


@pytest.mark.parametrize("slug", ["", "..", "../a", "Ảnh", "a b", "-a", "a" * 61, "a/b"])
def test_an_invalid_slug_is_refused(folder, slug):
    with pytest.raises(BadProfileError):
        profile_files.create(folder, slug, ProfileFile(_TEXT, ""))
    with pytest.raises(CollectionNotFoundError):
        profile_files.read(folder, slug)


def test_an_unwritable_folder_raises_with_advice(folder):
    (folder / "khac").write_text("đây là một tệp", encoding="utf-8")
    with pytest.raises(ProfileNotWrittenError, match="DIACHI_COLLECTIONS"):
        profile_files.create(folder, "khac", ProfileFile(_TEXT, ""))


@pytest.mark.parametrize("name", ["year", "cover", "state", "ban", "viec", "csrf_token"])
def test_reserved_field_names_are_refused(name):
    with pytest.raises(BadProfileError, match="dành riêng"):
        parse("sach", update_text(_TEXT, _VALUES, [_TITLE, {"name": name, "label": "Bản"}]))
