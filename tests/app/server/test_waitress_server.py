"""The web server refuses large bodies before they arrive, and makes room for new connections."""

import socket
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread

import pytest
from waitress.channel import ClientDisconnected

from app.downloads.sent_files import send_derivative
from app.server import waitress_server
from app.server.waitress_server import THREADS, make_server
from app.web.attachments import send_made_file
from app.web.body_limits import MAX_FORM_BYTES
from library.storage.stores import derivative_store
from tests.app.waitress_site import served_by_waitress

_MB = 1 << 20


@pytest.fixture
def site(app):
    """Serve the site."""
    with served_by_waitress(app) as served:
        yield served


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"POST /tra-cuu HTTP/1.1\r\nContent-Length: {1900 * _MB}", id="a form"),
        pytest.param(f"POST /khong-co HTTP/1.1\r\nContent-Length: {2 * _MB}", id="no address"),
        pytest.param(
            f"POST /can-bo/nop HTTP/1.1\r\nContent-Length: {2 * _MB}", id="an upload by a stranger"
        ),
        pytest.param(
            f"POST /tra-cuu HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: {2 * _MB}",
            id="a client that asks first",
        ),
    ],
)
def test_a_large_body_is_refused_before_it_arrives(site, head):
    assert site.status(head) == 413


def test_chunks_without_end_are_refused(site):
    chunk = b"%x\r\n%s\r\n" % (MAX_FORM_BYTES, b"x" * MAX_FORM_BYTES)
    assert site.status("POST /tra-cuu HTTP/1.1\r\nTransfer-Encoding: chunked", chunk * 2) == 413


def test_a_form_of_the_usual_size_is_read(site):
    head = "POST /can-bo/dang-nhap HTTP/1.1\r\nContent-Length: 100000"
    assert site.status(head, b"x" * 100_000) == 400  # no CSRF token


def test_signed_in_staff_may_upload_large_files(site, office):
    cookie = office.client.get_cookie("phien").value
    head = f"POST /can-bo/nop HTTP/1.1\r\nCookie: phien={cookie}\r\nContent-Length: {2 * _MB}"
    assert site.status(head, b"x" * 2 * _MB) == 400  # no CSRF token


def test_a_large_header_is_refused(site):
    assert site.status(f"GET / HTTP/1.1\r\nX-Large: {'x' * 40_000}") == 431


def test_slow_senders_do_not_keep_readers_out(site, monkeypatch):
    monkeypatch.setattr(waitress_server, "_CROWDED_CONNECTIONS", 5)
    slow = [site.connect(b"GET / HTTP/1.1\r\nX-Slow: ", "127.0.0.66") for _ in range(5)]
    keeper = site.connect(b"GET / HTTP/1.1\r\nX-Slow: ", "127.0.0.2")
    assert site.get("/robots.txt") == 200
    assert [line.recv(1) for line in slow[:2]] == [b"", b""]
    keeper.sendall(b"x\r\nHost: x\r\n\r\n")
    assert keeper.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("content", "seconds", "is_open"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nX: ", 10, True, id="a header that takes ten seconds"),
        pytest.param(b"GET / HTTP/1.1\r\nX: ", 30, False, id="a header that takes longer"),
        pytest.param(
            b"POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n" + b"x" * 50_000,
            50,
            True,
            id="a body at modem speed",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\nx", 50, False, id="a body bytewise"
        ),
    ],
)
def test_a_sender_slower_than_any_line_is_cut_off(app, content, seconds, is_open):
    with _channel(app) as channel:
        channel.received(content)
        channel.last_activity += seconds
        channel.server.maintenance(channel.request.began + seconds)
        assert channel.will_close is not is_open


@contextmanager
def _channel(app, peer="192.0.2.1"):
    """Yield a connection from this address to a server that does not run."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = make_server(app, listener, "127.0.0.1")
        ours, theirs = socket.socketpair()
        channel = server.channel_class(server, ours, (peer, 1), server.adj, server._map)
        yield channel
        theirs.close()
        channel.handle_close()
        server.task_dispatcher.shutdown()
        server.close()


def test_a_part_of_a_made_file_is_sent_by_the_loop_of_the_server(app, site, tmp_path):
    path = tmp_path / "sách.pdf"
    path.write_bytes(bytes(range(256)) * 100)
    app.add_url_rule("/made", view_func=lambda: send_made_file(path, "application/pdf", "sách.pdf"))
    line = HTTPConnection("127.0.0.1", site.server.effective_port, timeout=10)
    line.request("GET", "/made", headers={"Range": "bytes=300-309"})
    with line.getresponse() as answer:
        assert (answer.status, answer.read()) == (206, bytes(range(44, 54)))
    line.request("GET", "/made")
    with line.getresponse() as answer:
        assert (answer.status, answer.read()) == (200, path.read_bytes())
    line.close()


@pytest.mark.slow
def test_slow_listeners_hold_no_thread(app, site, settings):
    digest = derivative_store(settings).put(bytes(24 * _MB))
    app.add_url_rule("/sound", view_func=lambda: send_derivative(digest, "audio/ogg"))
    wish = b"GET /sound HTTP/1.1\r\nHost: x\r\nRange: bytes=5-\r\n\r\n"
    sources = [f"127.0.0.{number}" for number in range(2, 2 + THREADS)]
    listeners = [site.connect(wish, source) for source in sources]
    assert {listener.recv(12) for listener in listeners} == {b"HTTP/1.1 206"}
    assert site.get("/robots.txt") == 200


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        pytest.param("127.0.0.1", "192.0.2.7", id="behind our own proxy"),
        pytest.param("192.0.2.1", "192.0.2.1", id="a forged header"),
    ],
)
def test_only_our_own_proxy_names_the_client(app, peer, client):
    with _channel(app, peer) as channel:
        channel.server.task_dispatcher.set_thread_count(0)
        channel.received(b"GET / HTTP/1.1\r\nX-Forwarded-For: 192.0.2.6, 192.0.2.7\r\n\r\n")
        assert channel.client == client


def test_a_malformed_request_whose_client_is_gone_is_no_error(app, monkeypatch):
    with _channel(app) as channel:
        channel.server.task_dispatcher.set_thread_count(0)
        channel.received(b"GET / HTTP/1.1\r\nno header\r\n\r\n")
        monkeypatch.setattr(channel, "write_soon", _write_to_nobody)
        channel.server.task_dispatcher.queue.popleft().service()
        assert channel.close_when_flushed


def _write_to_nobody(_data):
    raise ClientDisconnected


def test_a_waiting_request_is_no_line_in_the_log(app, caplog):
    with _channel(app) as channel:
        channel.server.task_dispatcher.set_thread_count(0)
        channel.received(b"GET / HTTP/1.1\r\n\r\n")
        assert not caplog.records


def test_threads_look_now_and_then_for_requests_that_may_begin(site):
    dispatcher = site.server.task_dispatcher
    with dispatcher.lock:
        looking = Thread(target=site.server.maintenance, args=(time.time(),))
        looking.start()
        assert dispatcher.queue_cv.wait(5)
    looking.join()
