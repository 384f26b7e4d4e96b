"""Names in pages with the units they mean, and those that stay open."""

from sqlalchemy import select

from library.places.in_texts import doubts
from library.places.in_texts.page_places import place_reader
from library.places.models import PlaceDoubt
from tests.makers import make_item

_PAGE = "Uỷ ban xã Hồng Phong họp với xã Bảo Lâm, huyện Cao Lộc, tỉnh Lạng Sơn."


def test_a_page_indexed_again_keeps_its_open_names_once(session):
    item = make_item(session, "Biên bản", texts=(_PAGE,))
    names = place_reader(session).names_in("Uỷ ban xã Chi Lăng họp.", day="1990")
    for _ in range(2):
        doubts.put(session, {(item.id, 1): names})
    open_names = session.scalars(select(PlaceDoubt.name)).all()
    assert open_names == ["xã Chi Lăng"]
