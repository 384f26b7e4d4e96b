"""Packages hold a whole item in the form of the standards, and bring it back without loss."""

import shutil
import subprocess

import pytest
from lxml import etree
from sqlalchemy import select

from library import clock
from library.accessions.register import DeliveredFile, Delivery, enter
from library.backup import item_rows
from library.catalogue.cataloguing import describe, publish
from library.catalogue.description import record_sources
from library.catalogue.models import Access, Item, PageText
from library.corrections.models import Revision, RevisionKind
from library.database import reading, work
from library.installation import set_up
from library.preservation import bag
from library.preservation.cli import take_in, write_series
from library.preservation.item_package import Stores, master_name, write_package
from library.storage.content_store import ContentStore
from tests import bagit_validator
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import BY, make_item, make_settings
from tests.xml_schemas import schema_errors

_MASTER = b"%PDF- the scanned book"


@pytest.fixture
def item_id(engine, settings):
    """Enter a scanned, corrected and described item with its delivery."""
    with work(engine) as session:
        item = make_item(
            session, "Địa chí", texts=(), published=False, access=Access.LIBRARY, date="1999"
        )
        digest = ContentStore(settings.masters).put(_MASTER)
        file = DeliveredFile("Quyển một.pdf", digest, len(_MASTER))
        delivery = enter(session, Delivery("Quyển một.pdf", (file,)), collection="dia-chi", by=BY)
        delivery.item_id, item.accession_id = item.id, delivery.id
        pages = [make_scan(session, settings, item, text) for text in ("Trang một", "Trang hai")]
        for page in pages:
            add_page_pdf(settings, page)
        pages[0].place, pages[1].place = 2, 1
        session.add(
            Revision(
                item_id=item.id,
                page_id=pages[0].id,
                width=10,
                height=10,
                begins=0.0,
                ends=1.0,
                kind=RevisionKind.TYPED,
                by=BY,
                at=clock.now(),
                changes="[]",
                count=0,
            )
        )
        describe(session, item, {"creator": "Nguyễn Văn A", "note": "Cho cán bộ"}, BY)
        record_sources.add(session, item.id, "Thư viện Quốc gia", "vtls000123", BY)
        publish(session, item, BY)
        return item.id


@pytest.fixture
def package(engine, settings, item_id, tmp_path):
    """Write the package of the item."""
    folder = tmp_path / "gói" / item_id
    with reading(engine) as session:
        write_package(session, item_id, _stores(settings), folder)
    return folder


def _stores(settings):
    masters, derivatives = ContentStore(settings.masters), ContentStore(settings.derivatives)
    return Stores(masters, derivatives, settings.library_name)


def _rows(engine, item_id):
    with engine.connect() as connection:
        tables = item_rows.read_rows(connection, item_id).tables
    (item,) = tables["item"]
    item.pop("changed")
    return tables


def test_two_judges_find_the_bag_sound(package):
    bagit_validator.validate(package)
    checked = ["sha256sum", "--check", "--quiet", "--strict", "manifest-sha256.txt"]
    subprocess.run(checked, cwd=package, check=True, timeout=60)
    bag.check_bag(package)


def test_its_mets_is_valid_and_names_every_file(package):
    content = (package / "data" / "mets.xml").read_bytes()
    assert schema_errors(content, "oai-pmh/all.xsd") == []
    tree = etree.fromstring(content)
    ids = tree.xpath("//*[local-name()='file']/@ID")
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//*[local-name()='fptr']/@FILEID")) == set(ids)
    assert tree.xpath("//*[local-name()='event']")
    assert tree.xpath("//*[local-name()='div'][@TYPE='page']/@ORDERLABEL") == ["2", "1"]


def test_its_alto_is_valid(package):
    files = sorted((package / "data" / "alto").iterdir())
    assert [schema_errors(file.read_bytes(), "alto/alto-4-4.xsd") for file in files] == [[], []]


@pytest.mark.slow
def test_an_item_comes_back_into_an_empty_library_without_loss(
    package, engine, item_id, settings, tmp_path
):
    elsewhere = make_settings(tmp_path / "nơi khác")
    other = set_up(elsewhere)
    take_in(elsewhere, other, package)
    assert _rows(other, item_id) == _rows(engine, item_id)
    (digest,) = item_rows.read_file(package / "data" / "rows").masters
    assert ContentStore(elsewhere.masters).read(digest) == _MASTER
    taken_in = {*ContentStore(elsewhere.derivatives).digests()}
    assert taken_in == {*ContentStore(settings.derivatives).digests()}
    other.dispose()


