"""Saves every kind of page of a filled installation, to compare the site before and after a change.

    python bin/site_snapshot.py HOME OUT    # then: diff -r OUT-before OUT-after

Works on a copy of HOME, at a fixed moment, so that two runs of the same code give the same files.
Pages that draw by chance or show the moment of the copy's own account are left out.
Per address rule a few real pages are saved, found by following links, for a reader and for an
administrator; tokens and version marks are masked. Also saved: the address rules and `doctor`.
"""

import hashlib
import re
import secrets
import shutil
import sys
import tempfile
from collections import Counter, deque
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from library import clock
from library.settings import read_settings

_NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
_PAGES_PER_RULE = 6
_LINK = re.compile(r'(?:href|src|action)="([^"]+)"')
_MASKS = (
    (re.compile(r'(name="csrf_token" value=")[^"]*'), r"\1"),
    (re.compile(r"([?&;]v=)[0-9a-f]{12}"), r"\1"),
    (re.compile(r"Mở từ \d\d:\d\d [\d/]+"), ""),
    (re.compile(r'(content=")[\w.-]{80,}(")'), r"\1\2"),
)
_SEEDS = ("/", "/tra-cuu?q=lang+son", "/can-bo", "/chuong-trinh", "/tro-giup", "/may-cong-cong")
_LEFT_OUT = {"public.by_chance", "office.two_steps", "office.trail", "office.trail_csv"}
_ENDINGS = (".mrc", ".xlsx", ".docx", ".pdf", ".zip", ".odt")


def main() -> None:
    """Save the pages of a reader and of an administrator."""
    home, out = Path(sys.argv[1]), Path(sys.argv[2])
    clock.now = lambda: _NOW
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "home"
        shutil.copytree(home, copied)
        settings = read_settings({"DIACHI_HOME": str(copied)})
        _diachi(copied, "init")
        password = secrets.token_urlsafe()
        _diachi(copied, "staff", "add", "anhchup", "--role", "administrator", typed=password)
        out.mkdir(parents=True)
        app = create_app(settings)
        app.testing = True
        rules = sorted(
            f"{rule.rule} {sorted(rule.methods)} {rule.endpoint}" for rule in _rules(app)
        )
        (out / "routes.txt").write_text("\n".join(rules))
        (out / "doctor.txt").write_text(
            re.sub(r"\d[\d.,]* [MG]B", "", _diachi(copied, "doctor")).replace(str(copied), "HOME")
        )
        _save_pages(app, app.test_client(), out / "reader")
        _save_pages(app, _signed_in(app, password), out / "administrator")


def _diachi(home: Path, *words: str, typed: str = "") -> str:
    command = [sys.executable, "-c", "from library.cli import main; main()", *words]
    environment = {"DIACHI_HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return run(
        command, input=typed, env=environment, capture_output=True, text=True, check=False
    ).stdout


def _rules(app: Flask) -> list[object]:
    return list(app.url_map.iter_rules())


def _signed_in(app: Flask, password: str) -> FlaskClient:
    client = app.test_client()
    form = client.get("/can-bo/dang-nhap").text
    token = re.search(r'name="csrf_token" value="([^"]*)"', form)[1]
    fields = {"csrf_token": token, "ten": "anhchup", "mat-khau": password}
    answer = client.post("/can-bo/dang-nhap", data=fields)
    if answer.status_code != 303:
        sys.exit(f"Không đăng nhập được: {answer.status_code}")
    return client


def _save_pages(app: Flask, client: FlaskClient, folder: Path) -> None:
    folder.mkdir()
    waiting, seen, per_rule = deque(_SEEDS), set(_SEEDS), Counter()
    while waiting:
        address = waiting.popleft()
        rule = _rule_of(app, address)
        if per_rule[rule] >= _PAGES_PER_RULE or rule in {"static", None, *_LEFT_OUT}:
            continue
        per_rule[rule] += 1
        with client.get(address) as answer:
            is_text = answer.mimetype.startswith(("text/", "application/json", "application/x"))
            body = _masked(answer.text) if is_text else hashlib.sha256(answer.data).hexdigest()
            if urlsplit(address).path.endswith(_ENDINGS):
                body = ""  # these hold the moment at which they were made
            name = re.sub(r"[^\w.=&?-]", "_", address)[:150]
            target = answer.headers.get("Location", "")
            head = f"{answer.status_code} {target} {answer.mimetype}"
            (folder / f"{rule}__{name}").write_text(f"{head}\n{body}")
        if answer.mimetype == "text/html":
            for link in _LINK.findall(body):
                link = link.replace("&amp;", "&")
                if link.startswith("/") and not link.startswith("//") and link not in seen:
                    seen.add(link)
                    waiting.append(link)


def _rule_of(app: Flask, address: str) -> str | None:
    with suppress(Exception):
        path = urlsplit(address).path
        return app.url_map.bind("localhost").match(path, method="GET")[0]
    return None


def _masked(text: str) -> str:
    for pattern, put in _MASKS:
        text = pattern.sub(put, text)
    return text


if __name__ == "__main__":
    main()
