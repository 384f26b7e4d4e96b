"""Described pictures for readers: page, wall, interfaces; nothing of them where it is closed."""

import pytest

from library.catalogue.authorities.authority_records import mentions
from library.catalogue.cataloguing import find_item, publish
from library.catalogue.models import Access
from library.catalogue.pictures.describing import describe, page_of, propose
from library.database import work
from library.page_arrangement import actions
from library.page_arrangement.actions import Arrangement
from tests.app.scans import make_scan
from tests.makers import BY, make_item, profile_text, save_profile

_TYPED = {
    "caption": "Chợ <Kỳ> Lừa",
    "persons": "Bà Lợi | 10 20 15 30\nÔng Tam",
    "place": "Xã Bình Gia",
    "date": "khoảng 1952",
    "photographer": "Võ An Ninh",
    "negative": "1",
}


@pytest.fixture
def album(engine, settings, index):
    """Enter an album whose second page is the back of the first, and whose third is undated."""
    with work(engine) as session:
        described = {"collection": "anh-ban-do", "kind": "Tập ảnh"}
        item = make_item(session, "Tập ảnh", texts=(), published=False, **described)
        for text in ("", "Tặng cháu Mai", "", ""):
            make_scan(session, settings, item, text)
        fields = (_TYPED, {"back_of": "1"}, {"caption": "Ga"})
        for number, typed in enumerate(fields, start=1):
            describe(session, page_of(session, item.id, number), typed, BY)
        propose(session, page_of(session, item.id, 4), {"caption": "Máy ghi riêng"})
        publish(session, item, BY)
    index()
    return item


def _change(engine, album, **fields):
    with work(engine) as session:
        describe(session, page_of(session, album.id, 1), fields, BY)


def test_a_picture_shows_its_description_persons_and_back(browser, album):
    page = browser.visit(f"/tai-lieu/{album.id}/trang/1")
    for text in ("Chợ <Kỳ> Lừa", "khoảng 1952", "Xã Bình Gia", "Võ An Ninh", "Ông Tam"):
        assert text in page.words
    assert "Tặng cháu Mai" in page.words
    assert page.all("rect", x="100", y="200", width="150", height="300")
    assert page.has_link_to("#nguoi-1") and not page.has_link_to("#nguoi-2")
    assert "Thư viện giữ bản âm" in page.words


def test_a_back_leads_to_its_front(browser, album):
    page = browser.visit(f"/tai-lieu/{album.id}/trang/2")
    assert page.has_link_to(f"/tai-lieu/{album.id}/trang/1")
    assert "Chợ <Kỳ> Lừa" in page.words


def test_a_picture_is_found_by_its_own_description(browser, album):
    page = browser.visit("/tra-cuu?q=võ+an+ninh")
    links = [link.get("href", "") for link in page.all("a")]
    assert any(link.startswith(f"/tai-lieu/{album.id}/trang/1?") for link in links)
    assert "Võ An Ninh" in page.words


def test_the_wall_has_fronts_by_decade_and_place(browser, album):
    page = browser.visit("/duyet/anh/tung-tam")
    assert "2 tấm ảnh" in page.words and "không rõ năm" in page.words
    assert "1950–1959" in page.words and "Xã Bình Gia (1)" in page.words
    assert "Ga" not in browser.visit("/duyet/anh/tung-tam?thap-nien=1950").words.split()
    assert "1 tấm ảnh" in browser.visit("/duyet/anh/tung-tam?thap-nien=-1").words
    assert "1 tấm ảnh" in browser.visit("/duyet/anh/tung-tam?noi=Xã+Bình+Gia").words
    assert "2 tấm ảnh" in browser.visit(f"/duyet/anh/tung-tam?tai-lieu={album.id}").words
    assert "Không có tấm ảnh nào" in browser.visit("/duyet/anh/tung-tam?thap-nien=1990").words


@pytest.mark.parametrize("closed", [{"access": Access.LIBRARY}, {"opens": "2999-01-01"}])
def test_closed_pictures_are_not_on_the_wall_nor_in_manifests(browser, engine, album, closed):
    with work(engine) as session:
        for name, value in closed.items():
            setattr(find_item(session, album.id), name, value)
    assert "Chợ" not in browser.visit("/duyet/anh/tung-tam").words
    assert "Bà Lợi" not in browser.fetch(f"/iiif/3/{album.id}").get_data(as_text=True)


