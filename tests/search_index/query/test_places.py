"""Every engine finds places by their units, and says which others it searched."""

import pytest

from tests.search_index.makers import page

_LATER, _FIRST = "x-tan-van--2025", "x-tan-van--binh-gia"


@pytest.fixture
def places(index):
    """Return an index with pages that name a commune of today, its predecessors, and namesakes."""
    index.put(
        page("moi", "Ủy ban nhân dân xã Tân Văn họp.", places=(_LATER,), units=(_LATER,)),
        page("cu", "Chợ Bình La.", units=("x-binh-la--binh-gia",)),
        page("huyen", "Họp ở huyện Bình Gia.", places=("d-binh-gia",), units=("d-binh-gia",)),
        page("chau", "Họp ở Thoát Lãng.", units=("d-thoat-lang",)),
        page("ngo", "Xã Bình La họp.", units=("?x-binh-la--binh-gia",)),
        page("xa", "Xã Bình La, tỉnh Bắc Giang.", units=("-binh la",)),
        page("khac", "Dân ca tân thời và văn chương."),
    )
    return index


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("nơi:Bình La", {"cu", "moi", "ngo"}, id="an old commune"),
        pytest.param("nơi:binh la", {"cu", "moi", "ngo"}, id="without marks"),
        pytest.param('nơi:"Xã Bình La"', {"cu", "moi", "ngo"}, id="with its kind"),
        pytest.param("nơi:Tân Văn", {"moi", "cu"}, id="a commune of today"),
        pytest.param('nơi:"Xã Tân Văn (nay)"', {"moi", "cu"}, id="only the commune of today"),
        pytest.param('nơi:"x-binh-la--binh-gia"', {"cu", "moi"}, id="an identifier"),
        pytest.param('nơi:"huyện Bình Gia"', {"huyen"}, id="a district"),
        pytest.param('nơi:"huyện Văn Lãng"', {"chau"}, id="the district before it"),
        pytest.param("xã Bình La", {"cu", "moi", "ngo", "xa"}, id="plain words"),
        pytest.param("họp ở Thoát Lãng", {"chau"}, id="a place among words"),
    ],
)
def test_a_place_is_found_by_its_units_and_those_before_and_after(places, typed, expected):
    assert set(places.found(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("xã Tân Văn", {"moi"}, id="plain words"),
        pytest.param('nơi:"Xã Tân Văn (nay)"', {"moi"}, id="a field"),
    ],
)
def test_other_units_are_left_out_on_request(places, typed, expected):
    answer = places.answer(typed, other_names=False)
    assert {item.item_id for item in answer.result.items} == expected
    assert answer.interpretation.also == ()


@pytest.mark.parametrize("typed", ["Đồng Đăng", "xã đồng đăng", 'nơi:"Xã Đồng Đăng"'])
def test_the_other_units_are_named_with_their_time(sample_index, typed):
    also = sample_index.answer(typed).interpretation.also
    label = "xã Hồng Phong, trước 10/6/1981 thuộc Văn Lãng, trước 1/7/2025 thuộc Cao Lộc"
    assert label in also


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Hòa Bình", id="a name better known elsewhere"),
        pytest.param("đường Hoàng Văn Thụ", id="a street"),
        pytest.param("chợ Kỳ Lừa", id="a market"),
        pytest.param("cho ky lua", id="a market without marks"),
        pytest.param("chợ đêm Kỳ Lừa", id="a market of a kind"),
        pytest.param("trường tiểu học Chi Lăng", id="a school"),
        pytest.param("núi Mẫu Sơn", id="a mountain"),
        pytest.param("chùa Đồng Đăng", id="a pagoda"),
        pytest.param("xã Tân Thành, huyện Bình Gia", id="a commune that its district never had"),
        pytest.param("khởi nghĩa Bắc Sơn", id="an uprising"),
        pytest.param("Lạng Sơn", id="the province"),
    ],
)
def test_a_name_that_is_no_unit_here_brings_no_other_units(sample_index, typed):
    assert sample_index.answer(typed).interpretation.also == ()


def test_any_other_word_is_a_place_too(index):
    index.put(page("bien", "Chợ miền biên."), page("xuoi", "Chợ miền xuôi."))
    assert index.ask("nơi:biên") == ["bien"]


def test_a_page_about_a_place_comes_before_one_that_names_it(index):
    units = ("w-ky-lua--2025",)
    index.put(page("ten", "Chợ Kỳ Lừa."), page("ve", "Chợ Kỳ Lừa.", places=units, units=units))
    assert index.ask("nơi:Kỳ Lừa") == ["ve", "ten"]


