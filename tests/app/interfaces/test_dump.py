"""Daily dump of the public records: complete, current where an item left, for everybody."""

import csv
import gzip
import io
import json

import pytest

from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import describe, find_item
from library.database import work
from library.exchange.records.public_dump import JSON_LINES, Source, write
from tests.makers import BY, save_profile


@pytest.fixture
def fetch(app):
    """Return a function that returns the unpacked dump in one form."""

    def fetched(form):
        with app.test_client().get(f"/du-lieu/tai-lieu.{form}.gz") as response:
            assert response.status_code == 200, response.text
            assert 'rel="license"' in response.headers["Link"]
            return gzip.decompress(response.get_data()).decode("utf-8-sig")

    return fetched


@pytest.mark.slow
def test_both_forms_hold_every_public_record(fetch, catalogue):
    records = [json.loads(line) for line in fetch("jsonl").splitlines()]
    assert {record["id"] for record in records} == catalogue.seen
    rows = list(csv.DictReader(io.StringIO(fetch("csv"))))
    assert {row["id"]: row["title"] for row in rows} == {
        record["id"]: record["title"] for record in records
    }


@pytest.mark.slow
def test_an_item_that_left_is_in_no_dump(fetch, catalogue, engine):
    assert catalogue.book in fetch("jsonl")
    with work(engine) as session:
        close(session, find_item(session, catalogue.book), BY, "gỡ")
    assert catalogue.book not in fetch("jsonl")


def test_an_own_field_named_like_a_column_replaces_nothing(settings, engine, catalogue, tmp_path):
    with work(engine) as session:
        describe(session, find_item(session, catalogue.book), {"address": "Kỳ Lừa"}, BY)
    own = '[[fields]]\nname = "address"\nlabel = "Nơi ở"\n'
    start = 'title = "Địa chí"\nsummary = "Sách."\naccess = "public"\n'
    save_profile(engine, "dia-chi", start + own)
    source = Source(settings.database_url, "https://a.vn/{}")
    write(JSON_LINES, source, tmp_path / "a.gz")
    lines = gzip.decompress((tmp_path / "a.gz").read_bytes()).decode().splitlines()
    (book,) = [row for row in map(json.loads, lines) if row["id"] == catalogue.book]
    assert book["address"] == f"https://a.vn/{catalogue.book}"
    assert book["own_address"] == "Kỳ Lừa"
