"""Packs: made at the province, read again, and put into the database of a station."""

import json

import pytest

from kit.canonical import digest
from kit.models import Station
from kit.packs import pack_files
from kit.packs.applying import apply, defer_references
from kit.packs.editions import Held, edition_digest, known, lines_of
from kit.packs.make import Making
from kit.packs.plan import plan_for
from kit.packs.problems import (
    EditionUnknownError,
    PackDamagedError,
    PackForeignError,
    PackWriteError,
)
from kit.packs.selected_records import records
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.authorities.models import Authority, ItemAuthority
from library.catalogue.models import Access, Derivative, DerivativeKind, Item, Page, PageText
from library.database import reading, work
from library.storage.stores import derivative_store
from points.access_points.models import Device
from tests.kit.packs.province import STATION, make_scanned_item, make_station
from tests.makers import BY, make_database, make_item, make_page, make_settings

NOTHING = Held(0, None)


@pytest.fixture
def items(settings, engine):
    """Return the ids of two items of a province with a station."""
    with work(engine) as session:
        make_station(session)
        return [
            make_scanned_item(session, settings, title).id
            for title in ("Khởi nghĩa Bắc Sơn", "Thành nhà Mạc")
        ]


@pytest.fixture
def make(settings, engine, tmp_path):
    """Return a function that makes a pack."""

    def made(held=NOTHING, purpose=Purpose.STICK, name="gói", lines=None, **options):
        folder = tmp_path / name
        making = Making(settings, engine, STATION, held, lines, **options)
        return folder if making.make_first((purpose,), folder).purpose else None

    return made


@pytest.fixture
def manifest_of(settings):
    """Return a function that reads the manifest of a pack."""
    return lambda folder: pack_files.read_manifest(folder, public_bytes(province_key(settings)))


@pytest.fixture
def held_after(manifest_of):
    """Return a function that says what a station holds after a pack."""

    def held(folder):
        manifest = manifest_of(folder)
        return Held(manifest.number, manifest.edition)

    return held


def _changed(folder, manifest):
    return sorted((record.kind, record.key) for record in pack_files.records(folder, manifest))


def _content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.usefixtures("items")
def test_the_same_state_and_base_make_the_same_parts(make):
    first, second = (_content(make(name=name))["part-0001.tar"] for name in ("một", "hai"))
    assert first == second


@pytest.mark.usefixtures("items")
def test_a_pack_reads_as_it_was_written(make, manifest_of, settings):
    folder = make()
    manifest = manifest_of(folder)
    assert [part.name for part in pack_files.verify_parts(folder, manifest)] == ["part-0001.tar"]
    records = list(pack_files.records(folder, manifest))
    assert edition_digest((r.kind, r.key, r.digest) for r in records) == manifest.edition
    files = {name: content.read() for name, content, _ in pack_files.files(folder, manifest)}
    assert set(files) == {name for record in records for name in record.files}
    assert files == {name: derivative_store(settings).read(name) for name in files}
    assert manifest.record_count == len(records)
    assert manifest.file_count == len(files) == 8


@pytest.mark.usefixtures("items")
@pytest.mark.sqlite
def test_a_station_filled_from_a_pack_holds_the_edition(make, manifest_of, engine, tmp_path):
    folder = make()
    station = make_database(make_settings(tmp_path / "trạm"))
    with work(station) as session:
        defer_references(session)
        apply(session, pack_files.records(folder, manifest_of(folder)))
    with reading(engine) as session:
        selection = plan_for(session, session.get(Station, STATION), clock.today()).selection
    with reading(station) as session:
        held = {(r.kind, r.key, digest(r.line)) for r in records(session, selection)}
        assert session.query(Device).one().code_hash is None
    assert edition_digest(held) == manifest_of(folder).edition
    station.dispose()


@pytest.mark.usefixtures("items")
def test_there_is_no_pack_when_nothing_changed(make, held_after):
    held = held_after(make())
    assert [make(held, purpose, "hai") for purpose in Purpose] == [None] * 4