def test_a_page_with_the_name_typed_comes_first_whatever_other_names_pages_have(index):
    index.put(
        page("khac", "Xã Thụy Hùng và Phú Xá.", units=("x-thuy-hung--cao-loc",)),
        page("nhieu", "Đồng Đăng gần Thụy Hùng, Phú Xá, Hồng Phong và Bảo Lâm."),
        page("dung", "Đồng Đăng họp chợ."),
    )
    assert index.found("Đồng Đăng") == ["dung", "nhieu", "khac"]
    assert index.found("dong dang") == ["dung", "nhieu", "khac"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Bình La nay là xã nào", id="which commune it is"),
        pytest.param("xã Bình La hiện nay thuộc huyện nào?", id="which district it is in"),
        pytest.param("binh la nay thuoc dau", id="where it is, without marks"),
    ],
)
def test_a_question_after_a_place_asks_only_for_the_place(places, typed):
    assert set(places.found(typed)) == {"moi", "cu", "ngo", "xa"}


def test_other_spellings_of_a_place_are_its_name_too(index):
    index.put(page("lien", "Đồn Thatkhe năm 1886."), page("han", "七溪"), page("khac", "Bản khác."))
    assert set(index.found("Thất Khê")) == {"lien", "han"}


_TYPED = {"x-hong-phong--van-lang": "Họp ở xã Hồng Phong thuộc huyện Văn Lãng."}
_WIDENED = {
    "x-hong-phong--cao-loc": "Xã ấy sau về Cao Lộc, trước thuộc huyện Văn Lãng.",
    "x-dong-dang--2025": "Xã Đồng Đăng có đất thuộc huyện Văn Lãng.",
}
_OTHERS = {
    "x-minh-khai--binh-gia": "Xã Minh Khai, huyện Bình Gia; đi huyện Văn Lãng.",
    "x-hong-phong--binh-gia": "Xã Hồng Phong, huyện Bình Gia.",
    "x-nhat-hoa--2025": "Xã Nhất Hòa; huyện Hữu Lũng.",
}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("xã Hồng Phong, huyện Văn Lãng", id="kinds"),
        pytest.param("xa hong phong huyen van lang", id="without marks"),
        pytest.param("Hồng Phong, Văn Lãng", id="names alone"),
        pytest.param("xã Hồng Phong thuộc huyện Văn Lãng", id="with a word between"),
        pytest.param("huyện Văn Lãng, xã Hồng Phong", id="the district first"),
        pytest.param('nơi:"xã Hồng Phong, huyện Văn Lãng"', id="a field"),
    ],
)
def test_a_district_typed_beside_a_commune_leaves_its_namesakes_out(index, typed):
    texts = _TYPED | _WIDENED | _OTHERS
    index.put(*(page(unit, text, units=(unit,)) for unit, text in texts.items()))
    first, *below = index.found(typed)
    assert (first, set(below)) == ("x-hong-phong--van-lang", _WIDENED.keys())


def test_a_commune_of_a_district_is_found_by_its_unit_but_its_later_name_with_the_district(index):
    index.put(
        page("cu", "Họp ở Tân Thành.", units=("x-tan-thanh--huu-lung",)),
        page("nay", "Xã Tân Thành; huyện Hữu Lũng cũ.", units=("x-tan-thanh--2025",)),
        page("khac", "Huyện Bắc Sơn: xã Nhất Hòa, xã Tân Thành.", units=("x-tan-thanh--2025",)),
        page("nhat-hoa", "Xã Nhất Hòa.", units=("x-nhat-hoa--2025", "d-huu-lung")),
    )
    assert set(index.found("xã Tân Thành, huyện Hữu Lũng")) == {"cu", "nay"}


def test_a_market_is_not_the_ward_of_its_name_nor_the_units_of_which_that_was_made(index):
    index.put(
        page("cho", "Phiên chợ Kỳ Lừa."),
        page("phuong", "Phường ấy họp, có chợ.", units=("w-ky-lua--2025",)),
        page("nguoi", "Chợ và ông Hoàng Văn Thụ.", units=("w-hoang-van-thu--lang-son",)),
        page("xa", "Chợ Tân Liên.", units=("x-tan-lien--cao-loc",)),
    )
    assert index.found("chợ Kỳ Lừa") == ["cho"]
    assert index.found("cho ky lua") == ["cho"]
    assert index.ask("Kỳ Lừa")[0] == "cho"


@pytest.mark.parametrize(
    "typed", ["lễ hội lồng tồng xã Đồng Đăng", 'nơi:"xã Đồng Đăng"', "le hoi xa dong dang"]
)
def test_pages_with_other_names_alone_stand_below_all_with_the_name_typed(index, typed):
    festival = "Lễ hội lồng tồng, lễ hội lồng tồng xã Thụy Hùng. " * 9
    earlier, unit = ("x-thuy-hung--cao-loc",), ("x-dong-dang--2025",)
    index.put(
        *(page("khac", festival, number=n, units=earlier, title="Lễ hội") for n in range(1, 9)),
        page(
            "dung",
            f"Đồng Đăng là xã. {'Chữ khác. ' * 300} Hội, lễ. Lồng tồng. Lễ hội lồng tồng "
            "ở nơi này; xã Đồng Đăng",
            quality=0.0,
            units=unit,
        ),
    )
    assert index.found(typed) == ["dung", "khac"]
