"""Upload of a large file over an unreliable connection, in Chromium."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.accounts.passwords import hash_password
from bench.bad_line import UP, BadLine, LineQuality
from library.accessions import register_queries
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.serving import served
from tests.makers import make_environment, make_staff

_PASSWORD = "mật khẩu đủ dài"
_DIACHI = Path(sys.executable).with_name("diachi")
_UPLOADS = "**/can-bo/tai-len/*"


@pytest.fixture
def site(app) -> Iterator[str]:
    """Serve an empty library."""
    with served(app) as address:
        yield address


@pytest.fixture
def lan(engine) -> str:
    """Return the name of someone who may sign in."""
    with work(engine) as session:
        return make_staff(session, "lan", "cataloguer", hash_password(_PASSWORD)).name


@pytest.fixture
def tab(chromium, site, lan) -> Iterator[Page]:
    """Open the upload page, signed in."""
    context = chromium.new_context()
    page = context.new_page()
    _sign_in(page, site, lan)
    yield page
    context.close()


@pytest.fixture
def file(tmp_path) -> Path:
    """Return a file of several chunks."""
    path = tmp_path / "Báo Lạng Sơn 1965.pdf"
    path.write_bytes(os.urandom(1 << 20) * 5)
    return path


def _sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/can-bo/nop")
    page.fill("[name=ten]", name)
    page.fill("[name=mat-khau]", _PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_selector("[name=tep]")
    page.wait_for_load_state()  # before its script is there, the form is sent without it


def _hand_in(page: Page, file: Path) -> None:
    page.set_input_files("[name=tep]", file)
    page.click("main [type=submit]")


def _delivered(engine, settings) -> list[bytes]:
    with reading(engine) as session:
        masters = [
            master
            for entry in register_queries.recent(session, first=0, count=9)
            for master in register_queries.masters(session, entry.id)
        ]
    return [ContentStore(settings.masters).read(master.digest) for master in masters]


def _heard(page: Page) -> list[tuple[str, str | None]]:
    """Return a list that records the method and offset of every request."""
    heard: list[tuple[str, str | None]] = []
    page.on(
        "request",
        lambda request: (
            "/tai-len" in request.url
            and heard.append((request.method, request.headers.get("upload-offset")))
        ),
    )
    return heard


def test_a_file_is_uploaded_completely_in_chunks(tab, engine, settings, file):
    heard = _heard(tab)
    _hand_in(tab, file)
    tab.wait_for_url("**/can-bo/lan-nhap")
    assert _delivered(engine, settings) == [file.read_bytes()]
    assert heard[0] == ("POST", None)
    assert len(heard) > 1


@pytest.mark.parametrize(
    ("piece_takes", "message"),
    [
        pytest.param(25, "còn vài giây", id="a few seconds"),
        pytest.param(200, "còn 20 giây", id="less than a minute"),
        pytest.param(700, "còn 1 phút", id="nearly a minute"),
        pytest.param(1_400, "còn 2 phút", id="minutes"),
    ],
)
def test_the_remaining_time_is_shown_in_fitting_units(tab, file, piece_takes, message):
    tab.evaluate(f"let now = 0; performance.now = () => (now += {piece_takes})")
    tab.route(_UPLOADS, lambda route: None)
    _hand_in(tab, file)
    expect(tab.locator("[data-state]")).to_contain_text(message)


def test_an_interrupted_upload_resumes(tab, engine, settings, file):
    cut: list[str] = []

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH" and not cut:
            cut.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    tab.route(_UPLOADS, break_once)
    heard = _heard(tab)
    _hand_in(tab, file)
    tab.wait_for_url("**/can-bo/lan-nhap")
    assert _delivered(engine, settings) == [file.read_bytes()]
    assert [request for request in heard if request[0] == "POST"] == [("POST", None)]
    assert heard.count(("PATCH", cut[0])) == 2


def test_an_upload_resumes_after_the_page_was_closed(tab, site, engine, settings, file):
    tab.route(_UPLOADS, lambda route: route.abort("connectionreset"))
    _hand_in(tab, file)
    expect(tab.locator("[data-state]")).to_contain_text("mất kết nối")
    again = tab.context.new_page()
    tab.close()
    again.goto(f"{site}/can-bo/nop")
    heard = _heard(again)
    _hand_in(again, file)
    again.wait_for_url("**/can-bo/lan-nhap")
    assert heard[:2] == [("HEAD", None), ("PATCH", str(1 << 16))]
    assert _delivered(engine, settings) == [file.read_bytes()]


def test_an_upload_can_be_paused_and_resumed(tab, engine, settings, file):
    tab.route(_UPLOADS, lambda route: route.abort("connectionreset"))
    _hand_in(tab, file)
    tab.click("button[data-pause]")
    expect(tab.locator("[data-state]")).to_contain_text("tạm dừng")
    tab.unroute(_UPLOADS)
    tab.click("button[data-pause]")
    tab.wait_for_url("**/can-bo/lan-nhap")
    assert _delivered(engine, settings) == [file.read_bytes()]


def test_a_cancelled_upload_leaves_nothing(tab, settings, file):
    tab.route(
        _UPLOADS,
        lambda route: route.abort() if route.request.method == "PATCH" else route.continue_(),
    )
    _hand_in(tab, file)
    expect(tab.locator("[data-state]")).to_contain_text("mất kết nối")
    with tab.expect_response(lambda answer: answer.request.method == "DELETE"):
        tab.click("[data-cancel]")
    assert not list(settings.uploads.glob("*"))
    expect(tab.locator("main [type=submit]")).to_be_enabled()


def test_an_error_is_shown_next_to_its_file(tab, settings, file):
    tab.route(
        "**/can-bo/tai-len",
        lambda route: route.fulfill(status=507, body="Đĩa gần đầy.", content_type="text/plain"),
    )
    _hand_in(tab, file)
    expect(tab.locator("[data-state]")).to_have_text("Đĩa gần đầy.")


@pytest.fixture
def serve(settings) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Yield a function that starts a separate server; all are stopped after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> subprocess.Popen[bytes]:
        started.append(_serve(settings, port))
        return started[-1]

    yield start
    for server in started:
        server.kill()
        server.wait()


@pytest.mark.slow
def test_a_killed_server_loses_at_most_one_chunk(chromium, lan, engine, settings, serve, tmp_path):
    file = tmp_path / "lớn.pdf"
    file.write_bytes(os.urandom(1 << 20) * 60)
    port = _free_port()
    server = serve(port)
    page = chromium.new_page()
    _sign_in(page, f"http://127.0.0.1:{port}", lan)
    lines = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 8 << 20}
    lines.send("Network.emulateNetworkConditions", slow)
    heard = _heard(page)
    _hand_in(page, file)
    part = re.compile(r"· [2-5]\d(,\d)? MB / ")
    expect(page.locator("[data-state]")).to_contain_text(part, timeout=30_000)
    server.kill()
    server.wait()
    expect(page.locator("[data-state]")).to_contain_text("mất kết nối", timeout=30_000)
    serve(port)
    page.wait_for_url("**/can-bo/lan-nhap", timeout=60_000)
    assert _delivered(engine, settings) == [file.read_bytes()]
    assert [request for request in heard if request[0] == "POST"] == [("POST", None)]
    page.close()


def _serve(settings, port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [_DIACHI, "serve", "--port", str(port)],
        env={**make_environment(settings.home), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
    )
    assert b"http://" in server.stderr.readline()
    server.stderr.close()
    return server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_a_line_of_64_kbit_cut_again_and_again_brings_the_file(
    chromium, site, lan, engine, settings, tmp_path
):
    file = tmp_path / "nhỏ.pdf"
    file.write_bytes(os.urandom(150_000))
    quality = LineQuality(8_000, 8.0, packet_bytes=1_000, slow_way=UP)
    line = BadLine(int(site.rpartition(":")[2]), quality)
    page = chromium.new_page()
    _sign_in(page, site, lan)
    page.goto(f"http://127.0.0.1:{line.port}/can-bo/nop")
    heard = _heard(page)
    _hand_in(page, file)
    page.wait_for_url(lambda url: not url.endswith("/nop"), wait_until="commit", timeout=120_000)
    assert line.cuts >= 2
    assert _delivered(engine, settings) == [file.read_bytes()]
    assert [method for method, _ in heard].count("POST") <= 2
    page.close()
    line.close()
