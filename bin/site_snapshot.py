"""Saves pages and answers of a filled installation, to compare the site before and after a change.

    python bin/site_snapshot.py HOME OUT    # then: diff -r OUT-before OUT-after

Works on a copy of HOME, at a fixed moment, so that two runs of the same code give the same files.
Pages that draw by chance or show the moment of the copy's own account are left out.
Per address rule a few real pages are saved, found by following links, for a reader and for an
administrator; tokens and version marks are masked. The interfaces for other systems are asked in
every verb, schema and report about a few items of each collection, and their links are followed.
Also saved: the address rules and `doctor`.
"""

import gzip
import hashlib
import io
import re
import secrets
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from subprocess import run
from urllib.parse import quote, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from library import clock
from library.settings import read_settings

_NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
_PAGES_PER_RULE = 6
_ITEMS_PER_COLLECTION = 3
_SECONDS_TO_MAKE_A_FILE = 60
_LINK = re.compile(r'(?:href|src|action)="([^"]+)"')
_OWN_ADDRESS = re.compile(r'http://localhost(/[^\s"<>{}]*)')
_RESUMPTION = re.compile(r"<resumptionToken[^>]*>([^<]+)<")
_SIZE_OR_TIME = re.compile(r"\d[\d.,]* [MG]B|(\d\d:\d\d )?\d\d/\d\d/\d{4}")
_MASKS = (
    (re.compile(r'(name="(?:csrf_token|nguoi-mo|ban-goc)" value=")[^"]*'), r"\1"),
    (re.compile(r"([?&;]v=)[0-9a-f]{12}"), r"\1"),
    (re.compile(r"Mở từ \d\d:\d\d [\d/]+"), ""),
    (re.compile(r'(content=")[\w.-]{80,}(")'), r"\1\2"),
)
_SEEDS = ("/", "/tra-cuu?q=lang+son", "/can-bo", "/chuong-trinh", "/tro-giup", "/may-cong-cong")
_LEFT_OUT = {
    *("public.by_chance", "public.help_type", "public.type_line"),
    *("office.two_steps", "office.trail", "office.trail_csv"),
}
_ENDINGS = (".mrc", ".xlsx", ".docx", ".pdf", ".zip", ".odt")
_KEY = "khoa-anh-chup"
_SETTINGS = {
    "DIACHI_COUNTER_KEY": _KEY,
    "DIACHI_CALENDAR_KEY": _KEY,
    "DIACHI_ARK_NAAN": "99999",
}
"""Settings without which an interface does not answer."""

_CQL_QUERIES = (
    *("lang son", 'dc.title="lạng sơn"', 'dc.title any "xứ lạng"', 'dc.creator all "nguyễn"'),
    *("dc.identifier=1", 'dc.subject="lịch sử"', "bath.isbn=9786047728398", "dc.date>=1900"),
    *('dc.date within "1890 1940"', "dc.coverage=lạng", "dc.type=book", "cql.allRecords=1"),
    *("lạng prox/unit=word/distance<=5 sơn", "lạng not sơn sortBy dc.date/sort.descending"),
    *("cql.allRecords=1 sortBy dc.title", "dc.rights=x", "lạng and (", "l?ng or s*"),
)
_SUSHI_REPORTS = ("pr", "pr_p1", "ir", "ir_a1", "ir_m1", "unknown")
_SEARCHES = ("lang son", "Đồng Đăng", "chợ Kỳ Lừa", "zzzz")
_FIXED_ADDRESSES = (
    *("/oai", "/oai?verb=Identify", "/oai?verb=ListMetadataFormats", "/oai?verb=ListSets"),
    *("/oai?verb=GetRecord&identifier=x&metadataPrefix=oai_dc", "/oai?verb=Wrong"),
    *("/sru", "/sru?operation=explain&version=1.1", "/sru?version=2.0", "/sru/z3950"),
    *("/sru?operation=scan&version=1.2&scanClause=dc.title", "/sru?version=3.0&query=a"),
    *("/iiif/collections", "/iiif/changes", "/iiif/changes/0", "/iiif/auth/token"),
    *("/opds", "/opds/1.2", "/opds/2", "/opds/1.2/moi", "/opds/2/moi", "/opds/opensearch.xml"),
    *("/robots.txt", "/sitemap.xml", "/opensearch.xml", "/dia-chi.webmanifest"),
    *("/du-lieu/tai-lieu.jsonl.gz", "/du-lieu/tai-lieu.csv.gz", "/api/v1", "/api/v1/openapi.json"),
    *("/sushi/r51/status", "/sushi/r51/members", f"/lich/{_KEY}/chuong-trinh.ics"),
)
_ADDRESSES_OF_AN_ITEM = (
    *("/iiif/2/{0}", "/iiif/3/{0}", "/iiif/3/{0}/canvas/1", "/iiif/3/{0}/canvas/1/lines"),
    *("/iiif/image/2/{0}:1/info.json", "/iiif/image/3/{0}:1/info.json", "/iiif/image/3/{0}:1"),
    *("/iiif/image/3/{0}:1/full/300,/0/default.jpg", "/iiif/image/3/{0}:1/square/90,/90/gray.png"),
    *("/iiif/search/1/{0}?q=lang", "/iiif/search/2/{0}?q=lang", "/iiif/auth/probe/{0}:1"),
    *("/tai-lieu/{0}/linkset.json", "/tai-lieu/{0}/nhung", "/tai-lieu/{0}/trich-dan.bib"),
    *("/tai-lieu/{0}/trich-dan.ris", "/tai-lieu/{0}/marc.mrc", "/tai-lieu/{0}/marc.xml"),
    *("/tai-lieu/{0}/dublin-core.xml", "/tai-lieu/{0}/tai-ve/van-ban.txt", "/ark:/99999/{0}"),
    *("/tai-lieu/{0}/tai-ve/hocr.html", "/tai-lieu/{0}/tai-ve/alto.zip", "/ark:/99999/{0}?info"),
    *("/tai-lieu/{0}/tai-ve/sach.epub", "/tai-lieu/{0}/trang/1/tai-ve/alto.xml"),
    *("/oembed?url=http://localhost/tai-lieu/{0}", "/sru?query=rec.identifier%3D{0}"),
    *("/api/v1/items/{0}", "/api/v1/items/{0}/pages", "/api/v1/items/{0}/pages/1"),
    *("/api/v1/items/{0}/text", "/danh-sach.ris?m={0}:1", "/danh-sach.bib?m={0}:1"),
)


