"""Pages read at a public computer, while the line is cut and after the session."""

import pytest

from library.database import work
from tests.makers import make_item

pytestmark = pytest.mark.slow


def test_pages_read_stay_readable_until_the_session_ends(desk, context, line, engine):
    with work(engine) as session:
        address = f"{line.library}/tai-lieu/{make_item(session, texts=['Chuyện cũ']).id}/trang/1"
    desk.get_by_role("button", name="Bắt đầu", exact=True).click()
    reading_tab = context.new_page()
    reading_tab.goto(address)
    reading_tab.wait_for_function("() => navigator.serviceWorker.controller")
    reading_tab.reload()
    reading_tab.wait_for_function("async () => (await caches.match(location.href)) !== undefined")
    line.cut()
    reading_tab.reload()
    assert "Chuyện cũ" in reading_tab.inner_text(".page-text__body")
    line.mend()
    desk.get_by_role("button", name="Kết thúc", exact=True).click()
    desk.wait_for_function("async () => !(await caches.has('doc-trang'))")
