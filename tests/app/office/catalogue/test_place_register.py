"""Staff propose changes of units, others decide, and changes are undone."""

import pytest

from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.database import reading, work
from library.places import place_changes as changes
from library.places import place_records as records
from library.places.models import RecordKind
from tests.makers import BY

UNIT = "x-hong-phong--van-lang"
KEY = (RecordKind.ERA, f"{UNIT}.0")
PAGE = f"/can-bo/dia-danh/{UNIT}"


def _propose(office, **values):
    filled = {"reason": "theo sổ của xã", "viec": "ghi", **values}
    return office.send(f"{PAGE}?dong={KEY[1]}", PAGE, filled)


def _row(engine):
    with reading(engine) as session:
        return records.stored_fields(session, KEY)


def _waiting(engine):
    with reading(engine) as session:
        return changes.waiting_changes(session, 9)


def test_a_proposal_is_shown_to_a_second_person_with_both_values(office, engine):
    _propose(office, since="1955", since_certainty="B")
    page = office.visit("/can-bo/dia-danh")
    assert "(trống) → 1955" in page.words
    assert "theo sổ của xã" in page.words
    (change,) = _waiting(engine)
    answer = office.send(
        "/can-bo/dia-danh", f"/can-bo/dia-danh/de-xuat/{change.id}/nhan", {}, status=409
    )
    assert "Người khác phải duyệt" in answer.words
    assert _row(engine)["since"] == ""


def test_a_wrong_value_comes_back_in_the_form(office):
    filled = {"since": "1955-13", "reason": "thử", "viec": "ghi"}
    page = office.send(f"{PAGE}?dong={KEY[1]}", PAGE, filled, status=400)
    assert "không phải ngày" in page.words


def test_a_unit_is_found_by_its_name(office):
    page = office.visit("/can-bo/dia-danh?q=hong+phong")
    assert page.has_link_to(PAGE)
    assert "Không có đơn vị nào" in office.visit("/can-bo/dia-danh?q=ha+noi").words


def test_a_new_unit_begins_with_its_first_period(office, engine):
    page = "/can-bo/dia-danh/x-tan-moi--bac-son"
    office.visit(page, status=404)
    office.send(
        f"{page}?moi=era",
        page,
        {
            "kind": "xã",
            "name": "Tân Mới",
            "parent": "d-bac-son",
            "since": "1950",
            "until": "1970",
            "sources": "S15",
            "reason": "theo sổ",
            "viec": "ghi",
            "since_certainty": "B",
        },
    )
    (change,) = _waiting(engine)
    assert change.record == "x-tan-moi--bac-son.1"
    office.visit("/dia-danh/x-tan-moi--bac-son", status=404)


def test_typed_markup_is_shown_as_text(office):
    _propose(office, note="<b>xã</b>")
    assert "<b>xã</b>" in office.visit("/can-bo/dia-danh").words


@pytest.mark.parametrize("query", ["?dong=khac", "?moi=khac", "?dong=" + "x" * 5000])
def test_an_unknown_row_shows_the_unit(office, query):
    assert office.visit(f"{PAGE}{query}").heading.startswith("Xã Hồng Phong")


def test_place_records_of_several_units_are_listed(office, engine):
    with work(engine) as session:
        for name in ("Xã Chi Lăng", "Xã Tràng Các", "Hà Nội"):
            edit_records.enter(session, AuthorityDetails(name, AuthorityKind.PLACE), BY)
    words = office.visit("/can-bo/dia-danh").words
    assert "Xã Chi Lăng: 3 đơn vị" in words
    assert "Xã Tràng Các" not in words and "Hà Nội" not in words