def test_a_changed_item_becomes_that_of_the_package_again(package, engine, item_id, settings):
    rows = _rows(engine, item_id)
    with work(engine) as session:
        for text in session.scalars(select(PageText)):
            text.text = "hỏng"
    take_in(settings, engine, package)
    assert _rows(engine, item_id) == rows
    assert take_in(settings, engine, package).changes == ()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda bag: (bag / "data" / "mets.xml").write_text("x"), "đã bị đổi"),
        (lambda bag: (bag / "data" / "mets.xml").unlink(), "thiếu tệp"),
        (lambda bag: (bag / "data" / "thừa.txt").write_text("x"), "không có trong danh sách"),
        (lambda bag: (bag / "bag-info.txt").write_text("x"), "đã bị đổi"),
        (lambda bag: (bag / "bagit.txt").unlink(), "thiếu bagit.txt"),
        (
            lambda bag: (bag / "manifest-sha256.txt").write_text(f"{'0' * 64}  ../../etc/passwd\n"),
            "dòng lạ",
        ),
        (
            lambda bag: (
                (bag / "data" / "masters").rename(bag.parent / "x")
                and (bag / "data" / "masters").symlink_to(bag.parent / "x")
            ),
            "liên kết",
        ),
    ],
)
def test_a_spoilt_package_is_refused(package, spoil, reason):
    spoil(package)
    with pytest.raises(bag.BadBagError, match=reason):
        bag.check_bag(package)


def test_names_with_any_sign_are_listed(tmp_path):
    name = "a\u2028b\x85c\x0bd\re\nf%0A.txt"
    (bag.start_bag(tmp_path) / name).write_text("x")
    bag.finish_bag(tmp_path, {})
    bag.check_bag(tmp_path)


@pytest.mark.parametrize(
    ("delivered", "ending"),
    [
        ("Quyển một.pdf", "-Quyển một.pdf"),
        ("../a/b.tif", "-b.tif"),
        ("..\\..\\b.tif", "-b.tif"),
        (f"{'ệ' * 200}.pdf", f"-{'ệ' * 66}.pdf"),
    ],
)
def test_delivered_names_lead_nowhere_and_fit_on_a_disk(delivered, ending):
    name = master_name("0" * 64, delivered)
    assert name == f"{'0' * 12}{ending}"
    assert len(name.encode()) <= 255


def test_an_incomplete_package_is_not_made(engine, settings, item_id, tmp_path):
    shutil.rmtree(settings.masters)
    with reading(engine) as session, pytest.raises(bag.MasterNotSoundError, match="Quyển một"):
        write_package(session, item_id, _stores(settings), tmp_path / "gói")


def test_a_folder_in_use_is_left_alone(package, engine, item_id, settings):
    with reading(engine) as session, pytest.raises(bag.FolderNotEmptyError):
        write_package(session, item_id, _stores(settings), package)


def test_a_collection_is_a_series_of_bags_that_goes_on(engine, settings, item_id, tmp_path):
    with work(engine) as session:
        collection = session.get_one(Item, item_id).collection
        other = make_item(session, "Bản nháp", collection=collection, texts=(), published=False).id
    first = next(write_series(engine, _stores(settings), collection, tmp_path))
    (missing,) = {item_id, other} - {first.folder.name}
    (tmp_path / f"{missing}.unfinished").mkdir()
    steps = list(write_series(engine, _stores(settings), collection, tmp_path))
    assert [step.is_new for step in steps] == [step.folder != first.folder for step in steps]
    assert {step.folder.name for step in steps} == {item_id, other}
    for step in steps:
        bag.check_bag(step.folder)
        info = (step.folder / "bag-info.txt").read_text()
        assert f"Bag-Count: {step.number} of 2" in info
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_series_names_the_items_that_cannot_be_written(engine, settings, item_id, tmp_path):
    shutil.rmtree(settings.masters)
    with work(engine) as session:
        collection = session.get_one(Item, item_id).collection
    (step,) = write_series(engine, _stores(settings), collection, tmp_path)
    assert "Quyển một" in step.problem
    assert not step.folder.exists()