def main() -> None:
    """Save the answers of the interfaces, and the pages of a reader and of an administrator."""
    home, out = Path(sys.argv[1]), Path(sys.argv[2])
    clock.now = lambda: _NOW
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "home"
        shutil.copytree(home, copied)
        settings = read_settings({"DIACHI_HOME": str(copied), **_SETTINGS})
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
            _SIZE_OR_TIME.sub("", _diachi(copied, "doctor")).replace(str(copied), "HOME")
        )
        _save_interfaces(app, out / "interfaces")
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


def _save_interfaces(app: Flask, folder: Path) -> None:
    """Save the answers to all listed questions, and a few of those that they link to."""
    folder.mkdir()
    client = app.test_client()
    waiting = deque(_interface_addresses(client))
    listed, seen, per_rule = set(waiting), set(waiting), Counter()
    while waiting:
        address = waiting.popleft()
        rule = _rule_of(app, address)
        per_rule[rule] += 1
        if address not in listed and per_rule[rule] > _PAGES_PER_RULE:
            continue
        with _answer(client, address) as answer:
            body = _masked(_text_of(answer))
            headers = [f"{answer.status_code} {answer.headers.get('Location', '')}"] + [
                f"{name}: {_masked(answer.headers[name])}"
                for name in ("Content-Type", "Cache-Control", "Link", "Retry-After")
                if name in answer.headers
            ]
            _write(folder, rule, address, "\n".join((*headers, "", body)))
        listed.update(_following_parts(address, body))
        for link in (*_following_parts(address, body), *_OWN_ADDRESS.findall(body)):
            link = link.replace("&amp;", "&")
            if link not in seen and (_rule_of(app, link) or "").startswith("interfaces."):
                seen.add(link)
                waiting.append(link)


