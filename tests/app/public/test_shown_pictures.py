"""Pictures of pages outside the reader are reading images unless these are too heavy."""

import pytest

from app.public.shown_pictures import fitting_picture
from library.catalogue import queries
from library.catalogue.cataloguing import publish
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.mark.parametrize(("kilobytes", "is_thumbnail"), [(92, False), (140, True)])
def test_the_front_page_of_a_newspaper_is_shown_as_a_reading_image(
    engine, settings, kilobytes, is_thumbnail
):
    with work(engine) as session:
        item = make_item(session, "Xứ Lạng số 3", texts=(), published=False, kind="Báo")
        page = make_scan(session, settings, item, "Tin tức", widths=(720,))
        page.derivatives[1].bytes = kilobytes * 1000
        publish(session, item, "kiểm thử")
        (record,) = queries.newest(session, 1)
        picture = fitting_picture(session, record)
        assert (picture.image.digest == page.derivatives[0].digest) is is_thumbnail
