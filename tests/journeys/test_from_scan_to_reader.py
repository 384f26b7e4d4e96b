"""A scan is delivered, recognised, found without tone marks, and never ingested twice."""

import json
import shutil

import pytest

from tests.journeys.conftest import PLAN_70


@pytest.fixture(scope="module")
def delivered(installation, tmp_path_factory):
    """Deliver a folder with one page image, and return the folder."""
    folder = tmp_path_factory.mktemp("nộp") / "Kế hoạch dân vận"
    folder.mkdir()
    shutil.copy(PLAN_70 / "trang-5.jpg", folder)
    result = installation.run(
        "ingest", "add", folder, "--collection", "van-ban", "--publish", "--json"
    )
    assert result.code == 0, result.err
    return folder


@pytest.fixture(scope="module")
def outcome(installation, delivered):
    """Run the pipeline and return the outcome of the delivery."""
    (fact,) = installation.run("ingest", "run", "--json").facts
    return fact


@pytest.fixture(scope="module")
def imported(installation, tmp_path_factory):
    """Import the record of a text that needs no OCR."""
    record = {
        "id": "149",
        "title": "Kế hoạch 149/KH-UBND",
        "text": "Máy tính công cộng ở Lạng Sơn.",
    }
    file = tmp_path_factory.mktemp("nhập") / "a.jsonl"
    file.write_text(json.dumps(record), encoding="utf-8")
    typed = ("catalogue", "import", file, "--collection", "van-ban", "--publish", "--json")
    (fact,) = installation.run(*typed).facts
    return fact


def _hits(installation, words):
    result = installation.run("search", words, "--json")
    return [hit["item"] for hit in json.loads(result.out)["hits"]]


def test_the_outcome_of_a_delivery_is_reported(outcome):
    fields = {key: outcome[key] for key in ("source", "status", "pages", "failed_pages", "message")}
    assert fields == {
        "source": "Kế hoạch dân vận",
        "status": "done",
        "pages": 1,
        "failed_pages": 0,
        "message": None,
    }


def test_the_recognised_text_can_be_printed(installation, outcome):
    assert "Ủy ban" in installation.run("text", outcome["item"]).out


def test_a_reader_finds_it_without_tone_marks(installation, outcome):
    assert _hits(installation, "thanh pho can tho") == [outcome["item"]]


def test_an_imported_text_is_found_too(installation, imported):
    assert _hits(installation, "may tinh cong cong lang son")[0] == imported["item"]


@pytest.mark.slow
def test_a_repeated_delivery_is_a_duplicate_that_names_the_item(installation, delivered, outcome):
    installation.run("ingest", "add", delivered, "--collection", "van-ban")
    (again,) = installation.run("ingest", "run", "--json").facts
    assert (again["status"], again["item"]) == ("duplicate", outcome["item"])
    assert "Kế hoạch dân vận" in again["message"]


def test_the_installation_is_healthy_afterwards(installation, outcome):
    checks = {fact["name"]: fact["ok"] for fact in installation.run("doctor", "--json").facts}
    assert all(checks.values()), checks
