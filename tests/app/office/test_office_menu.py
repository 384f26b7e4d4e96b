"""Menu of the office: groups by role, the current group, counts, a search that finds drafts."""

import pytest

from library.catalogue.access import publishing
from library.database import work
from tests.makers import BY, make_item


def _menu(page):
    navs = (page.all("nav", aria_label=label)[0] for label in ("Văn phòng", "Của tôi"))
    return [link.text.strip() for nav in navs for link in nav.iter("a")]


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        ("cataloguer", ["Nhập", "Mô tả", "Sửa chữ", "Công bố", "Kế hoạch", "Hệ thống"]),
        ("reviewer", ["Nhập", "Mô tả", "Sửa chữ", "Công bố", "Kế hoạch", "Hệ thống"]),
        ("point-librarian", ["Điểm", "Chương trình"]),
    ],
)
def test_each_role_sees_the_groups_it_works_in(staff, role, groups):
    menu = _menu(staff(role).visit("/can-bo/tai-khoan"))
    assert menu == ["Bàn làm việc", *groups, "Hướng dẫn", "Tài khoản"]


@pytest.mark.parametrize(
    ("address", "group", "page"),
    [
        ("/can-bo/lan-nhap", "Nhập", "Sổ lần nhập"),
        ("/can-bo/ten", "Mô tả", "Danh mục tên"),
        ("/can-bo/trang-kho-doc", "Sửa chữ", "Trang khó đọc"),
        ("/can-bo/nhat-ky", "Hệ thống", "Nhật ký"),
        ("/can-bo/ten/them", "Mô tả", None),
    ],
)
def test_the_menu_says_where_one_is(office, address, group, page):
    opened = office.visit(address)
    assert [text.split(" 1")[0] for text in opened.says("a", aria_current="true")][:1] == [group]
    assert opened.says("a", aria_current="page") == ([page] if page else [])


def test_the_menu_counts_what_waits(office, engine):
    with work(engine) as session:
        publishing.submit(session, make_item(session, published=False), BY)
    assert "Công bố 1" in office.visit("/can-bo/tai-khoan").says("a")


def test_the_search_of_the_office_finds_drafts(staff, engine):
    with work(engine) as session:
        item = make_item(session, "Sổ địa bạ", published=False)
    page = staff("cataloguer").visit("/can-bo/tai-lieu?trang-thai=moi&q=dia+ba")
    assert page.has_link_to(f"/can-bo/tai-lieu/{item.id}")
    assert page.form("/can-bo/tai-lieu")["trang-thai"] == "moi"
