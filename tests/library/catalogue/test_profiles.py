"""Tests of parsing profiles: errors are reported with the collection."""

from pathlib import Path

import pytest

from library.catalogue.models import Access
from library.catalogue.profile_files import read_folder
from library.catalogue.profiles import in_order, parse, profile_of
from library.errors import BadProfileError, CollectionNotFoundError
from tests.makers import make_profile

_OWN = read_folder(Path(__file__).parents[3] / "collections")


def test_title_and_summary_are_enough():
    profile = parse("bao", 'title = "Báo"\nsummary = "Báo cũ"')
    assert (profile.title, profile.access, profile.languages) == ("Báo", Access.PUBLIC, ("vie",))


def test_collections_are_in_display_order():
    profiles = [parse(slug, f'title = ""\nsummary = ""\norder = {n}') for slug, n in ("a2", "b1")]
    assert list(in_order(profiles)) == ["b", "a"]


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
def test_an_error_is_reported_with_its_cause(text, complaint):
    with pytest.raises(BadProfileError, match=f"bao.*{complaint}"):
        parse("bao", text)


def test_an_unknown_collection_raises_with_the_known_ones():
    with pytest.raises(CollectionNotFoundError, match="hiện có: bao"):
        profile_of({"bao": make_profile("bao")}, "sách")


@pytest.mark.parametrize("slug", _OWN)
def test_our_own_collections_have_introductions(slug):
    profile = parse(slug, _OWN[slug].text, _OWN[slug].introduction)
    assert profile.title and profile.summary and profile.introduction
