"""Tests of editing profiles as texts, and of their import from files and export to files."""

import pytest

from library.catalogue import profile_files
from library.catalogue.profile_files import ProfileFile, update_text
from library.catalogue.profiles import parse
from library.errors import BadProfileError, ProfileNotWrittenError
from tests.makers import make_collections

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


def test_an_export_is_read_as_it_was(tmp_path):
    file = ProfileFile(_TEXT, "Lời giới thiệu.\n")
    profile_files.write_folder(tmp_path, "sach", file)
    assert profile_files.read_folder(tmp_path) == {"sach": file}
    assert profile_files.read_folder(tmp_path / "sach") == {"sach": file}
    names = sorted(path.name for path in (tmp_path / "sach").iterdir())
    assert names == ["gioi-thieu.md", "profile.toml"]


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"\xff\xfe", "UTF-8"), (b"title = S", "dòng 1"), (b"", "title")]
)
def test_one_invalid_file_is_named(tmp_path, content, complaint):
    make_collections(tmp_path, sach=_TEXT, bao=_TEXT)
    (tmp_path / "bao" / "profile.toml").write_bytes(content)
    with pytest.raises(BadProfileError, match=f"bao/profile.toml.*{complaint}"):
        profile_files.read_folder(tmp_path)


def test_an_unwritable_folder_is_named(tmp_path):
    (tmp_path / "khac").write_text("đây là một tệp", encoding="utf-8")
    with pytest.raises(ProfileNotWrittenError, match="khac"):
        profile_files.write_folder(tmp_path, "khac", ProfileFile(_TEXT, ""))


@pytest.mark.parametrize("name", ["year", "cover", "state", "ban", "viec", "csrf_token"])
def test_reserved_field_names_are_refused(name):
    with pytest.raises(BadProfileError, match="dành riêng"):
        parse("sach", update_text(_TEXT, _VALUES, [_TITLE, {"name": name, "label": "Bản"}]))
