"""Staff download an item as a preservation package."""

from io import BytesIO
from zipfile import ZipFile

from library.database import work
from tests import bagit_validator
from tests.makers import make_item


def test_a_cataloguer_takes_the_package_from_the_record(staff, engine, tmp_path):
    with work(engine) as session:
        item = make_item(session, "Địa chí", published=False)
    browser = staff("cataloguer")
    browser.app.extensions["services"].downloads.patience = 120  # a process on a busy machine
    address = f"/can-bo/tai-lieu/{item.id}/goi-bao-quan.zip"
    assert browser.visit(f"/can-bo/tai-lieu/{item.id}/bieu-ghi").has_link_to(address)
    response = browser.fetch(address)
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    ZipFile(BytesIO(response.data)).extractall(tmp_path)
    bagit_validator.validate(tmp_path / item.id)


def test_an_unknown_item_is_not_found(office):
    assert office.fetch("/can-bo/tai-lieu/00000000000a/goi-bao-quan.zip").status_code == 404
