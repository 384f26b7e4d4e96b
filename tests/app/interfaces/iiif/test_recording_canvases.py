"""Recordings in manifests: canvases with a duration, their files, captions and chapters."""

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Item
from library.database import work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason, TranscriptKind
from library.recordings.silencing import SpanFacts, mark
from tests.app.interfaces.iiif.schemas import (
    PRESENTATION_SCHEMA,
    complaints,
    presentation_complaints,
)
from tests.app.scans import make_scan
from tests.makers import make_item
from tests.recordings import MINUTE, add_words, make_recording


@pytest.fixture
def tape(engine, settings):
    """Return a function that creates a published item of one page and a sound."""

    def created(access=Access.PUBLIC):
        with work(engine) as session:
            item = make_item(session, "Then cổ", texts=(), published=False, access=access)
            make_scan(session, settings, item, "Bìa băng", widths=(500,))
            for page in make_recording(session, settings, item):
                page.state = item.pages[0].state
                make_scan_images(page, item.pages[0])
            add_words(session, item, (Cue(4000, 8000, "Pú đẩm"),), language="tyz")
            chapters = Cue(0, 0, "Mở đầu"), Cue(6 * MINUTE, 6 * MINUTE, "Vào lễ")
            add_words(session, item, chapters, TranscriptKind.CHAPTERS)
            publish(session, item, "kiểm thử")
        return item

    return created


def make_scan_images(page, scan):
    """Give a stretch the images of a page."""
    for image in [
        image for image in scan.derivatives if image.kind.value in ("reading", "thumbnail")
    ]:
        columns = ("kind", "digest", "media_type", "width", "height", "bytes")
        page.derivatives.append(type(image)(**{name: getattr(image, name) for name in columns}))


def test_a_recording_is_one_canvas_with_its_duration_files_and_captions(browser, tape, ask):
    manifest = ask(f"/iiif/3/{tape().id}")
    page, canvas = manifest["items"]
    assert "duration" not in page
    assert canvas["duration"] == 660.0
    body = canvas["items"][0]["items"][0]["body"]
    assert {file["type"] for file in body["items"]} == {"Sound"}
    assert {file["format"] for file in body["items"]} == {"audio/webm", "audio/mp4"}
    (caption,) = canvas["annotations"][0]["items"]
    assert (caption["motivation"], caption["body"]["language"]) == ("supplementing", "tyz")
    for address in (body["items"][0]["id"], caption["body"]["id"]):
        with browser.client.get(address.removeprefix("http://localhost")) as response:
            assert response.status_code == 200


def test_chapters_are_ranges(tape, ask):
    ranges = ask(f"/iiif/3/{tape().id}")["structures"]
    assert [part["label"]["none"] for part in ranges] == [["Mở đầu"], ["Vào lễ"]]
    assert [part["items"][0]["id"].partition("#")[2] for part in ranges] == ["t=0,360", "t=360,660"]


def test_a_manifest_of_closed_recordings_names_no_file(tape, ask):
    manifest = ask(f"/iiif/3/{tape(Access.LIBRARY).id}")
    assert "/bang/" not in str(manifest)
    assert "/loi/" not in str(manifest)


def test_version_2_shows_the_pictures_of_the_stretches(tape, ask):
    canvases = ask(f"/iiif/2/{tape().id}")["sequences"][0]["canvases"]
    assert len(canvases) == 4


@pytest.mark.needs(PRESENTATION_SCHEMA, "the schema of Presentation 3.0, which we may not ship")
def test_a_manifest_of_a_recording_follows_the_schema(tape, ask):
    assert presentation_complaints(ask(f"/iiif/3/{tape().id}")) == []


@pytest.mark.parametrize(
    ("version", "list_name", "target"), [(1, "resources", "on"), (2, "items", "target")]
)
def test_words_of_a_transcript_are_found_at_their_time(
    tape, ask, index, engine, version, list_name, target
):
    item = tape()
    with work(engine) as session:
        later = (Cue(6 * MINUTE, 6 * MINUTE + 2500, "Lằng Slửa mừa mường"),)
        add_words(session, item, (Cue(4000, 8000, "Pú đẩm"), *later), language="vi")
    index()
    answer = ask(f"/iiif/search/{version}/{item.id}?q=slua+mua")
    assert complaints(f"search-{version}.0", answer) == []
    (match,) = answer[list_name]
    canvas = ask(f"/iiif/3/{item.id}")["items"][1]["id"]
    assert match[target] == f"{canvas}#t=360.0,362.5"


def test_silenced_words_and_closed_recordings_are_never_found(tape, browser, ask, index, engine):
    item, closed = tape(), tape(Access.STAFF)
    with work(engine) as session:
        facts = SpanFacts(3000, 9000, SilenceReason.HEALTH)
        mark(session, session.get_one(Item, item.id), "a" * 64, facts, "kiểm thử")
    for _ in range(2):  # before and after the index knows of it
        for words in ("pu+dam", "đoạn+được+giữ+kín"):
            assert ask(f"/iiif/search/2/{item.id}?q={words}")["items"] == []
        index()
    with browser.client.get(f"/iiif/search/2/{closed.id}?q=pu+dam") as response:
        assert response.status_code in (403, 404)
