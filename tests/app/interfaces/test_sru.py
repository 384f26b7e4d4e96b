"""SRU 1.1, 1.2 and 2.0: searches in CQL, diagnostics, and real clients over SRU and Z39.50."""

import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from app.interfaces.sru.cql_queries import read_cql
from app.interfaces.sru.server import decode_twice
from library.database import work
from search_index.documents import Order
from tests.app.serving import served
from tests.makers import make_item
from tests.xml_schemas import schema_errors

_GATEWAY = Path(__file__).parents[3] / "deploy" / "simple2zoom.xml"


@pytest.fixture
def ask(app):
    """Return a function that sends a request and returns the valid answer as a tree."""
    client = app.test_client()

    def asked(path="/sru", **values):
        response = client.get(path, query_string=values)
        assert response.status_code == 200, response.text
        old = b"loc.gov/zing/srw/" in response.data[:200]
        assert schema_errors(response.data, f"sru/{'1.2' if old else '2.0'}/all.xsd") == []
        return etree.fromstring(response.data)

    return asked


@pytest.fixture
def indexed(catalogue, index):
    """Return the catalogue with its search index."""
    index()
    return catalogue


def _total(answer):
    return int(answer.findtext("{*}numberOfRecords"))


def _diagnostic(answer):
    uri = answer.findtext("{*}diagnostics/{*}diagnostic/{*}uri")
    return uri and int(uri.rpartition("/")[2])


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
@pytest.mark.parametrize("schema", ["marcxml", "dc", "info:srw/schema/1/dc-v1.1"])
def test_a_search_gives_records_in_each_schema(ask, indexed, version, schema):
    answer = ask(
        operation="searchRetrieve",
        version=version,
        query='dc.title = "địa chí"',
        recordSchema=schema,
    )
    assert _total(answer) == 1
    assert "Địa chí Lạng Sơn" in etree.tostring(answer, encoding="unicode")
    assert indexed.book in etree.tostring(answer, encoding="unicode")


@pytest.mark.parametrize(
    ("query", "total"),
    [
        pytest.param('"thành nhà mạc"', 1, id="any words"),
        pytest.param('dc.creator any "bình nobody"', 1, id="any"),
        pytest.param('dc.creator all "nguyễn văn bình"', 1, id="all"),
        pytest.param('"mạc nhà"', 0, id="a phrase in the wrong order"),
        pytest.param('title="địa chí" and creator="nguyễn văn bình"', 1, id="and"),
        pytest.param('title="địa chí" and creator="hoàng"', 0, id="and of nothing"),
        pytest.param('title="địa chí" or title="hồi ký"', 2, id="or"),
        pytest.param('(title="địa chí" or title="hồi ký") not dc.date=1999', 1, id="not"),
        pytest.param('dc.date within "1990 2000"', 1, id="within"),
        pytest.param("dc.date < 1999", 0, id="before"),
        pytest.param("dc.date >= 1999", 1, id="from"),
        pytest.param('dc.identifier = "12/QĐ-UBND"', 1, id="number of a document"),
        pytest.param('"thành" prox/distance<=3 "mạc"', 1, id="near"),
        pytest.param('"trang" prox/distance=1 "mạc"', 0, id="not so near"),
        pytest.param("thà*", 1, id="truncated"),
        pytest.param("dc.title=chí*", 1, id="truncated in a title"),
        pytest.param("dc.title=chì*", 0, id="truncated with other marks"),
        pytest.param("dc.creator=nguyễ*", 1, id="truncated in a name"),
        pytest.param("cql.allRecords=1", 2, id="all records"),
        pytest.param("cql.allRecords=1 and dc.title=hồi", 1, id="all records and a title"),
        pytest.param("bath.isbn=9786040000002", 1, id="ISBN joined"),
        pytest.param('bath.isbn="ISBN 978 604 000000 2" and title=chí', 1, id="ISBN with spaces"),
        pytest.param("bath.isbn=604-0-00000-7", 1, id="ISBN of ten digits"),
        pytest.param("bath.isbn=9786040000003", 0, id="another ISBN"),
        pytest.param("978-604-0000002", 1, id="ISBN as a word"),
        pytest.param('"CHỢ VÀ LÀNG"', 0, id="operators of our language as words"),
        pytest.param("xyzzy", 0, id="nothing, and nothing similar"),
        pytest.param('dc.title="địa chí" sortBy dc.date/sort.descending', 1, id="sorted"),
    ],
)
def test_cql_finds_what_it_says(ask, indexed, query, total):
    answer = ask(version="1.2", operation="searchRetrieve", query=query)
    assert (_diagnostic(answer), _total(answer)) == (None, total)


