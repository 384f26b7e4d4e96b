"""Description form: saving and error messages next to the fields."""

import pytest

from library.catalogue.cataloguing import describe as describe_item
from library.catalogue.cataloguing import find_item, item_fields
from library.catalogue.models import Access, ItemState
from library.catalogue.text.chapters import contents_of_item
from library.database import reading, work
from tests.makers import make_item


@pytest.fixture
def item(engine):
    """Enter a draft."""
    with work(engine) as session:
        return make_item(session, "Ban thao", collection="van-ban", published=False)


@pytest.fixture
def describe(office, item):
    """Return a function that submits the form."""
    form = f"/can-bo/tai-lieu/{item.id}"
    return lambda status=200, **fields: office.send(form, form, fields, status=status)


def test_a_description_is_saved(describe, record):
    describe(title="Bản thảo", number="11/CT-UBND")
    assert (record().title, record().number) == ("Bản thảo", "11/CT-UBND")


def test_a_written_date_is_parsed(describe, record):
    describe(date="22/8/2017")
    assert (record().date, record().year) == ("2017-08-22", 2017)


def test_an_invalid_date_shows_an_error_next_to_the_field(describe, record):
    page = describe(date="hôm qua", status=400)
    assert "“hôm qua” không phải ngày" in page.says("p", class_="field__problem")[0]
    assert record().date is None


def test_typed_values_stay_after_an_error(describe):
    page = describe(title="Nhan đề mới", date="hôm qua", status=400)
    assert page.all("input", name="title")[0].get("value") == "Nhan đề mới"


def test_contents_are_typed_line_by_line_and_their_pages_checked(describe, engine, item):
    for text, problem in (("Núi", "Dòng 1"), ("Núi … 1\nSông … 7", "không có trang 7")):
        page = describe(contents=text, status=400)
        assert problem in page.says("p", class_="field__problem")[0]
    describe(contents="Núi … 1")
    with reading(engine) as session:
        chapters = contents_of_item(session, item.id).chapters
    assert [(chapter.title, chapter.page) for chapter in chapters] == [("Núi", 1)]


def test_an_item_always_has_a_title(describe, record):
    assert describe(title=" ", status=400).says("p", class_="field__problem")
    assert record().title == "Ban thao"


def test_the_access_level_is_chosen(describe, record):
    describe(access="library")
    assert record().access is Access.LIBRARY


def test_an_unknown_access_level_is_refused(describe, record):
    describe(access="everywhere", status=400)
    assert record().access is Access.PUBLIC


def test_labels_come_from_the_collection(office, item):
    labels = office.visit(f"/can-bo/tai-lieu/{item.id}").says("label")
    assert any("Cơ quan ban hành" in label for label in labels)


def test_the_form_follows_the_work(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item.id}")
    parts = ["Nhận diện", "Người, nơi chốn", "Nội dung", "Quyền đọc", "Bản giấy"]
    assert [text for text in page.says("h2") if text in parts] == parts
    names = [control.get("name") for control in page.all("input") if control.get("id")]
    assert names.index("title") < names.index("issuing_body") < names.index("opens")


def test_typed_markup_is_escaped(describe, office, item):
    describe(title="<script>alert(1)</script>")
    assert "<script>alert" in office.visit(f"/can-bo/tai-lieu/{item.id}").heading


def test_an_unknown_item_is_not_found(office):
    office.visit("/can-bo/tai-lieu/khongco", status=404)


def test_names_that_two_people_add_both_stay(office, describe, item, record):
    describe(creator="Trần A")
    page = f"/can-bo/tai-lieu/{item.id}"
    mine = {**office.visit(page).form(page), "creator": "Trần A; Lê B"}
    describe(creator="Trần A; Hà C")
    office.send(page, page, mine)
    assert record().creator == "Trần A; Hà C; Lê B"


def test_what_another_person_writes_is_not_published_unread(office, describe, item, record):
    page = f"/can-bo/tai-lieu/{item.id}"
    mine = {**office.visit(page).form(page), "creator": "Trần A", "viec": "cong-bo"}
    describe(title="Chợ Kỳ Lừa xưa")
    answer = office.send(page, page, mine)
    assert "Chưa công bố: hãy đọc lại phần người khác vừa ghi" in answer.words
    assert (record().creator, record().title) == ("Trần A", "Chợ Kỳ Lừa xưa")
    assert record().state is not ItemState.PUBLISHED
    office.send(page, page, {"viec": "cong-bo"})
    assert record().state is ItemState.PUBLISHED


def test_a_wrong_isbn_is_saved_with_a_warning(office, item, engine):
    page = f"/can-bo/tai-lieu/{item.id}"
    with work(engine) as session:
        row = find_item(session, item.id)
        describe_item(session, row, {"isbn": "978-604-77-2839-8"}, "lan")
    assert "sai số kiểm tra" not in office.send(page, page, {}).words
    assert "sai số kiểm tra" in office.send(page, page, {"isbn": "978-604-77-2839-1"}).words
    with reading(engine) as session:
        assert item_fields(find_item(session, item.id))["isbn"] == "978-604-77-2839-1"
