"""A ZIM file in the programs that people use: libzim, zimcheck, kiwix-serve, and a browser."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, sync_playwright

from kit.handouts.problems import ZimNotInstalledError, ZimNotWrittenError
from kit.zim import zim_file
from kit.zim.zim_file import write_zim
from library.database import reading, work
from library.storage.stores import verified_derivatives
from tests.app.serving import CHROMIUM_ARGUMENTS
from tests.kit.zim.makers import make_order
from tests.makers import make_item
from tests.nginx import free_port

_CHROMIUM = shutil.which("chromium")
_LIBZIM = find_spec("libzim")
_needs_libzim = pytest.mark.needs(_LIBZIM, "libzim (make zim)")

_QUERIES = (
    *("đường phố", "Đồng Đăng", "đền Kỳ Cùng", "điện Thái Hòa", "trận Ải Chi Lăng"),
    *("Hoàng Đình Kinh", "Thân Công Tài", "chợ Kỳ Lừa", "động Tam Thanh", "hoa hồi"),
    *("lễ hội Lồng Tồng", "Nhất Thanh", "đá Vọng Phu", "thành nhà Mạc", "địa giới"),
    *("Đoàn thành", "bưu điện", "đèo Cẩm", "sông Kỳ Cùng", "Đức Thánh Trần"),
)
_UNMARKED = (
    *("duong pho", "dong dang", "den ky cung", "dien thai hoa", "tran ai chi lang"),
    *("hoang dinh kinh", "than cong tai", "cho ky lua", "dong tam thanh", "hoa hoi"),
    *("le hoi long tong", "nhat thanh", "da vong phu", "thanh nha mac", "dia gioi"),
    *("doan thanh", "buu dien", "deo cam", "song ky cung", "duc thanh tran"),
)


@pytest.fixture
def target(engine, settings, tmp_path) -> Path:
    """A file of twenty pages, one for each query."""
    with work(engine) as session:
        items = [
            make_item(session, f"Quyển {number}", texts=[f"Đây chép về {query} xứ Lạng."])
            for number, query in enumerate(_QUERIES)
        ]
    return _write(engine, settings, items, tmp_path / "thu.zim")


def _write(engine, settings, items, target):
    store = verified_derivatives(settings, lambda *_: None)
    with reading(engine) as session:
        write_zim(session, store, make_order(items), target, lambda *_: None)
    return target


@pytest.fixture
def kiwix(target) -> Iterator[str]:
    """The address of a Kiwix server with the file."""
    port = free_port()
    command = ["kiwix-serve", "--address", "127.0.0.1", "--port", str(port), str(target)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}")
        finally:
            server.kill()


def _answering(address: str) -> str:
    until = monotonic() + 20
    while monotonic() < until:
        try:
            with urlopen(address):  # noqa: S310  (of our own server)
                return address
        except OSError:
            sleep(0.1)
    raise TimeoutError(address)


def _knows_marks() -> bool:
    """Return True for Kiwix 3.7 and later: that of Debian 12 finds nothing typed with marks."""
    if not shutil.which("kiwix-serve"):
        return False
    version = subprocess.run(["kiwix-serve", "--version"], capture_output=True, text=True)
    number = re.search(r"kiwix-tools (\d+)\.(\d+)", version.stdout)
    return number is not None and (int(number[1]), int(number[2])) >= (3, 7)


@pytest.mark.slow
@_needs_libzim
@pytest.mark.needs(shutil.which("zimcheck"), "zimcheck (Debian package zim-tools)")
def test_zimcheck_finds_nothing_wrong(target):
    check = subprocess.run(["zimcheck", "-A", str(target)], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


@pytest.mark.slow
@_needs_libzim
@pytest.mark.needs(_CHROMIUM, "chromium")
@pytest.mark.needs(_knows_marks(), "kiwix-serve 3.7 (Debian package kiwix-tools)")
def test_kiwix_finds_words_with_and_without_marks(kiwix):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        finds = {
            query: any(f"/{expected}," in text for text in _titles(page, kiwix, query))
            for expected, queries in enumerate(zip(_QUERIES, _UNMARKED, strict=True))
            for query in queries
        }
        browser.close()
    assert [query for query, is_found in finds.items() if not is_found] == []


def _titles(page: Page, kiwix: str, query: str) -> list[str]:
    page.goto(f"{kiwix}/search?books.name=thu&pattern={quote(query)}")
    return [
        f"/{link.inner_text().removeprefix('Quyển ')}," for link in page.locator(".results a").all()
    ]


@_needs_libzim
@pytest.mark.slow
def test_a_failed_run_leaves_the_older_file(engine, settings, target, monkeypatch):
    target = Path(shutil.copy(target, target.with_name("thu [2026].zim")))
    content = target.read_bytes()
    monkeypatch.setattr(zim_file, "_PROGRAM", ("sh", "-c", "echo hết đĩa >&2; exit 1"))
    with pytest.raises(ZimNotWrittenError, match="hết đĩa"):
        _write(engine, settings, _any_item(engine), target)
    assert target.read_bytes() == content
    assert [file.name for file in target.parent.iterdir() if ".half" in file.name] == []


@pytest.mark.needs(not _LIBZIM, "an environment without libzim")
def test_without_libzim_the_command_says_how_to_get_it(engine, settings, tmp_path):
    with pytest.raises(ZimNotInstalledError, match="make zim"):
        _write(engine, settings, _any_item(engine), tmp_path / "thu.zim")


def _any_item(engine):
    with work(engine) as session:
        return [make_item(session)]