def test_a_delta_carries_only_what_changed(items, make, held_after, manifest_of, engine):
    held = held_after(make())
    with work(engine) as session:
        page = session.query(Page).filter_by(item_id=items[0]).one()
        session.get(PageText, page.id).text = "chữ đã chữa"
        index_queue.mark(session, items[0], 1)
    folder = make(held, name="hai")
    manifest = manifest_of(folder)
    assert _changed(folder, manifest) == [("page", f"{items[0]}/1")]
    assert (manifest.number, manifest.base, manifest.file_count) == (2, held.edition, 0)


def test_what_is_withdrawn_goes_before_all_else(items, make, held_after, manifest_of, engine):
    held = held_after(make())
    with work(engine) as session:
        cataloguing.withdraw(session, session.get(Item, items[0]), BY, "rút")
        session.get(Item, items[1]).title = "Thành nhà Mạc ở Lạng Sơn"
    folder = make(held, Purpose.RIGHTS, "hai")
    manifest = manifest_of(folder)
    removed = sorted(pack_files.removals(folder, manifest))
    kinds = ("item", "page", "reading", "small", "thumbnails")
    keys = {"page": f"{items[0]}/1"}
    assert removed == [(kind, keys.get(kind, items[0])) for kind in kinds]
    assert _changed(folder, manifest) == []


def test_what_only_the_room_may_read_is_told_before_all_else(
    items, make, held_after, manifest_of, engine
):
    held = held_after(make())
    with work(engine) as session:
        session.get(Item, items[0]).access = Access.LIBRARY
    folder = make(held, Purpose.RIGHTS, "hai")
    assert _changed(folder, manifest_of(folder)) == [("item", items[0])]


def test_an_item_for_the_room_alone_goes_with_the_names_it_has_now(
    items, make, held_after, manifest_of, engine
):
    held = held_after(make())
    with work(engine) as session:
        volumes = make_item(session, "Tuyển tập")
        item = session.get(Item, items[0])
        item.access, item.part_of = Access.LIBRARY, volumes.id
        texts = dict.fromkeys(("name", "key", "sort", "folded", "letter"), "l")
        author = Authority(family="agent", kind="person", changed=clock.now(), **texts)
        session.add(author)
        session.flush()
        names = {"authority_id": author.id, "origin_id": author.id}
        session.add(ItemAuthority(item_id=item.id, field="creator", place=1, **names))
        expected = [("authority", str(author.id)), ("item", item.id), ("item", volumes.id)]
    folder = make(held, Purpose.RIGHTS, "hai")
    assert _changed(folder, manifest_of(folder)) == sorted(expected)


def test_an_item_that_loses_a_page_gets_its_images_anew(
    items, make, held_after, manifest_of, engine
):
    with work(engine) as session:
        blank = make_page(session, session.get(Item, items[0]), "trắng").id
    first = make()
    with work(engine) as session:
        session.get(Page, blank).left_out = True
    second = make(held_after(first), Purpose.RIGHTS, "hai")
    third = make(held_after(second), Purpose.IMAGES, "ba")
    assert _changed(third, manifest_of(third)) == [
        (step, items[0]) for step in ("reading", "small", "thumbnails")
    ]
    assert manifest_of(third).file_count == 3


def test_a_page_with_avif_goes_without_its_webp(items, make, held_after, manifest_of, engine):
    held = held_after(make())
    with work(engine) as session:
        page = session.query(Page).filter_by(item_id=items[0]).one()
        for image in list(page.derivatives):
            if image.kind is DerivativeKind.READING:
                columns = {"digest": image.digest, "bytes": 9, "media_type": "image/avif"}
                sizes = {"width": image.width, "height": image.height}
                avif = Derivative(kind=DerivativeKind.AVIF, **sizes, **columns)
                page.derivatives.append(avif)
        index_queue.mark(session, items[0], 1)
    folder = make(held, name="hai")
    changed = list(pack_files.records(folder, manifest_of(folder)))
    kinds = {record.kind: record.rows["derivative"] for record in changed}
    assert {step: [row["kind"] for row in rows] for step, rows in kinds.items()} == {
        "small": ["avif"],
        "reading": ["avif"],
    }


@pytest.mark.usefixtures("items")
def test_text_comes_before_images_and_small_images_before_large_ones(make, held_after, manifest_of):
    folder = make(purpose=Purpose.TEXT)
    kinds = [kind for kind, _ in _changed(folder, manifest_of(folder))]
    assert {"item", "page"} < set(kinds)
    assert not {"thumbnails", "small", "reading"} & set(kinds)
    steps = []
    while folder := make(held_after(folder), Purpose.IMAGES, f"{len(steps)}", images_mb=0):
        steps += [kind for kind, _ in _changed(folder, manifest_of(folder))]
    assert steps == ["thumbnails"] * 2 + ["small"] * 2 + ["reading"] * 2


