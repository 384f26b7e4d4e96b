"""Authority name suggestions in the description form."""

import pytest

from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.models import Item
from library.database import reading, work
from tests.makers import BY, make_item

_OFFER = "/can-bo/ten/goi-y"


@pytest.fixture
def item(engine):
    """Enter a writer with two names and an item without names."""
    with work(engine) as session:
        make_item(session, creator="Vi Hồng")
        details = AuthorityDetails(
            "Ma Văn Kháng", AuthorityKind.PERSON, variants=("Đinh Trọng Đoàn",)
        )
        edit_records.enter(session, details, BY)
        return make_item(session, "Sách", published=False).id


def _offered(office, **query):
    with office.client.get(_OFFER, query_string=query) as response:
        return [suggestion["name"] for suggestion in response.json]


@pytest.mark.parametrize(
    ("query", "names"),
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
def test_names_are_suggested_while_typing(office, item, query, names):
    assert _offered(office, **query) == names


def test_the_most_used_names_are_embedded_in_the_page(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item}")
    (field,) = page.all("input", name="creator")
    (datalist,) = page.all("datalist", id=field.get("list"))
    assert [option.get("value") for option in datalist] == ["Vi Hồng"]


def test_a_typed_variant_is_saved_as_the_preferred_name(office, engine, item):
    address = f"/can-bo/tai-lieu/{item}"
    fields = {**office.visit(address).form(address), "creator": "đinh trọng đoàn"}
    office.send(address, address, fields)
    with reading(engine) as session:
        assert session.get(Item, item).creator == "Ma Văn Kháng"


def test_books_have_a_subject_field(office, item):
    page = office.visit(f"/can-bo/tai-lieu/{item}")
    assert page.all("input", name="subject")[0].get("data-names") == f"{_OFFER}?o=subject"
