"""Describing pictures in the office: form, merge, undo, proposals of the file, lists."""

import io

import pytest

from library.catalogue.pictures.described_pictures import picture_of
from library.catalogue.pictures.describing import describe, page_of, propose
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item


@pytest.fixture
def album(engine, settings):
    """Enter a draft of two scans; return its address in the office."""
    with work(engine) as session:
        item = make_item(session, "Tập ảnh", texts=(), published=False)
        for _ in range(2):
            make_scan(session, settings, item, "")
    return f"/can-bo/tai-lieu/{item.id}"


def _save(office, album, status=200, **fields):
    form = f"{album}/trang/1/anh"
    return office.send(form, form, {**office.visit(form).form(form), **fields}, status=status)


def _shown(engine, album):
    with reading(engine) as session:
        return picture_of(session, album.split("/")[3], 1)


def test_a_description_is_saved_and_listed(office, engine, album):
    _save(office, album, caption="Chợ", persons="Bà Lợi | 10 20 15,5 30", date="1952")
    (person,) = _shown(engine, album).persons
    assert (person.left, person.width) == (100, 155)
    page = office.visit(f"{album}/anh")
    assert "Chợ" in page.words and "1952" in page.words


@pytest.mark.parametrize(
    ("field", "text"), [("date", "hôm nọ"), ("persons", "A | 1"), ("back_of", "9")]
)
def test_a_refused_form_keeps_its_words_and_names_the_field(office, album, field, text):
    page = _save(office, album, status=422, caption="Chợ", **{field: text})
    assert page.form(f"{album}/trang/1/anh")["caption"] == "Chợ"
    assert page.has_link_to(f"#o-{field}")


def test_two_people_name_two_persons(office, engine, album):
    address = f"{album}/trang/1/anh"
    form = office.visit(address).form(address)
    office.send(address, address, {**form, "persons": "Bà Lợi"})
    office.send(address, address, {**form, "persons": "Ông Tam", "caption": "Chợ"})
    assert {person.name for person in _shown(engine, album).persons} == {"Bà Lợi", "Ông Tam"}
    page = office.send(address, address, {**form, "caption": "Ga"}, status=409)
    assert "Chợ" in page.words and page.form(address)["caption"] == "Ga"


def test_fields_of_the_file_fill_empty_fields_and_wait_for_saving(office, engine, album):
    with work(engine) as session:
        page = page_of(session, album.split("/")[3], 1)
        describe(session, page, {"caption": "Của người"}, BY)
        propose(session, page, {"caption": "Của máy", "date": "1952-05-12"})
    address = f"{album}/trang/1/anh"
    form = office.visit(f"{address}?tu-tep=1").form(address)
    assert (form["caption"], form["date"]) == ("Của người", "1952-05-12")
    assert _shown(engine, album).date == ""


def test_a_list_is_sent_filled_and_taken_in(office, engine, album):
    assert office.fetch(f"{album}/anh.xlsx").data.startswith(b"PK")
    rows = io.BytesIO("Trang,Chú thích,Ngày chụp\n1,Chợ,1952\n2,Ga,\n".encode())
    page = office.send(f"{album}/anh", f"{album}/anh/bang", {"tep": (rows, "a.csv")})
    assert "2 ảnh" in page.words
    wrong = io.BytesIO("Trang,Ngày chụp\n2,1953\n1,hôm nọ\n".encode())
    page = office.send(f"{album}/anh", f"{album}/anh/bang", {"tep": (wrong, "a.csv")}, status=422)
    assert "Dòng 3" in page.words
    assert _shown(engine, album).caption == "Chợ"
