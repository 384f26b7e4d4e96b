"""Interfaces for other systems: speed of harvests, errors against schemas, time of answers."""

import argparse
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select

from app import create_app
from bench.form import Row, report
from bench.generated_requests import generated_requests
from bench.harvesters import harvests
from bench.search import fill_installation
from library.catalogue.models import Item
from library.catalogue.public_changes import note_change
from library.database import open_database, work
from library.settings import Settings
from tests.xml_schemas import schema_errors

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_MIN_RECORDS_A_SECOND = 400
_FORMATS = ("oai_dc", "marc21", "mets")


def main() -> None:
    """Fill a library, harvest it and send many different requests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--records", type=int, default=20_000, help="of the two harvesters")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request
    home = args.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        site = create_app(_publish(fill_installation(home, args.pages, "tantivy").settings))
        client = site.test_client()
        database = site.extensions["services"].database
        rows = [
            *_harvests(client),
            *_schema_errors(client, args.requests),
            *_sru_errors(client, args.requests),
            *_answer_times(client),
            *generated_requests(site),
            *harvests(site, database, args.records),
        ]
        site.extensions["services"].close()
    finally:
        if args.home is None:
            shutil.rmtree(home)
    report("interfaces", rows, as_json=args.json)


def _publish(settings: Settings) -> Settings:
    """Record the generated items, which were written past the catalogue, as public."""
    database = open_database(settings.database_url)
    with work(database) as session:
        for item_id in session.scalars(select(Item.id)).all():
            note_change(session, item_id)
    database.dispose()
    return settings


def _harvests(client: FlaskClient) -> Iterator[Row]:
    """Yield the speed of a whole harvest in each format, in records a second of one core."""
    for prefix in _FORMATS:
        client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}")  # the first fills caches
        started, records = time.process_time(), sum(_parts(client, prefix))
        speed = records / (time.process_time() - started)
        yield Row(f"OAI-PMH, {prefix}: records harvested", records, "records")
        target = _MIN_RECORDS_A_SECOND if prefix == "oai_dc" else None
        yield Row(f"OAI-PMH, {prefix}", speed, "records/s", target, "higher")


def _parts(client: FlaskClient, prefix: str) -> Iterator[int]:
    """Yield the number of records in each part of a harvest."""
    query = {"verb": "ListRecords", "metadataPrefix": prefix}
    while query:
        content = client.get(f"/oai?{urlencode(query)}").data
        yield content.count(b"<record><header")
        token = content.rpartition(b"<resumptionToken")[2].partition(b">")[2].partition(b"<")[0]
        more = b"</resumptionToken>" in content and token
        query = {"verb": "ListRecords", "resumptionToken": token.decode()} if more else None


def _schema_errors(client: FlaskClient, count: int) -> Iterator[Row]:
    """Yield the number of answers to different requests that a schema refuses."""
    errors = requests = 0
    for query in _requests(client, count):
        content = client.get(f"/oai?{urlencode(query)}").data
        errors += bool(schema_errors(content, "oai-pmh/all.xsd"))
        requests += 1
    yield Row("OAI-PMH, requests tried", requests, "requests")
    yield Row("OAI-PMH, answers against the schemas", errors, "answers", 0)


def _requests(client: FlaskClient, count: int) -> Iterator[dict[str, str]]:
    listed = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").data
    names = [node.text for node in etree.fromstring(listed).iter(f"{_OAI}identifier")]
    yield {"verb": "Identify"}
    yield {"verb": "ListSets"}
    for number in range(count):
        prefix = ("oai_dc", "marc21", "mets", "mods")[number % 4]
        name = names[number * 7 % len(names)]
        yield (
            {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": name},
            {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"{name}x"},
            {"verb": "ListMetadataFormats", "identifier": name},
            {"verb": "ListIdentifiers", "metadataPrefix": prefix, "from": f"20{number % 100:02}"},
            {"verb": "ListRecords", "metadataPrefix": prefix, "until": f"19{number % 90:02}-01-01"},
            {"verb": "ListRecords", "resumptionToken": f"{number:x}"},
        )[number // 4 % 6]


def _sru_errors(client: FlaskClient, count: int) -> Iterator[Row]:
    """Yield the number of answers of SRU that are no valid answers of its version."""
    errors = failures = 0
    for number in range(count):
        version = ("1.1", "1.2", "2.0")[number % 3]
        query = _CQL[number % len(_CQL)].format(number % 97)
        schema = ("marcxml", "dc", "mods")[number // 3 % 3]
        values = {"version": version, "query": query, "recordSchema": schema}
        if number % 7 == 0:
            values["startRecord"] = str(number % 50)
        response = client.get(f"/sru?{urlencode(values)}")
        failures += response.status_code != 200
        folder = "2.0" if version == "2.0" else "1.2"
        errors += bool(schema_errors(response.data, f"sru/{folder}/all.xsd"))
    yield Row("SRU, requests tried", count, "requests")
    yield Row("SRU, answers against the schemas", errors, "answers", 0)
    yield Row("SRU, answers other than 200", failures, "answers", 0)


def _answer_times(client: FlaskClient) -> Iterator[Row]:
    """Yield the processor time of one answer of each interface, the second of two."""
    header = etree.fromstring(
        client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").data
    ).find(f".//{_OAI}header")
    item_id = header.findtext(f"{_OAI}identifier").rpartition(":")[2]
    slug = header.findtext(f"{_OAI}setSpec")
    for label, address in (
        ("sitemap of a collection", f"/sitemap/{slug}/1.xml"),
        ("JSON API, an item", f"/api/v1/items/{item_id}"),
        ("JSON API, 20 hits", "/api/v1/search?q=l%E1%BA%A1ng+s%C6%A1n"),
        ("OPDS 2.0, newest items", "/opds/2/moi"),
        ("SRU, 10 records", "/sru?query=cql.allRecords%3D1"),
        ("link set of an item", f"/tai-lieu/{item_id}/linkset.json"),
    ):
        client.get(address)
        started = time.process_time()
        client.get(address)
        yield Row(label, (time.process_time() - started) * 1000, "ms CPU")


_CQL = (
    'dc.title = "chợ {}"',
    "dc.creator any {0} and dc.date < 19{0:02}",
    '"lạng sơn" or dc.identifier="{}"',
    'dc.date within "1900 19{0:02}"',
    "cql.allRecords=1 sortBy dc.date",
    'dc.title all "sách {}" not dc.type=báo',
    "rec.identifier={}",
    "lạng sơn {}",
    "dc.colour={}",
    "({}",
)
"""Queries, some of which are wrong."""


if __name__ == "__main__":
    main()
