"""The agent's door for the page of its machine, its key, and its look at the line."""

import json
import socket
import threading
from base64 import b64decode
from http.client import HTTPConnection

import pytest
from sqlalchemy import select

from app.accounts.room_pass import is_signed
from app.points.kiosk.agent import line_probe, machine_key
from app.points.kiosk.agent.agent_files import data_folder
from app.points.kiosk.agent.input_seen import InputListener
from app.points.kiosk.agent.line_probe import DOWN, UNKNOWN, UP, LineProbe
from app.points.kiosk.agent.page_door import PageDoor
from app.points.kiosk.agent.reporter import Agent
from library.database import reading
from points.access_points.enrolment import client_of
from points.access_points.models import Device
from points.usage.models import DeviceEvent, EventKind

_SITTING = "0192a3b4-c5d6-4000-8000-000000000001"
_NOWHERE = ("127.0.0.1", 1)


@pytest.fixture
def agent(home):
    """Run an installed agent that only opens its door."""
    listener, is_over = InputListener(0), threading.Event()
    machine = Agent(home, listener)
    while machine.page.door.socket is None:  # somebody else has this number for TCP
        listener.close()
        listener = InputListener(0)
        machine = Agent(home, listener)

    def serve():
        while not is_over.is_set():
            listener.wait(0.05)

    thread = threading.Thread(target=serve)
    thread.start()
    yield machine
    is_over.set()
    thread.join()
    listener.close()


@pytest.fixture
def ask(agent):
    """Return a function that asks at the door, as the page does."""

    def asked(method, path, body=None, **headers):
        connection = HTTPConnection("127.0.0.1", agent.page.door.port, timeout=10)
        headers = {"Origin": agent.config["library"], **headers}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, json.loads(content) if content else None

    return asked


def test_the_page_gets_a_token_that_is_not_the_agents(ask, agent, engine):
    status, answer = ask("GET", "/the")
    assert status == 200
    with reading(engine) as session:
        client = client_of(session, answer["token"])
    assert not client.is_agent
    assert answer["token"] != agent.config["token"]
    assert ask("GET", "/the")[1] == answer  # lent again until it is about to end


def test_the_agent_vouches_for_a_sitting(ask, agent, engine):
    assert ask("POST", "/phien", _SITTING)[0] == 200
    agent.send_all()
    with reading(engine) as session:
        kinds = select(DeviceEvent.session).where(DeviceEvent.kind == EventKind.VOUCHER)
        assert session.scalar(kinds).hex() == "8000000000000001"


def test_the_agent_names_the_browser_of_its_machine(ask, engine):
    key = machine_key.public_key(machine_key.new_key())
    assert ask("POST", "/khoa", key)[0] == 200
    with reading(engine) as session:
        assert session.get_one(Device, 1).room_key == b64decode(key)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://example.com"}, {"Origin": "null"}, {"Host": "library.example:47831"}],
    ids=["another site", "no site", "another name"],
)
def test_other_sites_get_nothing(ask, headers):
    assert ask("GET", "/the", **headers) == (403, None)
    assert ask("POST", "/phien", _SITTING, **headers) == (403, None)


@pytest.mark.parametrize(
    ("library", "origin"),
    [
        ("https://ThuVien.Example.vn:443/", "https://thuvien.example.vn"),
        ("http://thuvien.example.vn:8443", "http://thuvien.example.vn:8443"),
    ],
)
def test_the_site_is_known_however_its_address_was_typed(library, origin):
    door = PageDoor(library, {}, 0)
    door.close()
    assert door.origin == origin


@pytest.mark.parametrize("body", ["", "x" * 36, _SITTING + "\n", "🙂"], ids=ascii)
def test_what_is_no_sitting_is_not_recorded(ask, agent, body):
    count = len(agent.queue.events)
    try:
        status = ask("POST", "/phien", body.encode())[0]
    except OSError:
        status = None  # cut
    assert status in (None, 502)
    assert len(agent.queue.events) == count


def test_a_slow_or_senseless_caller_does_not_block_the_next(ask, agent):
    slow = socket.create_connection(("127.0.0.1", agent.page.door.port))
    slow.send(b"GET /the HT")
    flood = socket.create_connection(("127.0.0.1", agent.page.door.port))
    flood.send(b"x" * 20_000)
    assert ask("GET", "/the")[0] == 200
    slow.close()
    flood.close()


def test_a_caller_that_drips_is_given_up_after_a_second(ask, agent):
    drip = socket.create_connection(("127.0.0.1", agent.page.door.port))
    is_over = threading.Event()

    def send_slowly():
        while not is_over.wait(0.2):
            try:
                drip.send(b"x")
            except OSError:
                return

    thread = threading.Thread(target=send_slowly)
    thread.start()
    assert ask("GET", "/the")[0] == 200
    is_over.set()
    thread.join()
    drip.close()


