"""Metadata proposals next to their fields, with a crop of the page and a button to accept."""

import pytest

from library.catalogue.description.proposals import Proposed, replace_open
from library.catalogue.queries import item_record
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture
def item(engine, settings):
    """Enter a draft whose first page proposes a doubtful number and a sure kind."""
    with work(engine) as session:
        item = make_item(session, "quet 0012", texts=(), published=False)
        make_scan(session, settings, item, "Số: 11/CT-UBND")
        proposals = (
            Proposed("number", "11/CT-UBND", 0.35, 100, 200, 300, 40),
            Proposed("date", "2024-09-11", 0.6, 500, 200, 300, 40),
            Proposed("kind", "Chỉ thị", 0.95, 400, 300, 200, 40),
        )
        replace_open(session, item.id, 1, proposals)
        return item


@pytest.fixture
def form(item):
    """Return the address of the form."""
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def press(office, form):
    """Return a function that presses a button of the form."""

    def press(button, says="", **typed):
        buttons = office.visit(form).all("button", name=button)
        (value,) = (b.get("value") for b in buttons if says in b.get("aria-label", ""))
        office.send(form, form, {button: value, **typed})

    return press


def test_a_proposal_is_shown_next_to_its_image_crop(office, form):
    crop = office.visit(form).all("svg", class_="offer__crop")[0]
    assert crop.get("viewbox") == "376 276 248 88"


def test_a_doubtful_proposal_is_marked(office, form):
    assert "không chắc" in office.visit(form).says("span", class_="state--refused")[0]


def test_a_date_is_proposed_in_day_month_year_order(office, form):
    assert "11/9/2024" in office.visit(form).words


def test_accepting_a_proposal_fills_its_field(press, record):
    press("nhan", "11/CT-UBND")
    assert (record().number, record().kind) == ("11/CT-UBND", None)


def test_an_accepted_date_is_saved_as_a_date(press, record):
    press("nhan", "11/9/2024")
    assert record().date == "2024-09-11"


def test_values_typed_before_accepting_are_kept(press, record):
    press("nhan", "11/CT-UBND", title="Chỉ thị về cầu")
    assert record().title == "Chỉ thị về cầu"


def test_an_accepted_proposal_is_not_offered_again(press, office, form):
    press("nhan", "11/CT-UBND")
    assert "11/CT-UBND" not in office.visit(form).says("b")


def test_a_dismissed_proposal_is_not_offered_again(press, office, form, record):
    press("bo", "11/CT-UBND")
    assert "11/CT-UBND" not in office.visit(form).words
    assert record().number is None


def test_accept_all_accepts_only_safe_proposals(press, record):
    press("nhan-het")
    assert (record().kind, record().number, record().date) == ("Chỉ thị", None, None)


def test_the_first_button_of_the_form_only_saves(office, form):
    described = office.visit(form).all("form", action=form)[0]
    assert next(described.iter("button")).get("name") is None


_UNDATED = "Nhà ta ở xã Hồng Phong, huyện Văn Lãng"


def test_years_that_units_tell_come_with_their_reason_and_are_accepted_as_written(
    engine, settings, office
):
    with work(engine) as session:
        letter = make_item(session, "thu 0001", texts=(), published=False)
        make_scan(session, settings, letter, _UNDATED)
        replace_open(session, letter.id, 1, [Proposed("date", "1964-1981", 0.4, 0, 0, 0, 0)])
    address = f"/can-bo/tai-lieu/{letter.id}"
    page = office.visit(address)
    assert "xã Hồng Phong thuộc huyện Văn Lãng (đến 9/6/1981)" in page.words
    (button,) = (
        b for b in page.all("button", name="nhan") if "1964-1981" in b.get("aria-label", "")
    )
    office.send(address, address, {"nhan": button.get("value")})
    with reading(engine) as session:
        saved = item_record(session, letter.id)
    assert (saved.date, saved.date_text) == ("1964", "1964-1981")
    assert "Trang này nhắc" not in office.visit(address).words
