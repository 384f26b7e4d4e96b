"""Names the catalogue knows are offered where a description is typed."""

import pytest

from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.models import Item
from library.database import reading, work
from tests.makers import BY, make_item

_OFFER = "/can-bo/ten/goi-y"


@pytest.fixture
def item(engine):
    """Enter a writer with two names, and an item that names nobody."""
    with work(engine) as session:
        make_item(session, creator="Vi Hồng")
        told = Told("Ma Văn Kháng", AuthorityKind.PERSON, variants=("Đinh Trọng Đoàn",))
        edit_records.enter(session, told, BY)
        return make_item(session, "Sách", published=False).id


def _offered(office, **asked):
    with office.client.get(_OFFER, query_string=asked) as response:
        return [one["name"] for one in response.json]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"o": "creator", "q": "vi hong"}, ["Vi Hồng"]),
        ({"o": "issuing_body", "q": "dinh trong"}, ["Ma Văn Kháng"]),
        ({"o": "subject", "q": "vi hong"}, []),
        ({"o": "title", "q": "vi hong"}, []),
        ({"o": "creator"}, []),
        ({"o": "creator", "q": "\0%_" * 400}, []),
        ({}, []),
    ],
)
def test_names_are_offered_as_they_are_typed(office, item, asked, names):
    assert _offered(office, **asked) == names


def test_the_names_used_most_stand_in_the_page_itself(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item}")
    (field,) = page.all("input", name="creator")
    (known,) = page.all("datalist", id=field.get("list"))
    assert [option.get("value") for option in known] == ["Vi Hồng"]


def test_another_name_that_was_typed_is_kept_as_the_preferred_one(office, engine, item):
    address = f"/can-bo/tai-lieu/{item}"
    told = {**office.visit(address).form(address), "creator": "đinh trọng đoàn"}
    office.send(address, address, told)
    with reading(engine) as session:
        assert session.get(Item, item).creator == "Ma Văn Kháng"


def test_subjects_are_a_field_of_books(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item}")
    assert page.all("input", name="subject")[0].get("data-names") == f"{_OFFER}?o=subject"
