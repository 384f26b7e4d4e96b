"""Benchmark of COUNTER: errors by the official schema and speed of every report of a demo year."""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import Engine

from app import create_app
from bench.form import Row, report
from demo.province import fill_province
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import work
from library.exchange.json_lines import import_record
from library.installation import set_up
from library.settings import read_settings

_SCHEMA = Path(__file__).parents[1] / "tests" / "samples" / "counter-5.1.json"
_SINCE, _UNTIL = date(2024, 1, 1), date(2026, 1, 1)
_KEY, _EVERYWHERE, _POINT = "bench", "0" * 16, "bac-son"
_REPORTS = ("pr", "pr_p1", "ir", "ir_a1", "ir_m1")
_ITEMS = 200
_PROFILE = Profile("do", "Đo", "", "", Access.PUBLIC, None, None, ("vie",), (), 1)
_KINDS = ("Báo", "Sách", "Ảnh", "Bản ghi âm", "Bản đồ")


def main() -> None:
    """Fill a demo province of two years, ask for each report, and report errors and seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_COUNTER_KEY": _KEY})
    database = set_up(settings)
    try:
        _fill(database)
        app = create_app(settings)
        rows = list(_rows(app.test_client()))
        app.extensions["services"].close()
    finally:
        database.dispose()
        shutil.rmtree(home)
    report("counter", rows, as_json=args.json)


def _fill(database: Engine) -> None:
    with work(database) as session:
        for number in range(_ITEMS):
            kind = _KINDS[number % len(_KINDS)]
            record = {"id": str(number), "title": f"{kind} số {number}", "kind": kind, "text": "x"}
            import_record(session, record, _PROFILE, publish=True, by=_KEY)
        fill_province.fill(session, _SINCE, _UNTIL, hours=False)


def _rows(client: FlaskClient) -> Iterator[Row]:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    errors = _list_errors(client, schema)
    for customer in (_EVERYWHERE, _POINT):
        for name in _REPORTS:
            began = time.process_time()
            months = "begin_date=2025-01&end_date=2025-12"
            body = _ask(client, f"reports/{name}?customer_id={customer}&{months}")
            seconds = time.process_time() - began
            errors += _errors(schema, name.upper(), body)
            where = "mọi nơi" if customer == _EVERYWHERE else "một điểm"
            lines = sum(len(part.get("Items", "1")) for part in body["Report_Items"])
            yield Row(f"{name.upper()}, {where}, {lines} mục, một nhân", seconds, "giây", 10)
    yield Row("lỗi theo lược đồ chính thức", errors, "lỗi", 0)


def _list_errors(client: FlaskClient, schema: dict[str, object]) -> int:
    """Return the errors of the status, the members and the list of reports."""
    addresses = {"Status": "status?", "Member": "members?", "Report": "reports?"}
    return sum(
        _errors(schema, name, entry)
        for name, address in addresses.items()
        for entry in _ask(client, f"{address}customer_id={_EVERYWHERE}")
    )


def _ask(client: FlaskClient, address: str) -> object:
    answer = client.get(f"/sushi/r51/{address}&api_key={_KEY}")
    assert answer.status_code == 200, address
    return answer.get_json()


def _errors(schema: dict[str, object], name: str, body: object) -> int:
    validator = Draft202012Validator(
        {**schema, "$ref": f"#/components/schemas/{name}"},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return sum(1 for _ in validator.iter_errors(body))


if __name__ == "__main__":
    main()
