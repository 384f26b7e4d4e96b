"""Table of contents on the page of an item."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item

_TEXTS = ("Điều 1. Phạm vi\nĐiều 2. Đối tượng", "Điều 3. Hiệu lực thi hành")


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        pytest.param({}, True, id="public"),
        pytest.param({"access": Access.LIBRARY}, False, id="only at the library"),
        pytest.param({"opens": "2099-01-01"}, False, id="embargoed"),
    ],
)
def test_the_contents_are_shown_to_those_who_may_read(browser, engine, fields, is_shown):
    with work(engine) as session:
        item = make_item(session, "Quy chế", texts=_TEXTS, **fields)
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert ("Hiệu lực thi hành" in page.words) is is_shown
    if is_shown:
        assert "Máy lập từ các đề mục" in page.words
        assert page.has_link_to(f"/tai-lieu/{item.id}/trang/2")
