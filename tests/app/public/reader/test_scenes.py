"""Screenshots of the guides show existing pages and elements."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tests.app.public.reader.conftest import DESKTOP

_CHECKOUT = Path(__file__).parents[4]
_COOKIE = "phien"


def _scenes():
    spec = spec_from_file_location("scenes", _CHECKOUT / "docs" / "scenes.py")
    scenes = module_from_spec(spec)
    spec.loader.exec_module(scenes)
    return scenes


scenes = _scenes()


def _name(scene):
    return scene.name


def test_a_picture_is_taken_of_every_scene_and_of_nothing_else():
    for folder, expected in (
        (scenes.FOR_READERS, scenes.READERS_SCENES),
        (scenes.FOR_READERS_IN_ENGLISH, scenes.READERS_SCENES),
        (scenes.FOR_STAFF, scenes.STAFF_SCENES),
    ):
        assert {path.stem for path in folder.iterdir()} == {scene.name for scene in expected}


def test_pictures_for_readers_are_light():
    sizes = {path.name: path.stat().st_size for path in scenes.FOR_READERS.iterdir()}
    assert {name: size for name, size in sizes.items() if size > 30_000} == {}


@pytest.mark.parametrize("scene", scenes.STAFF_SCENES, ids=_name)
def test_a_picture_for_staff_stands_in_its_guide(scene):
    guide = (_CHECKOUT / f"docs/librarian/{scene.guide or scene.name}.md").read_text(
        encoding="utf-8"
    )
    assert f"](../pictures/huong-dan/{scene.name}.webp)" in guide


def test_the_help_shows_every_picture_in_words_too(browser):
    shown = {image.get("src"): image.get("alt") for image in browser.visit("/tro-giup").all("img")}
    for scene in scenes.READERS_SCENES:
        (alternative,) = (alt for src, alt in shown.items() if f"/help/{scene.name}.webp" in src)
        assert alternative


def test_one_who_saves_data_is_only_led_to_the_pictures(browser):
    page = browser.visit("/tro-giup", headers={"Save-Data": "on"})
    assert not [image for image in page.all("img") if "/help/" in image.get("src")]
    assert len([a for a in page.all("a") if "/help/" in a.get("href")]) == len(
        scenes.READERS_SCENES
    )


@pytest.fixture
def tab(chromium, site, staff):
    """Open a tab as an administrator."""
    context = chromium.new_context(viewport=DESKTOP, base_url=site, service_workers="block")
    cookie = staff("administrator").client.get_cookie(_COOKIE)
    context.add_cookies([{"name": _COOKIE, "value": cookie.value, "url": site}])
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_what_is_pointed_at_is_there(tab, book):
    for scene in (*scenes.READERS_SCENES, *scenes.STAFF_SCENES):
        tab.goto(scene.where(book.id).replace("uy+ban+nhan+dan", "ky+lua"))
        assert tab.locator(scene.point).count(), scene
