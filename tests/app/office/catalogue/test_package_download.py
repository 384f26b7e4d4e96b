"""Staff download an item as a preservation package."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from library.database import reading, work
from library.recordings.models import SilenceReason
from library.recordings.silencing import SpanFacts, mark
from library.staff.models import AuditEntry
from tests import bagit_validator
from tests.makers import BY, make_item
from tests.recordings import make_recording


@pytest.mark.slow
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


def test_a_package_with_a_sealed_recording_is_noted(staff, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Then cổ")
        make_recording(session, settings, item)
        mark(session, item, "a" * 64, SpanFacts(0, 1000, SilenceReason.HEALTH), BY)
    browser = staff("cataloguer")
    browser.app.extensions["services"].downloads.patience = 0
    browser.fetch(f"/can-bo/tai-lieu/{item.id}/goi-bao-quan.zip")
    with reading(engine) as session:
        entry = session.query(AuditEntry).filter_by(action="silence.hear").one()
        assert (entry.subject, entry.detail) == (item.id, "gói bảo quản")


def test_an_unknown_item_is_not_found(office):
    assert office.fetch("/can-bo/tai-lieu/00000000000a/goi-bao-quan.zip").status_code == 404
