"""Tests of reading profiles: errors are reported with the collection."""

from pathlib import Path

import pytest

from library.catalogue.models import Access
from library.catalogue.profiles import profile_of, read_profiles
from library.errors import BadProfileError, CollectionNotFoundError

_OWN = Path(__file__).parents[3] / "collections"


def _write(folder, slug, text):
    (folder / slug).mkdir()
    (folder / slug / "profile.toml").write_text(text, encoding="utf-8")


def test_title_and_summary_are_enough(tmp_path):
    _write(tmp_path, "bao", 'title = "Báo"\nsummary = "Báo cũ"')
    profile = read_profiles(tmp_path)["bao"]
    assert (profile.title, profile.access, profile.languages) == ("Báo", Access.PUBLIC, ("vie",))


def test_the_introduction_is_read_from_the_collection_folder(tmp_path):
    _write(tmp_path, "bao", 'title = "Báo"\nsummary = ""')
    (tmp_path / "bao" / "gioi-thieu.md").write_text("Báo từ năm 1900.", encoding="utf-8")
    assert read_profiles(tmp_path)["bao"].introduction == "Báo từ năm 1900."


def test_collections_are_in_display_order(tmp_path):
    _write(tmp_path, "a", 'title = ""\nsummary = ""\norder = 2')
    _write(tmp_path, "b", 'title = ""\nsummary = ""\norder = 1')
    assert list(read_profiles(tmp_path)) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('title = "Báo"', "summary", id="a part is missing"),
        pytest.param("title = Báo", "profile.toml", id="not TOML"),
        pytest.param("title = " + "[" * 5000, "lồng nhau", id="nested too deeply"),
        pytest.param('title = ""\nsummary = ""\naccess = "ai"', "ai", id="unknown access"),
        pytest.param(
            'title = ""\nsummary = ""\n[[fields]]\nname = "a"\nlabel = "A"\nkind = "số"',
            "loại trường",
            id="unknown kind of field",
        ),
    ],
)
def test_an_error_is_reported_with_its_cause(tmp_path, text, complaint):
    _write(tmp_path, "bao", text)
    with pytest.raises(BadProfileError, match=f"bao.*{complaint}"):
        read_profiles(tmp_path)


def test_an_unknown_collection_raises_with_the_known_ones(tmp_path):
    _write(tmp_path, "bao", 'title = "Báo"\nsummary = ""')
    with pytest.raises(CollectionNotFoundError, match="hiện có: bao"):
        profile_of(read_profiles(tmp_path), "sách")


@pytest.mark.parametrize("profile", read_profiles(_OWN).values(), ids=lambda profile: profile.slug)
def test_our_own_collections_have_introductions(profile):
    assert profile.title and profile.summary and profile.introduction
