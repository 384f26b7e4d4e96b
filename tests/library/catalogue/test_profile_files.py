"""A profile is rewritten with what a librarian wrote in it by hand, whole or not at all."""

import pytest

from library.catalogue import profile_files
from library.catalogue.profile_files import ProfileFile, rewritten
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
_TOLD = {"title": "Sách", "summary": "Sách cũ", "order": 10, "licence": ""}


@pytest.fixture
def folder(tmp_path):
    """Put up one collection."""
    (tmp_path / "sach").mkdir()
    (tmp_path / "sach" / "profile.toml").write_text(_TEXT, encoding="utf-8")
    return tmp_path


def test_what_does_not_change_stays_as_it_was_written():
    assert rewritten(_TEXT, _TOLD, [_TITLE, {"name": "kind", "label": "Loại"}]) == _TEXT


def test_comments_stay_beside_what_changes():
    text = rewritten(_TEXT, {**_TOLD, "order": 5}, [_TITLE, _KIND])
    assert 'summary = "Sách cũ"  # một câu\norder = 5' in text
    assert "# như trên bìa" in text
    assert "# ô loại" in text


def test_fields_are_moved_made_and_dropped():
    text = rewritten(_TEXT, _TOLD, [{"name": "place", "label": "Nơi in"}, _TITLE])
    assert [rule.name for rule in parse("sach", text).fields] == ["place", "title"]
    assert "# như trên bìa" in text


def test_rewriting_again_and_again_adds_nothing():
    once = rewritten(_TEXT, _TOLD, [_KIND, _TITLE])
    assert rewritten(once, _TOLD, [_KIND, _TITLE]) == once
    assert rewritten(rewritten(once, _TOLD, [_TITLE, _KIND]), _TOLD, [_KIND, _TITLE]) == once


def test_what_is_emptied_is_told_no_more():
    text = rewritten('moving_wall = 5\ntitle = ""\nsummary = ""\n', {"moving_wall": None}, [])
    assert "moving_wall" not in text


def test_a_profile_is_made_from_nothing():
    profile = parse("sach", rewritten("", {**_TOLD, "moving_wall": 5}, [_TITLE, _KIND]))
    assert (profile.title, profile.moving_wall) == ("Sách", 5)
    assert profile.fields[1].values == ("Sách", "Gia phả")


def test_a_profile_that_cannot_be_read_is_not_written(folder):
    file = profile_files.read(folder, "sach")
    with pytest.raises(BadProfileError, match=r"sach.*summary"):
        bad = ProfileFile('title = "Sách"', "")
        profile_files.write(folder, "sach", bad, edition=file.edition)
    assert profile_files.read(folder, "sach") == file


def test_who_comes_second_does_not_overwrite(folder):
    edition = profile_files.read(folder, "sach").edition
    first, second = (ProfileFile(_TEXT.replace("10", number), "") for number in ("11", "12"))
    profile_files.write(folder, "sach", first, edition=edition)
    with pytest.raises(ProfileChangedError):
        profile_files.write(folder, "sach", second, edition=edition)
    assert profile_files.read(folder, "sach") == first


def test_nothing_half_written_is_left_behind(folder):
    edition = profile_files.read(folder, "sach").edition
    made = ProfileFile(_TEXT.replace("10", "11"), "Lời giới thiệu.\n")
    profile_files.write(folder, "sach", made, edition=edition)
    names = sorted(path.name for path in (folder / "sach").iterdir())
    assert names == ["gioi-thieu.md", "profile.toml"]


def test_a_collection_is_made_once(folder):
    made = ProfileFile(_TEXT, "")
    profile_files.make(folder, "anh-tu-lieu", made)
    with pytest.raises(CollectionTakenError):
        profile_files.make(folder, "anh-tu-lieu", made)


@pytest.mark.parametrize("slug", ["", "..", "../a", "Ảnh", "a b", "-a", "a" * 61, "a/b"])
def test_a_slug_leads_nowhere_else(folder, slug):
    with pytest.raises(BadProfileError):
        profile_files.make(folder, slug, ProfileFile(_TEXT, ""))
    with pytest.raises(CollectionNotFoundError):
        profile_files.read(folder, slug)


def test_a_folder_that_cannot_be_written_to_says_what_to_do(folder):
    (folder / "khac").write_text("đây là một tệp", encoding="utf-8")
    with pytest.raises(ProfileNotWrittenError, match="DIACHI_COLLECTIONS"):
        profile_files.make(folder, "khac", ProfileFile(_TEXT, ""))


@pytest.mark.parametrize("name", ["year", "cover", "state", "ban", "viec", "csrf_token"])
def test_no_field_is_called_like_something_else_of_the_item_or_its_form(name):
    with pytest.raises(BadProfileError, match="đã dùng việc khác"):
        parse("sach", rewritten(_TEXT, _TOLD, [_TITLE, {"name": name, "label": "Bản"}]))
