"""Extents of items by medium, in words and in the records of other systems."""

import pytest

from library.catalogue.models import Access, Derivative, DerivativeKind, Item
from library.catalogue.pages.page_order import cover_of
from library.catalogue.pages.thumbnails import covers_with_parts
from library.database import reading, work
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import descriptions
from library.recordings.cues import Cue
from library.recordings.extents import (
    NO_EXTENT,
    Extent,
    extent_of,
    extents,
    length_text,
    total_extent,
)
from library.recordings.playing import access_copies, captions, recordings_of
from library.recordings.webvtt import cues_within, read_cues, write_cues
from tests.makers import make_item, make_page, profile_text, save_profile
from tests.recordings import MINUTE, add_words, make_recording

_FILE = "a" * 64
_CUES = (Cue(4000, 8000, "câu đầu"), Cue(6 * MINUTE, 6 * MINUTE + 5000, "câu kín"))


@pytest.fixture
def ceremony(engine, settings):
    """Create an item with two pages and a recording of eleven minutes; return its id."""
    with work(engine) as session:
        item = make_item(session, "Lễ cấp sắc", texts=("một", "hai"))
        make_recording(session, settings, item)
        add_words(session, item, _CUES)
    return item.id


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        pytest.param(400, "1 giây", id="less than a second"),
        pytest.param(50_000, "50 giây", id="seconds"),
        pytest.param(45 * MINUTE, "45 phút", id="minutes"),
        pytest.param(45 * MINUTE + 40_000, "46 phút", id="minutes are rounded"),
        pytest.param(65 * MINUTE, "1 giờ 5 phút", id="an hour"),
        pytest.param(120 * MINUTE, "2 giờ", id="whole hours"),
    ],
)
def test_a_length_is_told_in_vietnamese(milliseconds, text):
    assert length_text(milliseconds) == text


def test_an_item_of_two_media_has_pages_and_minutes(engine, ceremony):
    with reading(engine) as session:
        extent = extent_of(session, ceremony)
    assert str(extent) == "2 trang · băng 11 phút"
    assert (extent.medium, extent.is_recording) == ("sound", False)


def test_extents_add_up(engine, ceremony):
    picture = Extent(pictures=12)
    with reading(engine) as session:
        assert str(extent_of(session, ceremony) + picture) == "2 trang · băng 11 phút · 12 ảnh"
        assert extents(session, ["none"]) == {}
    assert NO_EXTENT.medium == ""


def test_everything_together_has_an_extent(engine, ceremony):
    with work(engine) as session:
        make_item(session, texts=("một",))
        assert str(total_extent(session)) == "3 trang · băng 11 phút"


def test_a_picture_has_pictures(engine):
    with work(engine) as session:
        item = make_item(session, "Chợ", texts=("một", "hai"), kind="Ảnh")
        assert str(extent_of(session, item.id)) == "2 ảnh"


def test_the_marc_record_of_a_sound_names_its_minutes(engine, settings):
    with work(engine) as session:
        item = make_item(session, "Then cổ Lạng Sơn", texts=(), published=False)
        make_recording(session, settings, item)
        item.page_count = 3
        (description,) = descriptions(session, (item.id,))
    record = to_record(description)
    fields = {field.tag: field for field in record.fields}
    assert fields["300"].subfields == (("a", "1 tệp âm thanh (11 phút)"),)
    assert record.leader[6] == "j"
    assert len(fields["008"].text) == 40
    assert [field.text[0] for field in record.fields if field.tag == "007"] == ["c", "s"]
    assert dict(fields["336"].subfields)["b"] == "prm"


def test_the_marc_record_of_two_media_names_both(engine, ceremony):
    with reading(engine) as session:
        (description,) = descriptions(session, (ceremony,))
    (field,) = [field for field in to_record(description).fields if field.tag == "300"]
    assert field.subfields[0][1] == "1 tài nguyên trực tuyến (2 trang, băng 11 phút)"


def test_a_waveform_never_stands_for_an_item_with_a_page(engine, settings):
    with work(engine) as session:
        item = make_item(session, "Lễ cấp sắc", texts=(), published=False)
        wave = make_recording(session, settings, item)[0]
        page = make_page(session, item, "ảnh")
        for page_, digest in ((wave, "b" * 64), (page, "c" * 64)):
            size = {"media_type": "image/webp", "width": 200, "height": 90, "bytes": 1}
            page_.derivatives.append(
                Derivative(kind=DerivativeKind.THUMBNAIL, digest=digest, **size)
            )
        page.derivatives.append(
            Derivative(
                kind=DerivativeKind.LEAF,
                digest="d" * 64,
                media_type="application/pdf",
                width=0,
                height=0,
                bytes=1,
            )
        )
        session.flush()
        session.expire(item, ["pages"])
        assert cover_of(item.pages) == "c" * 64


@pytest.mark.parametrize(
    ("access", "is_shown"),
    [
        pytest.param(Access.PUBLIC, True, id="a part that everybody may read"),
        pytest.param(Access.LIBRARY, False, id="a part that is read in the library only"),
    ],
)
def test_a_whole_without_pages_takes_the_cover_of_an_open_part(engine, access, is_shown):
    with work(engine) as session:
        host = make_item(session, "Bộ sách và băng", texts=(), published=False)
        part = make_item(session, "Sách", texts=("một",), access=access)
        part.part_of, part.cover = host.id, "b" * 64
        size = {"media_type": "image/webp", "width": 200, "height": 90, "bytes": 1}
        part.pages[0].derivatives.append(
            Derivative(kind=DerivativeKind.THUMBNAIL, digest="b" * 64, **size)
        )
        session.flush()
        covers = covers_with_parts(session, [host.id])
        assert [cover.item_id for cover in covers.values()] == ([part.id] if is_shown else [])
    profile = profile_text(engine, "dia-chi").replace("title =", "moving_wall = 9\ntitle =", 1)
    save_profile(engine, "dia-chi", profile)
    with work(engine) as session:
        assert not covers_with_parts(session, [host.id])


def test_no_copy_is_played_and_no_word_told_of_a_stretch_left_out(engine, settings, ceremony):
    with work(engine) as session:
        assert access_copies(session, ceremony, _FILE)
        assert len(recordings_of(session, ceremony)) == 1
        hidden = session.get_one(Item, ceremony).pages[3]
        hidden.left_out = True
        session.flush()
        assert access_copies(session, ceremony, _FILE) == ()
        assert recordings_of(session, ceremony) == ()
        words = captions(session, ceremony, _FILE, "vi")
    assert "câu đầu" in words
    assert "câu kín" not in words


def test_the_cues_of_a_stretch_are_found_without_reading_the_others():
    cues = tuple(Cue(n * 1700, n * 1700 + 900, f"--> câu {n}\n0:05 hai") for n in range(3000))
    text = write_cues(cues)
    for begins, ends in ((0, 1), (0, 300_000), (299_200, 600_000), (5_000_000, 6_000_000)):
        expected = tuple(cue for cue in read_cues(text) if begins <= cue.begins < ends)
        assert cues_within(text, begins, ends) == expected
    assert cues_within(write_cues(()), 0, 300_000) == ()