def test_an_unknown_edition_is_made_from_the_lines_of_the_station(
    items, make, held_after, manifest_of, settings, engine
):
    held = held_after(make())
    lines = list(lines_of(known(settings, held.edition)))
    (settings.home / "kit" / "editions" / STATION / held.edition).write_bytes(b"half")
    with work(engine) as session:
        session.get(Item, items[0]).title = "Khởi nghĩa"
    with pytest.raises(EditionUnknownError):
        make(held, name="hai")
    folder = make(held, name="hai", lines=lines)
    assert _changed(folder, manifest_of(folder)) == [("item", items[0])]


def test_a_file_that_is_lost_is_left_out_and_comes_once_it_is_made_again(
    items, make, held_after, manifest_of, settings, engine
):
    store = derivative_store(settings)
    with reading(engine) as session:
        words = session.query(Page).filter_by(item_id=items[0]).one().words
    content = store.read(words)
    store.discard(words)
    messages = []
    first = make(progress=messages.append)
    assert manifest_of(first).file_count == 7
    assert "Thiếu 1 tệp bị mất hoặc hỏng trong kho: gói không có chúng" in messages
    second = make(held_after(first), name="hai")
    assert _changed(second, manifest_of(second)) == [("page", f"{items[0]}/1")]
    store.put(content)
    with work(engine) as session:
        session.connection().exec_driver_sql("DELETE FROM fixity_check")
    third = make(held_after(second), name="ba")
    assert [name for name, *_ in pack_files.files(third, manifest_of(third))] == [words]


@pytest.mark.usefixtures("items")
def test_parts_are_not_larger_than_the_stick_takes(settings, engine, make, manifest_of):
    with work(engine) as session:
        for number in range(3):
            make_scanned_item(session, settings, f"Tài liệu {number}", file_bytes=400_000)
    folder = make(part_mb=1)
    parts = manifest_of(folder).parts
    assert all(part.bytes <= 1_000_000 for part in parts)
    list(pack_files.verify_parts(folder, manifest_of(folder)))


@pytest.mark.usefixtures("items")
def test_what_a_killed_making_left_behind_goes(make, tmp_path):
    half = tmp_path / ".gói.half"
    half.mkdir()
    (half / "part-0009.tar").write_bytes(b"half")
    assert "part-0009.tar" not in _content(make())
    assert not half.exists()


@pytest.mark.usefixtures("items")
def test_a_pack_takes_the_place_of_an_earlier_one(make, tmp_path):
    make(part_mb=2)
    (tmp_path / "gói" / "part-0009.tar").write_bytes(b"earlier")
    assert "part-0009.tar" not in _content(make())
    assert [folder.name for folder in tmp_path.iterdir() if "gói" in folder.name] == ["gói"]


@pytest.mark.usefixtures("items")
def test_nothing_half_stays_when_making_fails(make, tmp_path, settings):
    (settings.home / "kit").mkdir()
    (settings.home / "kit" / "editions").write_text("no folder")
    with pytest.raises(PackWriteError):
        make()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.usefixtures("items")
def test_another_key_or_a_damaged_byte_is_noticed(make, manifest_of):
    folder = make()
    manifest = manifest_of(folder)
    with pytest.raises(PackForeignError):
        pack_files.read_manifest(folder, b"x" * 32)
    part = folder / "part-0001.tar"
    content = bytearray(part.read_bytes())
    content[2000] ^= 1
    part.write_bytes(content)
    with pytest.raises(PackDamagedError):
        list(pack_files.verify_parts(folder, manifest))


def test_nothing_of_staff_or_secrets_is_in_a_pack(items, make, manifest_of):
    assert items
    folder = make()
    lines = [
        json.dumps(r.rows, ensure_ascii=False)
        for r in pack_files.records(folder, manifest_of(folder))
    ]
    everything = "\n".join(lines)
    for secret in (BY, "bí mật", "cán bộ ghi", '"price"'):
        assert secret not in everything