def test_a_record_is_found_by_its_identifier(ask, indexed):
    assert _total(ask(query=f"rec.identifier={indexed.book}")) == 1
    assert _total(ask(query=f'rec.identifier="oai:x.vn:{indexed.book}"')) == 1
    for closed in (indexed.secret, indexed.draft, indexed.withdrawn):
        assert _total(ask(query=f"rec.identifier={closed}")) == 0


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"query": "lạng sơn"}, 10),
        ({"query": "“lạng”"}, None),
        ({"query": "dc.title ="}, 10),
        ({"query": "(" * 900 + "a" + ")" * 900}, None),
        ({"query": "a and " * 900 + "a"}, 38),
        ({"query": "foo.title=a"}, 15),
        ({"query": "dc.colour=a"}, 16),
        ({"query": "dc.title <> a"}, 19),
        ({"query": "dc.title =/fuzzy a"}, 20),
        ({"query": "dc.date within 1990"}, 24),
        ({"query": 'dc.title=""'}, 27),
        ({"query": 'dc.title="lạng s*"'}, 28),
        ({"query": 'dc.title="^lạng"'}, 31),
        ({"query": "a prox/distance<=3 dc.title=b"}, 39),
        ({"query": "a prox/distance>3 b"}, 40),
        ({"query": "a prox/distance<=300 b"}, 41),
        ({"query": "a prox/distance<=0200 b"}, 41),
        ({"query": "bath.isbn within 9786040000002"}, 19),
        ({"query": "a prox/unit=sentence b"}, 42),
        ({"query": "a and rec.id=b"}, 48),
        ({"query": "dc.title=a sortBy dc.colour"}, 80),
        ({"query": "a", "startRecord": "0"}, 6),
        ({"query": "a", "maximumRecords": "-1"}, 6),
        ({"query": "a", "maximumRecords": "²"}, 6),
        ({"query": "cql.allRecords=1", "startRecord": "9"}, 61),
        ({"query": "a", "recordSchema": "mods"}, 66),
        ({"query": "a", "recordXMLEscaping": "zip"}, 71),
        ({"query": "a", "version": "9.9"}, 5),
        ({"query": "a", "colour": "red"}, 8),
        ({"query": "a", "x-info": "red"}, None),
        ({"query": "a", "queryType": "pqf"}, 6),
        ({"operation": "scan", "scanClause": "a"}, 4),
        ({"operation": "searchRetrieve"}, 7),
    ],
)
def test_each_wrong_request_gets_its_diagnostic(ask, index, values, number):
    assert _diagnostic(ask(**values)) == number


@pytest.mark.parametrize("version", ["1.2", "2.0"])
def test_the_server_explains_itself(ask, catalogue, version):
    answer = ask(operation="explain", version=version)
    assert answer.findtext(".//{*}databaseInfo/{*}title") == "Thư viện tỉnh Lạng Sơn"
    names = [node.text for node in answer.iter("{*}name")]
    assert {"title", "serverchoice", "isbn"} <= set(names)


def test_every_record_of_a_result_is_reached_from_any_position(ask, engine, index):
    with work(engine) as session:
        ids = {make_item(session, f"Sách số {number}").id for number in range(7)}
    index()
    seen, position = [], 1
    for size in (1, 3, 2, 2):
        answer = ask(query="title=sách sortBy dc.title", startRecord=position, maximumRecords=size)
        codes = answer.xpath("//*[local-name()='controlfield'][@tag='001']/text()")
        seen += codes
        position += len(codes)
    assert sorted(seen) == sorted(ids)
    assert answer.find("{*}nextRecordPosition") is None


def test_records_come_as_text_on_request(ask, indexed):
    answer = ask(query="title=địa", recordXMLEscaping="string", version="2.0")
    record = etree.fromstring(answer.findtext(".//{*}recordData"))
    assert record.tag.endswith("record")


def test_a_parser_of_each_thread_reads_many_queries_alike():
    queries = [f'dc.title="chợ {number}" and dc.date>=19{number % 90 + 10}' for number in range(60)]
    expected = [read_cql(query) for query in queries]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(read_cql, queries * 4)) == expected * 4


def test_sort_keys_are_orders_of_the_site():
    assert read_cql("a sortBy dc.date/sort.descending").order is Order.NEWEST
    assert read_cql("a sortBy dc.date").order is Order.OLDEST


@pytest.mark.parametrize("query", ["địa chí", 'dc.title="lạng" and "nguyễn"', "đ*", "abc", "é"])
def test_letters_encoded_twice_are_repaired(query):
    assert decode_twice(query.encode().decode("latin-1")) == query
    if query != "é":
        assert decode_twice(query) == query


def _yaz(commands):
    """Return the output of yaz-client for these commands; skip where it is not installed."""
    if shutil.which("yaz-client") is None:
        pytest.skip("yaz-client (Debian package yaz) is not installed")
    run = subprocess.run(
        ["yaz-client"],
        input="\n".join((*commands, "quit", "")),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return run.stdout


@pytest.mark.slow
def test_yaz_client_searches_by_sru(app, indexed):
    with served(app) as site:
        printed = _yaz(
            (
                "sru get 1.1",
                f"open {site}/sru",
                "querytype cql",
                'find dc.title = "địa chí"',
                "show 1",
                "find dc.colour = a",
            )
        )
    assert "Number of hits: 1" in printed
    assert "Địa chí Lạng Sơn" in printed
    assert "diagnostic/1/16" in printed


@pytest.mark.slow
@pytest.mark.needs(
    shutil.which("simple2zoom"), "simple2zoom (Debian package libnet-z3950-simple2zoom-perl)"
)
def test_yaz_client_searches_by_z3950_through_the_gateway(app, indexed, tmp_path):
    with served(app) as site, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        configuration = tmp_path / "gateway.xml"
        text = _GATEWAY.read_text().replace("http://127.0.0.1:8000", site)
        configuration.write_text(text)
        gateway = subprocess.Popen(
            ["simple2zoom", "-c", str(configuration), "--", f"tcp:127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            printed = _yaz(
                (
                    f"open tcp:127.0.0.1:{port}/diachi",
                    "format usmarc",
                    'find @attr 1=4 "địa chí"',
                    "show 1",
                    'find @attr 1=1003 "nguyễn văn bình"',
                    'find @attr 1=9999 "x"',
                )
            )
        finally:
            gateway.terminate()
            gateway.wait()
    assert re.findall(r"Number of hits: (\d+)", printed)[:2] == ["1", "1"]
    assert "Địa chí Lạng Sơn" in printed
    assert "[114]" in printed


def _wait_for(port):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)