def test_a_wall_of_no_years_closes_the_pictures_of_this_year(browser, engine, album):
    profile = profile_text(engine, "anh-ban-do")
    with work(engine) as session:
        find_item(session, album.id).latest = 2999
    assert "Chợ" in browser.visit("/duyet/anh/tung-tam").words
    save_profile(engine, "anh-ban-do", profile.replace("title =", "moving_wall = 0\ntitle =", 1))
    assert "Chợ" not in browser.visit("/duyet/anh/tung-tam").words


def test_a_back_is_not_found_by_the_words_of_a_front_left_out(browser, engine, album, index):
    with work(engine) as session:
        item = find_item(session, album.id)
        arrangement = Arrangement(session, item, BY, tuple(item.pages))
        actions.drop(arrangement, [item.pages[0].id])
    index()
    for door in ("/tra-cuu?q=võ+an+ninh", f"/tai-lieu/{album.id}/tai-ve/txt"):
        text = browser.fetch(door).get_data(as_text=True)
        assert "Bà Lợi" not in text, door
        assert "Kỳ&gt; Lừa" not in text, door


def test_manifests_name_each_picture(browser, album):
    front, back, *_ = browser.fetch(f"/iiif/3/{album.id}").json["items"]
    assert front["label"] == {"none": ["Chợ <Kỳ> Lừa"]}
    pairs = {pair["label"]["vi"][0]: pair["value"]["none"][0] for pair in front["metadata"]}
    assert pairs["Người trên ảnh"] == "Bà Lợi; Ông Tam"
    assert back["label"] == {"none": ["Mặt sau: Chợ <Kỳ> Lừa"]}


@pytest.fixture
def person(engine, album):
    """Enter an authority record to which a box on the first picture is linked; return its id."""
    with work(engine) as session:
        item = make_item(session, "Kể chuyện chợ", creator="Bà Lợi")
        number = mentions(session, item.id)[0].authority_id
    _change(engine, album, persons="Bà Lợi | 10 20 15 30 | hồ sơ")
    return number


def test_the_page_of_a_person_shows_the_pictures_that_name_them(browser, engine, album, person):
    page = browser.visit(f"/ten/{person}")
    assert page.has_link_to(f"/tai-lieu/{album.id}/trang/1")
    assert ("1 tấm ảnh" in page.words, "1 tài liệu" in page.words) == (True, True)
    assert "1 tấm ảnh" in browser.visit(f"/duyet/anh/tung-tam?nguoi={person}").words
    _change(engine, album, persons="Bà Lợi")
    assert not browser.visit(f"/ten/{person}").has_link_to(f"/tai-lieu/{album.id}/trang/1")


@pytest.mark.parametrize("closed", [{"access": Access.LIBRARY}, {"opens": "2999-01-01"}])
def test_the_page_of_a_person_shows_no_closed_picture(browser, engine, album, person, closed):
    with work(engine) as session:
        for name, value in closed.items():
            setattr(find_item(session, album.id), name, value)
    for door in (f"/ten/{person}", f"/duyet/anh/tung-tam?nguoi={person}"):
        assert "Chợ" not in browser.fetch(door).get_data(as_text=True).replace("chuyện chợ", "")


_DOORS = ("/tai-lieu/{0}", "/tai-lieu/{0}/trang/1", "/tai-lieu/{0}/trang/2", "/iiif/3/{0}")
_DOORS += ("/iiif/2/{0}", "/duyet/anh/tung-tam", "/tra-cuu?q=bà+lợi", "/tai-lieu/{0}/tai-ve/txt")


@pytest.mark.slow
def test_a_person_taken_from_a_picture_is_in_no_answer(browser, engine, album, index):
    for door in _DOORS:
        browser.fetch(door.format(album.id))
    _change(engine, album, persons="")
    index()
    for door in _DOORS:
        assert "Bà Lợi" not in browser.fetch(door.format(album.id)).get_data(as_text=True), door


def test_what_a_file_holds_is_not_for_readers(browser, album):
    for door in ("/tai-lieu/{0}/trang/4", "/iiif/3/{0}", "/tra-cuu?q=máy+ghi+riêng"):
        answer = browser.fetch(door.format(album.id)).get_data(as_text=True)
        assert "Máy ghi riêng" not in answer, door