def _interface_addresses(client: FlaskClient) -> Iterator[str]:
    yield from _FIXED_ADDRESSES
    prefixes = ("oai_dc", "marc21", "mets", "unknown")
    for verb, prefix in product(("ListRecords", "ListIdentifiers"), prefixes):
        yield f"/oai?verb={verb}&metadataPrefix={prefix}"
    yield "/oai?verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-28"
    for query, version, schema, escaping in product(
        _CQL_QUERIES, ("1.1", "2.0"), ("marcxml", "dc"), ("xml", "string")
    ):
        yield _sru_address(query, version, schema, escaping)
    for report in ("", *_SUSHI_REPORTS):
        values = {"customer_id": "0000000000000000", "requestor_id": "x", "api_key": _KEY}
        period = {"begin_date": "2026-01", "end_date": "2026-10"}
        yield f"/sushi/r51/reports{'/' * bool(report)}{report}?{urlencode(values | period)}"
    yield f"/sushi/r51/members?{urlencode(values)}"
    for typed in map(quote, _SEARCHES):
        yield from (f"/tra-cuu.atom?q={typed}", f"/goi-y?q={typed}", f"/api/v1/search?q={typed}")
        yield from (f"/opds/1.2/tra-cuu?q={typed}", f"/opds/2/tra-cuu?q={typed}")
    for collection in client.get("/api/v1/collections").json["collections"]:
        slug = collection["slug"]
        yield f"/oai?verb=ListRecords&metadataPrefix=marc21&set={slug}"
        yield from (f"/sitemap/{slug}/1.xml", f"/iiif/collections/{slug}")
        yield from (f"/opds/1.2/suu-tap/{slug}", f"/opds/2/suu-tap/{slug}")
        items = client.get(f"/api/v1/collections/{slug}/items?size=100").json["items"]
        items.sort(key=lambda item: (-item["page_count"], item["id"]))
        for item in items[:_ITEMS_PER_COLLECTION] + items[-1:]:
            yield from (address.format(item["id"]) for address in _ADDRESSES_OF_AN_ITEM)
    identifiers = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").text
    for identifier, prefix in product(
        re.findall(r"<identifier>([^<]+)<", identifiers)[:_ITEMS_PER_COLLECTION], prefixes
    ):
        yield f"/oai?verb=GetRecord&identifier={identifier}&metadataPrefix={prefix}"
        yield f"/oai?verb=ListMetadataFormats&identifier={identifier}"


def _sru_address(query: str, version: str, schema: str, escaping: str) -> str:
    values = {"query": query, "version": version, "recordSchema": schema}
    if version == "2.0":
        return f"/sru?{urlencode(values | {'recordXMLEscaping': escaping})}"
    return f"/sru?{urlencode(values | {'operation': 'searchRetrieve', 'recordPacking': escaping})}"


def _following_parts(address: str, body: str) -> Iterator[str]:
    """Yield the next part of a list of OAI-PMH, which names a token instead of an address."""
    if address.startswith("/oai?verb=List"):
        verb = address.partition("&")[0]
        for token in _RESUMPTION.findall(body):
            yield f"{verb}&resumptionToken={token}"


def _text_of(answer: TestResponse) -> str:
    """Return an answer as text: an archive as its files, other bytes as their checksum."""
    data = answer.data
    if answer.mimetype == "application/gzip":
        data = gzip.decompress(data)
    if answer.mimetype in ("application/zip", "application/epub+zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(
                f"{name} {hashlib.sha256(archive.read(name)).hexdigest()}"
                for name in archive.namelist()
            )
    with suppress(UnicodeDecodeError):
        return data.decode()
    return hashlib.sha256(data).hexdigest()


def _save_pages(app: Flask, client: FlaskClient, folder: Path) -> None:
    folder.mkdir()
    waiting, seen, per_rule = deque(_SEEDS), set(_SEEDS), Counter()
    while waiting:
        address = waiting.popleft()
        rule = _rule_of(app, address)
        if per_rule[rule] >= _PAGES_PER_RULE or rule in {"static", None, *_LEFT_OUT}:
            continue
        per_rule[rule] += 1
        with _answer(client, address) as answer:
            is_text = answer.mimetype.startswith(("text/", "application/json", "application/x"))
            body = _masked(answer.text) if is_text else hashlib.sha256(answer.data).hexdigest()
            if urlsplit(address).path.endswith(_ENDINGS):
                body = ""  # these hold the moment at which they were made
            target = answer.headers.get("Location", "")
            head = f"{answer.status_code} {target} {answer.mimetype}"
            _write(folder, rule, address, f"{head}\n{body}")
        if answer.mimetype == "text/html":
            for link in _LINK.findall(body):
                link = link.replace("&amp;", "&")
                if link.startswith("/") and not link.startswith("//") and link not in seen:
                    seen.add(link)
                    waiting.append(link)


def _answer(client: FlaskClient, address: str) -> TestResponse:
    """Return the answer to a request, asked again while the file that it sends is being made."""
    for _ in range(_SECONDS_TO_MAKE_A_FILE):
        answer = client.get(address)
        if answer.status_code != 503:
            break
        answer.close()
        time.sleep(1)
    return answer


def _write(folder: Path, rule: str | None, address: str, text: str) -> None:
    name = re.sub(r"[^\w.=&?-]", "_", address)
    if len(name) > 150:
        name = f"{name[:150]}_{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    (folder / f"{rule}__{name}").write_text(text)


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
