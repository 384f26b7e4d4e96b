"""Taking packs in: the edition changes whole, or nothing does."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.canonical import canonical
from kit.models import HeldEdition
from kit.packs.problems import PackDamagedError, PackForeignError, PackUnreadableError
from kit.station import taking_in
from kit.station.problems import (
    MissingPackError,
    NewerProgramPackError,
    NotEnrolledError,
    OlderPackError,
    OlderProgramPackError,
    OtherStationPackError,
    StationFullError,
)
from kit.station.taking_in import take_in
from library.catalogue.models import Derivative, DerivativeKind, IndexDue, Item, Page, PageText
from library.catalogue.profile_versions import ProfileVersion
from library.database import reading, work
from library.schema_version import known_versions, old_code_survives
from library.storage.stores import derivative_store
from tests.kit.station.packs import (
    STATE_AT,
    PackedRecord,
    held_by,
    item_record,
    make_pack,
    make_record,
    page_record,
    rows_of,
)

_FLOOD = [item_record("lut", "Trận lụt"), page_record("lut", 1, "nước lên to")]
_MAC = [item_record("mac", "Thành nhà Mạc"), page_record("mac", 1, "thành ở Lạng Sơn")]


def _nameless(record):
    """Return the record of an item with a title that the database does not take."""
    line = json.loads(record.line)
    rows = line["rows"]["item"] if "rows" in line else line["item"]
    rows[0]["title"] = None
    return PackedRecord(record.kind, record.key, canonical(line))


def _titles(engine):
    with reading(engine) as session:
        return {item.title for item in session.query(Item)}


def test_a_full_pack_fills_an_empty_station(take, station):
    edition = take([*_FLOOD, *_MAC])
    assert _titles(station) == {"Trận lụt", "Thành nhà Mạc"}
    assert (edition.new_records, edition.changed_records, edition.removed_records) == (4, 0, 0)
    assert edition.new_items == ["lut", "mac"]
    with reading(station) as session:
        assert {row.text for row in session.query(PageText)} == {"nước lên to", "thành ở Lạng Sơn"}
        assert {row.item_id for row in session.query(IndexDue)} == {"lut", "mac"}


def test_a_pack_that_builds_on_what_is_held_changes_only_that(take, station):
    take([*_FLOOD, *_MAC])
    corrected = page_record("lut", 1, "nước lên rất to")
    removed = [record.name for record in _MAC]
    edition = take([corrected], held=held_by(*_FLOOD, *_MAC), removals=removed, number=2)
    assert _titles(station) == {"Trận lụt"}
    assert (edition.new_records, edition.changed_records, edition.removed_records) == (0, 1, 2)
    with reading(station) as session:
        assert [row.text for row in session.query(PageText)] == ["nước lên rất to"]


def test_a_full_pack_removes_what_it_does_not_name(take, station):
    take([*_FLOOD, *_MAC])
    assert take(_MAC, number=7).removed_records == 2
    assert _titles(station) == {"Thành nhà Mạc"}


def test_a_pack_that_is_held_changes_nothing(take, station):
    take(_FLOOD)
    old_rows = rows_of(station)
    assert take(_FLOOD).number == 1
    assert rows_of(station) == old_rows


def test_a_machine_that_was_set_up_as_a_library_loses_its_own_collections(take, station):
    for slug, number in (("bao", 7), ("sach", 8)):
        with work(station) as session:
            session.add(_profile(slug, number, "of this machine"))
    take([make_record("collection", "sach", _profile("sach", 7, "of the province"))])
    with reading(station) as session:
        rows = [(row.collection, row.id, row.text) for row in session.query(ProfileVersion)]
    assert rows == [("sach", 7, "of the province")]


def _profile(slug, number, text):
    row = ProfileVersion(id=number, collection=slug, text=text, introduction="")
    row.saved, row.saved_by = STATE_AT, ""
    return row


def test_a_pack_is_taken_in_even_if_old_files_cannot_be_removed(take, station, settings):
    settings.temporary.rmdir()
    settings.temporary.write_text("a file where a folder is needed")
    assert take(_FLOOD).number == 1
    assert _titles(station) == {"Trận lụt"}


def test_files_come_with_the_pack_and_go_with_their_edition(take, station, settings):
    store, content = derivative_store(settings), b"tep cua ban cu"
    digest = store.put(content)
    store.discard(digest)
    item = item_record("lut", "Trận lụt")
    page = page_record("lut", 1, "nước")
    words = page_record("lut", 1, "nước", words=digest)
    take([item, words], files=[content])
    assert store.is_sound(digest)
    take([page], held=held_by(item, words), number=2)
    assert not store.holds(digest)


_REFUSALS = {
    "a key of somebody else": ({"key": Ed25519PrivateKey.generate()}, PackForeignError),
    "another station": ({"station": "tram-2"}, OtherStationPackError),
    "another point": ({"point": "xa-2"}, OtherStationPackError),
    "an older pack": ({"number": 2}, OlderPackError),
    "a gap": ({"number": 5, "held": {}}, MissingPackError),
    "another base": ({"number": 4, "held": held_by(*_MAC)}, MissingPackError),
    "a newer program": ({"number": 4, "revision": "9999"}, NewerProgramPackError),
    "an older program": ({"number": 4, "revision": "0118"}, OlderProgramPackError),
    "a false edition": ({"number": 4, "edition": "0" * 64}, PackDamagedError),
}


@pytest.mark.parametrize(("chosen", "problem"), _REFUSALS.values(), ids=_REFUSALS)
def test_a_pack_that_does_not_fit_changes_nothing(take, station, chosen, problem):
    take(_FLOOD, number=3)
    old_rows = rows_of(station)
    with pytest.raises(problem):
        take(_MAC, **chosen)
    assert rows_of(station) == old_rows


def test_a_pack_of_the_oldest_program_that_all_later_changes_spare_is_taken_in(take, station):
    take(_FLOOD, revision=next(filter(old_code_survives, known_versions())))
    assert _titles(station) == {"Trận lụt"}


def test_a_disk_without_space_is_noticed_before_anything_changes(settings, station, take):
    object.__setattr__(settings, "free_mb", 1 << 40)
    with pytest.raises(StationFullError):
        take(_FLOOD)
    assert _titles(station) == set()


def test_a_station_that_was_not_enrolled_takes_nothing_in(settings, engine, tmp_path):
    make_pack(tmp_path / "goi", _FLOOD)
    with pytest.raises(NotEnrolledError):
        take_in(settings, engine, tmp_path / "goi", "stick")


def test_the_last_edition_is_the_one_that_is_served(take, station):
    take(_FLOOD)
    take(_MAC, held=held_by(*_FLOOD), number=2)
    with reading(station) as session:
        assert [edition.number for edition in session.query(HeldEdition)] == [1, 2]


@pytest.mark.parametrize(
    "place",
    [
        *range(0, 30, 3),
        *(pytest.param(place, marks=pytest.mark.slow) for place in range(30) if place % 3),
    ],
)
def test_a_flipped_byte_changes_nothing(settings, station, take, tmp_path, place):
    take(_FLOOD)
    old_rows = rows_of(station)
    folder = tmp_path / "usb" / "goi-2"
    make_pack(folder, _MAC, held=held_by(*_FLOOD), number=2, files=[b"x" * 5000])
    files = sorted(folder.iterdir())
    total = sum(file.stat().st_size for file in files)
    position = total * place // 30
    for file in files:
        size = file.stat().st_size
        if position < size:
            content = bytearray(file.read_bytes())
            content[position] ^= 0x10
            file.write_bytes(content)
            break
        position -= size
    with pytest.raises((PackDamagedError, PackForeignError, PackUnreadableError)):
        take_in(settings, station, folder, "stick")
    assert rows_of(station) == old_rows


def test_a_pack_that_is_another_one_when_it_is_read_again_changes_nothing(
    settings, station, take, tmp_path
):
    take(_FLOOD)
    old_rows = rows_of(station)
    folder, other = tmp_path / "usb" / "goi-2", tmp_path / "khac"
    make_pack(folder, _MAC, held=held_by(*_FLOOD), number=2)
    make_pack(other, [item_record("mac", "Thành nhà Hồ"), _MAC[1]], held={}, number=2)

    def swap(doing):
        if "sang bản mới" in doing:
            (other / "part-0001.tar").replace(folder / "part-0001.tar")

    with pytest.raises(PackDamagedError):
        take_in(settings, station, folder, "stick", swap)
    assert rows_of(station) == old_rows


def test_pages_that_change_places_keep_their_images(take, station):
    item, first, second = (
        item_record("mac", "Thành nhà Mạc", 2),
        page_record("mac", 1, "thành"),
        page_record("mac", 2, "lũy"),
    )
    image = Derivative(
        page_id=json.loads(first.line)["rows"]["page"][0]["id"],
        kind=DerivativeKind.THUMBNAIL,
        digest="a" * 64,
        media_type="image/webp",
        width=120,
        height=120,
        bytes=1,
    )
    images = make_record("thumbnails", "mac", image)
    held = [item, first, second, images]
    take(held)
    moved = [_moved(first, 2), _moved(second, 1)]
    take(moved, held=held_by(*held), number=2)
    with reading(station) as session:
        assert session.query(Derivative).one().page_id == image.page_id
        assert {page.number: page.id for page in session.query(Page)}[2] == image.page_id
    take(
        [_moved(first, 1)],
        held=held_by(item, images, *moved),
        removals=[("page", "mac/2")],
        number=3,
    )
    with reading(station) as session:
        assert [page.id for page in session.query(Page)] == [image.page_id]
        assert session.query(Derivative).count() == 1


def test_avif_images_replace_the_webp_that_a_station_held(take, station):
    item, page = _MAC
    sizes = {
        width: [_reading_image(page, kind, width) for kind in _FORMATS] for width in (800, 1280)
    }
    webp, avif = (
        [make_record(step, "mac", sizes[width][number]) for step, width in _STEPS.items()]
        for number in (0, 1)
    )
    take([item, page, *webp])
    take([item, page, *avif], number=2)
    with reading(station) as session:
        assert {(i.kind, i.width) for i in session.query(Derivative)} == {
            (DerivativeKind.AVIF, 800),
            (DerivativeKind.AVIF, 1280),
        }


_FORMATS = {DerivativeKind.READING: "image/webp", DerivativeKind.AVIF: "image/avif"}
_STEPS = {"small": 800, "reading": 1280}


def _reading_image(page, kind, width):
    page_id = json.loads(page.line)["rows"]["page"][0]["id"]
    size = {"width": width, "height": width, "bytes": 1}
    digest = f"{width}{kind.value}".encode().hex().ljust(64, "0")
    return Derivative(page_id=page_id, kind=kind, digest=digest, media_type=_FORMATS[kind], **size)


def _moved(page, number):
    content = json.loads(page.line)
    content["rows"]["page"][0]["number"] = number
    return PackedRecord("page", f"mac/{number}", canonical({**content, "key": f"mac/{number}"}))


def test_what_a_power_cut_left_is_removed_when_the_service_starts(take, settings, station):
    take(_FLOOD)
    store = derivative_store(settings)
    store.put(b"of the edition before")
    taking_in.finish(settings, station)
    assert list(store.digests()) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([page_record("không có", 1, "chữ")], id="a page without its item"),
        pytest.param([_nameless(item_record("lut", "Trận lụt"))], id="an item without a title"),
    ],
)
def test_signed_records_with_impossible_values_are_refused_with_a_sentence(take, station, rows):
    take(_MAC)
    with pytest.raises(PackDamagedError):
        take([*_MAC, *rows], number=2)
    assert _titles(station) == {"Thành nhà Mạc"}
