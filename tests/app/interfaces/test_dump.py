"""Daily dump of the public records: complete, current where an item left, for everybody."""

import csv
import gzip
import io
import json

import pytest

from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import find_item
from library.database import work
from tests.makers import BY


@pytest.fixture
def fetch(app):
    """Return a function that returns the unpacked dump in one form."""

    def fetched(form):
        with app.test_client().get(f"/du-lieu/tai-lieu.{form}.gz") as response:
            assert response.status_code == 200, response.text
            assert 'rel="license"' in response.headers["Link"]
            return gzip.decompress(response.get_data()).decode("utf-8-sig")

    return fetched


def test_both_forms_hold_every_public_record(fetch, catalogue):
    records = [json.loads(line) for line in fetch("jsonl").splitlines()]
    assert {record["id"] for record in records} == catalogue.seen
    rows = list(csv.DictReader(io.StringIO(fetch("csv"))))
    assert {row["id"]: row["title"] for row in rows} == {
        record["id"]: record["title"] for record in records
    }


def test_an_item_that_left_is_in_no_dump(fetch, catalogue, engine):
    assert catalogue.book in fetch("jsonl")
    with work(engine) as session:
        close(session, find_item(session, catalogue.book), BY, "gỡ")
    assert catalogue.book not in fetch("jsonl")
