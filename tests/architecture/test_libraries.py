"""The modules that may import each library."""

import sys

from tests.architecture.plan import ROOMS, Module, imports, is_in, modules

_PLACES = {
    "sqlalchemy": (
        "library/*",
        "points/*",
        "search_index/*",
        "ingest/*",
        "kit/*",
        "app/*",
        "scale/*",
    ),
    "alembic": ("library/schema_version.py", "library/migrations/*"),
    "click": ("*/cli.py", "library/click_*.py"),
    "openpyxl": tuple(
        f"library/exchange/{name}.py"
        for name in (
            *("spreadsheets", "workbooks", "streamed_tables"),
            *("filled_sheets", "sheet_templates"),
        )
    ),
    "docx": ("points/programme/reports/docx_*.py",),
    "tomlkit": ("library/catalogue/profile_files.py",),
    "obstore": ("scale/object_store/object_bucket.py",),
    "pymarc": ("library/exchange/marc21/*",),
    "tantivy": ("search_index/engines/tantivy*.py",),
    "opensearchpy": ("scale/opensearch/*.py",),
    "whoosh": ("search_index/query/parser.py",),
    "PIL": (
        *("ingest/tools/*", "ingest/images/*", "app/interfaces/iiif/page_image.py"),
        *("app/downloads/page_jpeg.py", "app/office/maps/place_map.py"),
    ),
    "pi_heif": ("ingest/tools/image_files.py",),
    "cv2": ("ingest/tools/*", "ingest/images/*", "ingest/second_reader/asternet.py"),
    "numpy": (
        "ingest/stages/illustrate.py",  # pixels that ffmpeg draws
        *("ingest/tools/*", "ingest/images/*", "search_index/meaning/*"),
        "ingest/second_reader/asternet.py",
    ),
    "onnx": ("search_index/meaning/graph.py",),
    "onnxruntime": ("search_index/meaning/encoder.py", "ingest/second_reader/asternet.py"),
    "dbos": ("scale/machines/*",),
    "olefile": ("ingest/tools/*",),
    "pypdf": ("ingest/tools/*",),
    "pypdfium2": ("ingest/tools/*", "points/programme/reports/pdf_content.py"),
    "reportlab": ("library/stock/pdf_sheets.py",),
    "pikepdf": (
        *("ingest/tools/*", "app/downloads/assemble_pdf.py"),
        "app/points/programme/conversions.py",
        "points/programme/reports/pdf_content.py",
    ),
    "tesserocr": ("ingest/tools/*",),
    "pebble": ("ingest/*", "search_index/search_service.py"),
    "citeproc": ("library/catalogue/description/citing.py",),
    "icalendar": ("points/programme/deadlines/calendar_file.py",),
    "babel": ("app/*",),
    "flask": ("app/*",),
    "flask_babel": ("app/*",),
    "flask_login": ("app/*",),
    "flask_wtf": ("app/*",),
    "werkzeug": ("app/*",),
    "jinja2": (
        *("app/*", "points/programme/reports/sentence_texts.py", "kit/phone/phone_rounds.py"),
    ),
    "markupsafe": ("app/*",),
    "argon2": ("app/accounts/passwords.py",),
    "pyotp": ("app/accounts/totp.py",),
    "segno": ("app/web/qr_code.py",),
    "cryptography": (
        *(
            "app/accounts/totp.py",
            "app/accounts/room_pass.py",
            "app/points/kiosk/agent_releases.py",
        ),
        "kit/signatures.py",
        "kit/outbox/*",
        *("kit/contact/line.py", "kit/contact/signed_messages.py"),
        "app/kit/province/line_contact.py",
        "kit/station/station_identity.py",
        "library/monitoring/outside_checks.py",
        "points/programme/reports/pdf_content.py",
        "scale/setting_up/shared_keys.py",
    ),
    "itsdangerous": ("app/*",),
    "waitress": ("app/*",),
    "prometheus_client": ("app/monitoring/metrics.py",),
    "counter_robots": ("app/*",),
    "cql": ("app/interfaces/sru/cql_queries.py",),
}


def test_each_library_is_imported_only_where_it_is_allowed():
    misplaced = {module.path: _misplaced_libraries(module) for module in modules(*ROOMS)}
    assert {path: names for path, names in misplaced.items() if names} == {}


def _misplaced_libraries(module: Module) -> set[str]:
    outside = {name.partition(".")[0] for name in imports(module)} - {*ROOMS}
    return {
        name
        for name in outside - sys.stdlib_module_names
        if not is_in(module, _PLACES.get(name, ()))
    }
