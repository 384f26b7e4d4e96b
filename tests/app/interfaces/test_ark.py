"""ARK identifiers lead to items, describe them, and outlive a withdrawal."""

import pytest

from library.catalogue.cataloguing import find_item, withdraw
from library.database import work
from tests.makers import BY, make_settings


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a library with the number for tests."""
    return make_settings(tmp_path / "nhà", ark_naan="99999")


@pytest.mark.parametrize("form", ["/ark:/99999/{}", "/ark:99999/{}"])
def test_a_lasting_name_leads_to_its_item(browser, catalogue, form):
    response = browser.fetch(form.format(f"{catalogue.book[:4]}-{catalogue.book[4:].upper()}"))
    assert browser.where(response) == f"/tai-lieu/{catalogue.book}"


def test_a_lasting_name_describes_its_item(browser, catalogue):
    text = browser.fetch(f"/ark:/99999/{catalogue.book}?info").text
    assert text.startswith("erc:\nwho: Nguyễn Văn Bình; Lê Thị C\nwhat: Địa chí Lạng Sơn: tập 1\n")
    assert f"/ark:/99999/{catalogue.book}" in text


def test_an_item_is_cited_by_its_lasting_name(browser, catalogue):
    header = browser.visit(f"/tai-lieu/{catalogue.book}").headers["Link"]
    assert f'/ark:/99999/{catalogue.book}>; rel="cite-as"' in header


def test_a_withdrawn_item_leaves_its_title_and_whom_to_ask(browser, catalogue, engine):
    with work(engine) as session:
        withdraw(session, find_item(session, catalogue.book), BY, "trùng")
    page = browser.visit(f"/ark:/99999/{catalogue.book}", status=410)
    assert "Địa chí Lạng Sơn: tập 1" in page.words


def test_other_names_are_not_found(browser, catalogue):
    for path in (f"12345/{catalogue.book}", f"99999/{catalogue.secret}", "99999/ô", "99999/-"):
        assert browser.fetch(f"/ark:/{path}").status_code == 404
