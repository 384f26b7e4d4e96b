"""Harvests of catalogues that answer badly: nothing is lost, doubled, or taken in."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from library import clock
from library.catalogue.models import Access, Item
from library.database import reading, work
from library.exchange.other_libraries.oai_client import OaiClient
from library.exchange.other_libraries.web_fetch import NoAnswerError
from library.harvest import harvests
from library.harvest.harvest_steps import Harvester
from library.harvest.models import Harvest, HarvestedRecord
from tests.makers import make_profile

_HEAD = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
_DATE = "<responseDate>2026-11-28T02:00:00Z</responseDate>"
_RECORD = (
    "<record><header><identifier>oai:x:{0}</identifier><datestamp>2026-11-01</datestamp></header>"
    '<metadata><dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:d="http://purl.org/dc/elements/1.1/">{1}</dc></metadata></record>'
)


def _record(number, title="Sách"):
    return _RECORD.format(number, f"<d:title>{title} {number}</d:title>" if title else "<d:x/>")


def _list(records, token=""):
    tail = f"<resumptionToken>{token}</resumptionToken>" if token else ""
    return f"{_HEAD}{_DATE}<ListRecords>{records}{tail}</ListRecords></OAI-PMH>"


def _error(code):
    return f'{_HEAD}<error code="{code}">x</error></OAI-PMH>'


class _Catalogue(BaseHTTPRequestHandler):
    """Answers by the token of a request, or by its verb, from a table."""

    answers = {}

    def do_GET(self):
        arguments = parse_qs(urlsplit(self.path).query)
        key = arguments.get("resumptionToken", arguments["verb"])[0]
        answer = self.answers[key]
        self.send_response(answer if isinstance(answer, int) else 200)
        if isinstance(answer, int):
            self.send_header("Location", f"http://localhost:{self.server.server_port}/")
            self.send_header("Retry-After", "90000")
            answer = ""
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_args):
        pass


@pytest.fixture
def address():
    """Serve a catalogue, and yield its address."""
    granularity = "<granularity>YYYY-MM-DD</granularity>"
    _Catalogue.answers = {"Identify": f"{_HEAD}<Identify>{granularity}</Identify></OAI-PMH>"}
    with ThreadingHTTPServer(("127.0.0.1", 0), _Catalogue) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/oai"
        server.shutdown()


@pytest.fixture
def harvester(engine, address):
    """Order the harvest of the catalogue."""
    with work(engine) as session:
        choice = harvests.HarvestChoice(address, "oai_dc", "sach", Access.STAFF)
        order = harvests.order_of(session, harvests.begin(session, choice, "lan").id)
        order.lease = "a process"
    return Harvester(engine, {address: "Thư viện X"}, {"sach": make_profile("sach")}, order)


def _state(engine):
    with reading(engine) as session:
        count = session.scalar(select(func.count(Item.id)))
        return count, session.get(Harvest, 1)


def test_parts_are_read_by_token_and_once(engine, harvester):
    _Catalogue.answers |= {
        "ListRecords": _list("".join(map(_record, range(150))), "t1"),
        "t1": _list(_record(149) + _record(150) + _record(151, ""), "t1"),
    }
    assert harvester.step() is None
    assert _state(engine)[1].token == "t1"
    assert harvester.step() == {"message": "Đã đọc 153 biểu ghi."}
    count, harvest = _state(engine)
    assert (count, harvest.done, harvest.since) == (151, 153, "2026-11-28")
    with reading(engine) as session:
        row = session.scalar(select(HarvestedRecord).where(HarvestedRecord.problem != ""))
    assert row.problem == "Biểu ghi không có nhan đề."


def test_an_expired_token_begins_the_pass_again(engine, harvester):
    _Catalogue.answers |= {
        "ListRecords": _list(_record(1), "t1"),
        "t1": _error("badResumptionToken"),
    }
    assert harvester.step() is None
    assert harvester.step().due > clock.now()
    count, harvest = _state(engine)
    assert (count, harvest.token, harvest.failures) == (1, "", 1)
    _Catalogue.answers["ListRecords"] = _list(_record(1) + _record(2))
    assert harvester.step() == {"message": "Đã đọc 2 biểu ghi."}
    count, harvest = _state(engine)
    assert (count, harvest.failures) == (2, 0)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(503, "“Thư viện X”: không kết nối được.", id="busy"),
        pytest.param(302, "không kết nối được", id="leads to another host"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "OAI-PMH", id="entities"),
        pytest.param(f"{'<b>' * 90_000}{'</b>' * 90_000}", "OAI-PMH", id="deep"),
        pytest.param("<html>", "không đúng dạng OAI-PMH", id="not XML"),
        pytest.param(_error("badArgument"), "từ chối yêu cầu: badArgument", id="refused"),
    ],
)
def test_a_bad_answer_takes_nothing_in_and_waits(engine, harvester, answer, sentence):
    _Catalogue.answers["ListRecords"] = answer
    later = harvester.step()
    count, harvest = _state(engine)
    assert (count, harvest.failures) == (0, 1)
    assert sentence in later.problem
    wait = (later.due - clock.now()).total_seconds()
    assert wait > (40_000 if answer == 503 else 100)


def test_an_answer_has_a_limit_of_size_and_time(address):
    _Catalogue.answers["ListSets"] = "x" * 200_000
    with pytest.raises(NoAnswerError, match="quá lớn"):
        OaiClient(address, max_bytes=100_000).sets()
    with pytest.raises(NoAnswerError, match="quá chậm"):
        OaiClient(address, seconds=0.0001).sets()


def test_a_broken_record_does_not_stop_the_others(engine, harvester):
    broken = _record(1).replace("<d:title>Sách 1</d:title>", "")
    _Catalogue.answers["ListRecords"] = _list(broken + _record(2))
    assert harvester.step()
    assert _state(engine)[0] == 1


def test_a_stopped_harvest_writes_nothing_more(engine, harvester):
    _Catalogue.answers["ListRecords"] = _list(_record(1))
    with work(engine) as session:
        harvests.stop(session, harvests.find(session, 1), "lan")
    assert harvester.step() == {}
    assert _state(engine)[0] == 0