def test_without_the_library_no_token_is_lent(ask, line):
    line.cut()
    assert ask("GET", "/the") == (502, None)


def test_an_agent_enrolled_before_keys_opens_no_door(home):
    file = data_folder(home) / "config.json"
    config = json.loads(file.read_text())
    del config["key"]
    file.write_text(json.dumps(config))
    listener = InputListener(0)
    assert Agent(home, listener).page.door is None
    listener.close()


def test_the_key_signs_as_browsers_do():
    key = machine_key.new_key()
    public, signature = (b64decode(machine_key.public_key(key)), machine_key.sign(key, b"a"))
    assert is_signed(b"a", public, b64decode(signature))
    assert not is_signed(b"b", public, b64decode(signature))


@pytest.mark.parametrize(
    ("answering", "provider", "state"),
    [
        pytest.param(("library",), "", UP, id="the library answers"),
        pytest.param(("provider",), "nha-mang.vn", UP, id="the server is down, the line is up"),
        pytest.param((), "nha-mang.vn", DOWN, id="the provider does not answer"),
        pytest.param(("gateway",), "nha-mang.vn", DOWN, id="the gateway answers alone"),
        pytest.param(("gateway",), "", UNKNOWN, id="without a provider the fault is not known"),
        pytest.param((), "", UNKNOWN, id="a gateway that never answers shows nothing"),
    ],
)
def test_a_server_that_is_down_is_no_line_that_is_down(monkeypatch, answering, provider, state):
    hosts = {"library": "203.0.113.1", "provider": "nha-mang.vn", "gateway": "192.0.2.1"}
    contacted = set()

    def create_connection(address, _seconds):
        contacted.add(address[0])
        if address[0] not in {hosts[name] for name in answering}:
            raise TimeoutError
        return socket.socket()

    monkeypatch.setattr(line_probe.socket, "create_connection", create_connection)
    monkeypatch.setattr(line_probe, "find_gateway", lambda: hosts["gateway"])
    probe = LineProbe((hosts["library"], 443), provider)
    probe.known_provider = provider
    assert probe.state() == state
    assert contacted <= set(hosts.values())


def test_a_mistyped_provider_is_no_line_that_is_down(monkeypatch, tmp_path):
    monkeypatch.setattr(line_probe, "find_gateway", lambda: "192.0.2.1")
    monkeypatch.setattr(line_probe, "_answers", lambda *_: False)
    assert LineProbe(_NOWHERE, "nha-mnag.vn", tmp_path / "known").state() == UNKNOWN


def test_a_provider_that_answered_once_is_known_after_a_restart(monkeypatch, tmp_path):
    answers = iter([True, False, False])
    monkeypatch.setattr(line_probe, "_answers", lambda *_: next(answers))
    assert LineProbe(_NOWHERE, "nha-mang.vn", tmp_path / "known").state() == UP
    assert LineProbe(_NOWHERE, "nha-mang.vn", tmp_path / "known").state() == DOWN


def test_a_gateway_that_stops_answering_is_a_line_that_is_down(monkeypatch):
    probe = LineProbe(_NOWHERE)
    monkeypatch.setattr(line_probe, "find_gateway", lambda: "192.0.2.1")
    answers = iter([False, True, False, False, False, False])
    monkeypatch.setattr(line_probe, "_answers", lambda *_: next(answers))
    assert (probe.state(), probe.state()) == (UNKNOWN, DOWN)


def test_a_machine_without_a_way_out_has_no_line(monkeypatch):
    monkeypatch.setattr(line_probe, "find_gateway", lambda: None)
    monkeypatch.setattr(line_probe, "_answers", lambda *_: False)
    assert LineProbe(_NOWHERE).state() == DOWN


def test_the_gateway_is_read_from_the_routes(monkeypatch, tmp_path):
    routes = "Iface\tDestination\tGateway\neth0\t0002A8C0\t00000000\neth0\t00000000\t0102A8C0\n"
    (tmp_path / "route").write_text(routes)
    monkeypatch.setattr(line_probe, "_ROUTES", tmp_path / "route")
    assert line_probe.find_gateway() == "192.168.2.1"


def test_a_page_that_waits_for_the_library_holds_up_nobody(ask, agent, monkeypatch):
    is_over, waits = threading.Event(), threading.Event()

    def call(*_):
        waits.set()
        is_over.wait(10)
        return {"token": "a", "seconds": 900}

    monkeypatch.setattr(agent.library, "call", call)
    page = threading.Thread(target=ask, args=("GET", "/the"))
    page.start()
    assert waits.wait(5)
    assert ask("POST", "/phien", _SITTING)[0] == 200
    is_over.set()
    page.join()


def test_the_agent_hands_in_survey_answers(ask):
    assert ask("POST", "/phieu", json.dumps({"sex": "male"})) == (200, {"counted": True})
    assert ask("POST", "/phieu", "[")[0] == 502
