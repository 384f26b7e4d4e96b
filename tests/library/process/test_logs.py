"""Logs have time and level, are rotated, and never join a reader's address with what was read."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from library import clock
from library.database import work
from library.process import logs
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.architecture.plan import CHECKOUT
from tests.makers import make_environment, make_settings

_REQUESTS = {"$uri", "$request", "$request_uri", "$args"}
"""Variables of nginx that hold codes: of links that set a password, and of calendars."""


@pytest.fixture(autouse=True)
def _restored_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Remove the handlers that a test added."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    former_handlers = root.handlers[:]
    yield
    for handler in [handler for handler in root.handlers if handler not in former_handlers]:
        root.removeHandler(handler)
        handler.close()


def test_a_line_has_time_level_and_source(tmp_path, capsys):
    logs.log_service(make_settings(tmp_path), "site")
    logging.getLogger("app.web.errors").warning("đĩa %s", "đầy")
    line = capsys.readouterr().err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\+07:00 WARNING app.web.errors: đĩa đầy\n", line)


def test_json_lines_hold_the_traceback_in_one_line(tmp_path, capsys):
    logs.log_service(make_settings(tmp_path, log_format="json"), "site")
    try:
        int("không")
    except ValueError:
        logging.getLogger("app").exception("hỏng")
    record = json.loads(capsys.readouterr().err)
    assert (record["level"], record["process"], record["message"]) == ("ERROR", "site", "hỏng")
    assert "ValueError" in record["traceback"]


def test_each_service_rotates_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "_MAX_FILE_BYTES", 1000)
    settings = make_settings(tmp_path, log_file=str(tmp_path / "log" / "diachi.log"))
    for name in ("site", "ingest"):
        logs.log_service(settings, name)
        for number in range(40):
            logging.getLogger("app").warning("dòng %d của %s", number, name)
    for name in ("site", "ingest"):
        files = sorted((tmp_path / "log").glob(f"diachi-{name}.log*"))
        assert len(files) > 2
        assert all(file.stat().st_size <= 1000 for file in files)
        assert all(name in line for file in files for line in file.read_text().splitlines())


def test_a_log_file_holds_one_day_and_old_ones_are_removed(tmp_path):
    file = tmp_path / "diachi-site.log"
    file.write_text("hôm qua\n")
    (tmp_path / "diachi-site.log.4").write_text("tháng trước\n")
    yesterday, last_month = (time.time() - days * 86_400 for days in (1, 31))
    os.utime(file, (yesterday, yesterday))
    os.utime(tmp_path / "diachi-site.log.4", (last_month, last_month))
    settings = make_settings(tmp_path, log_file=str(tmp_path / "diachi.log"), log_days="30")
    logs.log_service(settings, "site")
    logging.getLogger("app").warning("hôm nay")
    contents = {path.name: path.read_text() for path in tmp_path.glob("diachi-site.log*")}
    assert contents.pop("diachi-site.log").endswith("hôm nay\n")
    assert contents == {"diachi-site.log.1": "hôm qua\n"}


def test_a_log_file_that_cannot_be_written_falls_back_to_standard_error(tmp_path, capsys):
    (tmp_path / "tệp").write_text("")
    logs.log_service(make_settings(tmp_path, log_file=str(tmp_path / "tệp" / "a.log")), "site")
    logging.getLogger("app").warning("vẫn ghi")
    assert "vẫn ghi" in capsys.readouterr().err


def test_the_journal_gets_the_priority_of_every_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(logs, "_is_journal", lambda: True)
    logs.log_service(make_settings(tmp_path), "site")
    logging.getLogger("app").error("một\nhai")
    assert [line[:3] for line in capsys.readouterr().err.splitlines()] == ["<3>", "<3>"]


@pytest.mark.parametrize("state", ["connected ", ""])
def test_the_address_of_a_connection_is_not_logged(tmp_path, capsys, state):
    logs.log_service(make_settings(tmp_path), "site")
    channel = f"<waitress.channel.HTTPChannel {state}203.0.113.7:50412 at 0x7f>"
    logging.getLogger("waitress").warning(
        "uncaptured python exception, closing channel %s", channel
    )
    assert "203.0.113.7" not in capsys.readouterr().err


def test_the_error_of_a_statement_does_not_show_its_values(engine):
    """They may be an item and the key of the reader who opened it."""
    use = {"item_id": "00000000000a", "reader_session": "khoá-của-người-đọc", "device_id": 7}
    with pytest.raises(IntegrityError) as caught, work(engine) as session:
        session.add(ItemUse(at=clock.now(), kind=UseKind.REQUEST, **use))
    assert "khoá-của-người-đọc" not in str(caught.value)


def test_a_thread_that_ends_with_an_error_is_logged(tmp_path):
    code = (
        "import threading\nfrom library.process import logs\n"
        "from library.settings import read_settings\n"
        "logs.log_service(read_settings(), 'site')\n"
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        **{"env": make_environment(tmp_path), "cwd": CHECKOUT},
        capture_output=True,
        text=True,
        check=True,
    )
    assert " ERROR library.process.logs: a thread ended\n" in result.stderr
    assert "ZeroDivisionError" in result.stderr


def test_the_sample_of_nginx_logs_no_address_with_a_path_and_no_code():
    sample = (CHECKOUT / "deploy" / "nginx.conf").read_text()
    formats = re.findall(r"^log_format \w+ '([^']*)'", sample, re.MULTILINE)
    assert len(formats) == 2
    for variables in (set(re.findall(r"\$\w+", text)) for text in formats):
        assert not ("$remote_addr" in variables and variables & {"$diachi_path", *_REQUESTS})
        assert not variables & _REQUESTS
    blanked = re.search(r"map \$uri \$diachi_path \{(.*?)\}", sample, re.DOTALL)[1]
    codes = ("/can-bo/mat-khau-moi/CODE", "/lich/KEY/chuong.ics", "/hoi-thu-vien/cau/CODE")
    titles = ("/tai-lieu/0fje3x8k2m4q/trang/3", "/cung-chep/0fje/1", "/iiif/0fje", "/ark:/9/0fje")
    for path in (*codes, *titles):
        patterns = re.findall(r"^ +~(\S+) ", blanked, re.MULTILINE)
        assert any(re.match(pattern, path) for pattern in patterns)
    logs_used = re.findall(r"access_log (?!off)\S+ (\w*)", sample)
    assert set(logs_used) == {"diachi", "diachi_refused"}
    assert set(re.findall(r"error_log \S+ (\w+);", sample)) == {"alert"}
