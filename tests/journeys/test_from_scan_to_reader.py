"""A scan is delivered, read, found without tone marks, and never taken in twice."""

import json
import shutil

import pytest

from tests.journeys.conftest import PLAN_70


@pytest.fixture(scope="module")
def delivered(house, tmp_path_factory):
    """Deliver a folder of one page image and work through it."""
    folder = tmp_path_factory.mktemp("nộp") / "Kế hoạch dân vận"
    folder.mkdir()
    shutil.copy(PLAN_70 / "trang-5.jpg", folder)
    told = house.says("ingest", "add", folder, "--collection", "van-ban", "--publish", "--json")
    assert told.code == 0, told.err
    return folder


@pytest.fixture(scope="module")
def outcome(house, delivered):
    """Give what the workshop told of the delivery."""
    (fact,) = house.says("ingest", "run", "--json").facts
    return fact


@pytest.fixture(scope="module")
def imported(house, tmp_path_factory):
    """Import the record of a text that needs no reading."""
    record = {
        "id": "149",
        "title": "Kế hoạch 149/KH-UBND",
        "text": "Máy tính công cộng ở Lạng Sơn.",
    }
    file = tmp_path_factory.mktemp("nhập") / "a.jsonl"
    file.write_text(json.dumps(record), encoding="utf-8")
    typed = ("catalogue", "import", file, "--collection", "van-ban", "--publish", "--json")
    (fact,) = house.says(*typed).facts
    return fact


def _hits(house, words, *more):
    told = house.says("search", words, "--json", *more)
    return [hit["item"] for hit in json.loads(told.out)["hits"]]


def test_the_workshop_tells_what_became_of_a_delivery(outcome):
    told = {key: outcome[key] for key in ("source", "status", "pages", "failed_pages", "message")}
    assert told == {
        "source": "Kế hoạch dân vận",
        "status": "done",
        "pages": 1,
        "failed_pages": 0,
        "message": None,
    }


def test_what_was_read_can_be_printed(house, outcome):
    assert "Ủy ban" in house.says("text", outcome["item"]).out


def test_a_reader_finds_it_without_tone_marks(house, outcome):
    assert _hits(house, "thanh pho can tho") == [outcome["item"]]


def test_a_text_from_elsewhere_is_found_beside_it(house, imported):
    assert _hits(house, "may tinh cong cong lang son")[0] == imported["item"]


def test_a_search_keeps_to_its_collection(house, outcome):
    assert _hits(house, "thanh pho can tho", "--collection", "bao-chi") == []


def test_the_same_delivery_again_is_a_duplicate_with_the_name_of_what_we_hold(
    house, delivered, outcome
):
    house.says("ingest", "add", delivered, "--collection", "van-ban")
    (again,) = house.says("ingest", "run", "--json").facts
    assert (again["status"], again["item"]) == ("duplicate", outcome["item"])
    assert "Kế hoạch dân vận" in again["message"]


def test_the_house_is_well_afterwards(house, outcome):
    checks = {fact["name"]: fact["ok"] for fact in house.says("doctor", "--json").facts}
    assert all(checks.values()), checks
