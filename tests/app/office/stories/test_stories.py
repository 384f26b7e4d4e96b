"""Stories: written, previewed and published in the office, read in the reading room."""

import pytest

from library.catalogue.cataloguing import find_item
from library.catalogue.models import ItemState
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item

_NEW, _ONE = "/can-bo/chuyen-ke/moi", "/can-bo/chuyen-ke/1"
_FIELDS = {
    "loai": "story",
    "ten": "Đường qua ải",
    "gioi-thieu": "Một con đường.",
    "phan-1-loi": "Đoạn <b>một</b>.\n\nĐoạn hai: https://thu-vien.example/x",
    "phan-1-chu-thich": "Ải Chi Lăng",
}


@pytest.fixture
def map_id(engine, settings):
    """Enter a published map with a picture; return its id."""
    with work(engine) as session:
        item = make_item(session, "Bản đồ tỉnh", texts=(), published=False)
        make_scan(session, settings, item, "Chi Lăng")
        item.state, item.published = ItemState.PUBLISHED, item.created
        return item.id


def _write(office, *, status=200, **fields):
    return office.send(_NEW, _NEW, {**_FIELDS, **fields}, status=status)


def test_a_story_is_written_previewed_and_published(office, browser, map_id):
    page = _write(office, **{"phan-1-tai-lieu": f"https://x.example/tai-lieu/{map_id}/trang/1"})
    assert page.form(_ONE)["phan-1-tai-lieu"] == f"/tai-lieu/{map_id}/trang/1"
    assert "Đoạn <b>một</b>." in office.visit(f"{_ONE}/xem-truoc").words
    browser.visit("/chuyen-ke/1", status=404)
    office.send(_ONE, f"{_ONE}/dang", {})
    story = browser.visit("/chuyen-ke/1")
    assert story.heading == "Đường qua ải" and not story.all("b", class_="x")
    assert story.has_link_to("https://thu-vien.example/x")
    assert story.has_link_to(f"/tai-lieu/{map_id}/trang/1") and story.all("figure")
    assert "Một con đường." in browser.visit("/chuyen-ke").words


def test_a_withdrawn_document_disappears_and_the_office_reports_it(office, browser, engine, map_id):
    _write(office, **{"phan-1-tai-lieu": map_id})
    office.send(_ONE, f"{_ONE}/dang", {})
    with work(engine) as session:
        find_item(session, map_id).state = ItemState.WITHDRAWN
    story = browser.visit("/chuyen-ke/1")
    assert not story.all("figure") and "Bản đồ tỉnh" not in story.words
    assert "Ải Chi Lăng" not in {part.get("aria-label") for part in story.all("section")}
    assert "Bạn đọc không thấy ảnh của phần này" in office.visit(_ONE).words
    assert "1 ảnh bạn đọc không thấy" in office.visit("/can-bo/chuyen-ke").words


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"ten": " "}, "ten"), ({"phan-1-tai-lieu": "/tai-lieu/00000000000x/trang/9"}, None)],
)
def test_a_refused_story_keeps_the_typed_words(office, fields, field):
    page = _write(office, status=400, **fields)
    assert page.form(_NEW)["phan-1-loi"] == _FIELDS["phan-1-loi"]
    assert page.has_link_to(f"#o-{field or 'phan-1-tai-lieu'}")


def test_two_writers_of_one_story_decide_together(office):
    form = _write(office).form(_ONE)
    office.send(_ONE, _ONE, {**form, "gioi-thieu": "Của người thứ nhất."})
    page = office.send(
        _ONE, _ONE, {**form, "gioi-thieu": "Của người thứ hai.", "phan-2-loi": "Thêm."}, status=409
    )
    assert "Của người thứ nhất." in page.words
    assert page.form(_ONE)["gioi-thieu"] == "Của người thứ hai."


def test_only_publishers_publish_hide_and_change_a_published_story(staff):
    writer, publisher = staff("cataloguer"), staff("reviewer")
    form = _write(writer).form(_ONE)
    assert not writer.visit(_ONE).all("form", action=f"{_ONE}/dang")
    assert writer.client.post(f"{_ONE}/dang", data=form).status_code == 403
    publisher.send(_ONE, f"{_ONE}/dang", {})
    refused = writer.send(_ONE, _ONE, {**form, "ten": "Khác"}, status=403)
    assert "chỉ người có quyền công bố sửa được" in refused.words
    publisher.send(_ONE, f"{_ONE}/go", {})
    assert writer.send(_ONE, _ONE, {**form, "ten": "Khác"}).heading == "Khác"


def test_an_empty_story_is_not_published(office):
    _write(office, **{"phan-1-loi": "", "phan-1-chu-thich": ""})
    assert "Bài chưa có phần nào" in office.send(_ONE, f"{_ONE}/dang", {}).words


def test_a_lesson_has_a_sheet_to_print(office, browser):
    _write(office, loai="lesson", lop="Lớp 4", phieu="Câu 1?\n\nCâu 2?")
    office.send(_ONE, f"{_ONE}/dang", {})
    assert "Lớp 4" in browser.visit("/bai-hoc").words
    assert "Chưa có bài nào." in browser.visit("/chuyen-ke").words
    assert "Câu 2?" in browser.visit("/chuyen-ke/1/phieu").says("p")
