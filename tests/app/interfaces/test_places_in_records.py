"""Places of then with today's beside them, in the records and pages that other systems read."""

import json

import pytest

from library.catalogue import cataloguing
from library.database import work
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import BY, make_item

_THEN, _TODAY = "Xã Hồng Phong (Văn Lãng)", "Xã Đồng Đăng (từ 1/7/2025)"


@pytest.fixture
def letter(engine, settings):
    """Return the id of an item of 1979 about a commune that is gone."""
    with work(engine) as session:
        item = make_item(session, "Thư", texts=(), published=False, date="1979", kind="sách")
        place = {"coverage": "Hồng Phong, huyện Văn Lãng; Bắc Sơn"}
        cataloguing.set_other_fields(session, item, place)
        add_page_pdf(settings, make_scan(session, settings, item, "Thư nhà"))
        cataloguing.publish(session, item, BY)
        return item.id


@pytest.mark.parametrize("prefix", ["oai_dc", "marc21"])
def test_a_record_of_oai_carries_the_units_of_then_and_today(app, letter, prefix):
    answer = app.test_client().get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").text
    assert [answer.count(text) for text in (_THEN, _TODAY, "Bắc Sơn")] == [1, 1, 1]


def test_a_manifest_names_them(app, letter):
    manifest = app.test_client().get(f"/iiif/3/{letter}").json
    values = {pair["label"]["vi"][0]: pair["value"]["none"] for pair in manifest["metadata"]}
    assert values["Địa danh khi ấy và nay"] == [f"{_THEN}; {_TODAY}"]


def test_the_page_of_an_item_leads_to_them(app, browser, letter):
    page = browser.visit(f"/tai-lieu/{letter}")
    assert page.has_link_to("/dia-danh/x-hong-phong--van-lang")
    assert page.has_link_to("/dia-danh/x-dong-dang--2025")
    text = app.test_client().get(f"/tai-lieu/{letter}").text
    data = json.loads(text.partition('application/ld+json">')[2].partition("</script>")[0])
    assert [place["name"] for place in data["contentLocation"]] == [_THEN, _TODAY]


def test_a_name_of_two_communes_is_shown_as_two_and_given_to_no_other_system(app, browser, engine):
    with work(engine) as session:
        item = make_item(session, "Quỷ Môn quan", date="1813")
        cataloguing.set_other_fields(session, item, {"coverage": "Xã Chi Lăng"})
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert (
        "chưa chắc, tên này có thể là Xã Chi Lăng (Chi Lăng): Xã Chi Lăng (từ 1/7/2025); "
        "hoặc Xã Chi Lăng (Tràng Định): Xã Thất Khê (từ 1/7/2025)"
    ) in page.says("dd")
    answer = app.test_client().get("/oai?verb=ListRecords&metadataPrefix=marc21").text
    assert "contentLocation" not in page.html
    assert ("Quỷ Môn quan" in answer, "Thất Khê" in answer) == (True, False)
