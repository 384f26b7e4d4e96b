"""Tests that names in texts lead to the units that their context says."""

import pytest

from library.places.edition import shipped_history
from library.places.in_texts.mentions import mentions_of
from library.places.in_texts.resolver import Resolved, Resolver, Verdict


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """Return a resolver with the units of the shipped edition."""
    return Resolver(shipped_history())


def _answer(resolver: Resolver, text: str, name: str, **facts: str) -> Resolved | None:
    answers = resolver.resolve(text, **facts)
    return next((answer for answer in answers if answer.mention.name == name), None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("đi từ xã Hồng Phong, huyện Văn Lãng đến xã Cao Lâu", "x-hong-phong--van-lang"),
        ("đi từ xã Hồng Phong, huyện Bình Gia, tỉnh Lạng Sơn", "x-hong-phong--binh-gia"),
        ("Hồng Phong là một xã thuộc huyện Bình Gia, tỉnh Lạng Sơn", "x-hong-phong--binh-gia"),
        ("Các xã Tân Văn, Hồng Phong và Minh Khai, huyện Bình Gia", "x-hong-phong--binh-gia"),
    ],
)
def test_the_district_behind_a_name_decides_between_communes_of_one_name(resolver, text, unit):
    answer = _answer(resolver, text, "Hồng Phong")
    assert (answer.verdict, answer.unit) == (Verdict.CERTAIN, unit)


@pytest.mark.parametrize(
    "text",
    [
        "quê ở xã Hồng Phong, huyện An Dương, thành phố Hải Phòng",
        "các xã Chi Lăng Bắc, Hồng Phong, Thanh Giang của huyện Thanh Miện, tỉnh Hải Dương",
    ],
)
def test_a_commune_of_another_province_is_given_to_none_of_this_one(resolver, text):
    answer = _answer(resolver, text, "Hồng Phong")
    assert (answer.verdict, answer.unit) == (Verdict.ELSEWHERE, "")


def test_a_commune_that_two_districts_have_stays_open_without_a_word_of_either(resolver):
    answer = _answer(resolver, "xã Hồng Phong, tỉnh Lạng Sơn", "Hồng Phong", day="1990")
    assert answer.verdict is Verdict.OPEN
    assert set(answer.candidates) >= {"x-hong-phong--binh-gia", "x-hong-phong--cao-loc"}


def test_the_day_decides_between_a_unit_and_its_successor_of_the_same_name(resolver):
    text = "Bộ đội vào thị trấn Đồng Đăng."
    units = [
        _answer(resolver, text, "Đồng Đăng", day=day, title="Lạng Sơn").unit
        for day in ("1979-02-17", "1990")
    ]
    assert units == ["t-dong-dang--van-lang", "t-dong-dang--cao-loc"]


@pytest.mark.parametrize(
    "text", ["khởi nghĩa Bắc Sơn năm 1940", "đồng chí Hoàng Văn Thụ", "phố Quang Trung, Hà Nội"]
)
def test_an_uprising_a_person_and_a_street_are_no_units(resolver, text):
    assert not [answer.unit for answer in resolver.resolve(text) if answer.unit]


def test_names_in_french_letters_lead_to_the_towns_of_their_day(resolver):
    text = "Le convoi a quitté That-Khé, puis Na-Cham et Dong-Dang."
    units = [answer.unit for answer in resolver.resolve(text, day="1950-10-03")]
    assert "t-na-sam--van-lang" in units
    assert "t-dong-dang--van-lang" in units


def test_blanks_by_the_thousand_between_two_names_join_nothing(resolver):
    answer = _answer(resolver, "xã Hồng Phong" + " " * 100_000 + "x huyện Bình Gia", "Hồng Phong")
    assert answer.mention.above == ()


@pytest.mark.parametrize("day", ["1980", "1980-05", "1980-05-01"])
def test_a_year_and_a_month_are_as_good_as_a_day(resolver, day):
    answer = _answer(resolver, "Bộ đội vào thị trấn Đồng Đăng.", "Đồng Đăng", day=day)
    assert answer.unit == "t-dong-dang--van-lang"


_TABLE = """DANH SÁCH XÃ
I. Huyện Bình Gia
1 Hồng Thái
2 Minh Khai
II. Huyện Lộc Bình
3 Mẫu Sơn
III. Huyện Cao Lộc
4 Mẫu Sơn
TỈNH BẮC GIANG
IV. Huyện Sơn Động
5 Thanh Sơn
"""


def test_a_heading_names_the_district_of_the_rows_below_it(resolver):
    answers = {a.mention.start: a for a in resolver.resolve(_TABLE, day="2006")}
    rows = [answers[_TABLE.index(row) + 2] for row in ("1 Hồng", "2 Minh", "3 Mẫu", "4 Mẫu")]
    assert [row.unit for row in rows] == [
        "x-hong-thai--binh-gia",
        "x-minh-khai--binh-gia",
        "x-mau-son--loc-binh",
        "x-mau-son--cao-loc",
    ]
    assert answers[_TABLE.index("5 Thanh") + 2].verdict is Verdict.ELSEWHERE


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("Huyện Văn Quan: xã Tràng Các; xã Hòa Bình.", "Hòa Bình", "x-hoa-binh--van-quan"),
        ("* VĂN LÃNG: Xã Hồng Thái mở lớp.", "Hồng Thái", "x-hong-thai--van-lang"),
        ("xã Hồng Phong - H. Bình Gia", "Hồng Phong", "x-hong-phong--binh-gia"),
        ("P.Đông Kinh, Tp.Lạng Sơn", "Đông Kinh", "w-dong-kinh--lang-son"),
        ("Huyện Bắc Sơn còn ba xã chưa sửa là Tân Hương và Tân Lập.", "Tân Lập", None),
        ("các xã Tân Hương (Bắc Sơn), Trấn Yên và Vũ Lễ", "Vũ Lễ", "x-vu-le--bac-son"),
        ("NÔNG DÂN XÃ TÂN THÀNH (CAO LỘC) LÀM GIÀU", "TÂN THÀNH", "x-tan-thanh--cao-loc"),
        ("XÃ CHIẾN THẮNG THI ĐUA, huyện Chi Lăng", "CHIẾN THẮNG", "x-chien-thang--chi-lang"),
        ("Đình ở Tân Thành, Hữu Lũng", "Tân Thành", "x-tan-thanh--huu-lung"),
        ("thị trân Văn Quan, tỉnh Lạng Sơn", "Văn Quan", "t-van-quan--van-quan"),
        ("Phố Đồng-đăng còn quân Tàu, tỉnh Lạng Sơn", "Đồng đăng", "t-dong-dang--cao-loc"),
    ],
)
def test_headings_short_kinds_and_capitals_are_read_as_people_read_them(resolver, text, name, unit):
    answer = _answer(resolver, text, name, day="2010")
    assert answer.unit == (unit or "x-tan-lap--bac-son")


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("UBND huyện Văn Quan gửi xã Yên Phuc", "Yên Phuc", "x-yen-phuc--van-quan"),
        ("H. CAO LOC: xa Hop Thanh mat dien", "Hop Thanh", "x-hop-thanh--cao-loc"),
        ("xa chi lang huyen trang dinh ngap 12 nha", "chi lang", "x-chi-lang--trang-dinh"),
    ],
)
def test_names_that_lost_marks_are_likely_but_never_certain(resolver, text, name, unit):
    answer = _answer(resolver, text, name, day="2015")
    assert (answer.verdict, answer.unit) == (Verdict.LIKELY, unit)


def test_a_name_with_other_marks_is_another_name(resolver):
    text = "Sáp nhập các xã Trung Nghĩa, Long Châu, Đông Tiến, huyện Yên Phong, tỉnh Bắc Ninh"
    assert not [answer.unit for answer in resolver.resolve(text, day="2025") if answer.unit]


def test_a_commune_is_found_under_the_district_from_which_its_own_was_made(resolver):
    text = "Châu Văn-uyên: xã Hồng-phong có 388 cử-tri."
    answer = _answer(resolver, text, "Hồng phong", day="1946-01-06")
    assert answer.unit == "x-hong-phong--van-lang"


def test_a_commune_named_again_is_that_of_the_first_time(resolver):
    text = "Xã Hồng Phong, huyện Nam Sách, tỉnh Hải Dương, cách Lạng Sơn xa. Xã Hồng Phong nghèo."
    verdicts = [a.verdict for a in resolver.resolve(text) if a.mention.name == "Hồng Phong"]
    assert verdicts == [Verdict.ELSEWHERE, Verdict.ELSEWHERE]


def test_a_woman_whose_name_is_like_a_kind_is_no_town(resolver):
    assert not resolver.resolve("bà Nguyễn Thị Trân Văn Quan")


def test_a_line_of_marks_and_brackets_keeps_no_pattern_busy(resolver):
    text = "các xã " + "a " * 50_000 + ": Tân Lập " + "(" * 50_000 + "Huyện Bắc Sơn" + ")" * 50_000
    assert resolver.resolve(text) is not None


@pytest.mark.parametrize("gap", [f"{' ' * 76}x ", f"{' ' * 70}\n(ở ở ", f" -{' ' * 74}x "])
def test_blanks_between_two_names_are_read_once_for_each_pattern(gap):
    assert len(mentions_of(f"xã Chi Lăng{gap}" * 2_000)) == 2_000


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("Huyện: Bình Gia\nXã: Hồng Phong", "x-hong-phong--binh-gia", id="a form"),
        pytest.param("ở xã Hồng\nPhong, huyện\nBình Gia", "x-hong-phong--binh-gia", id="line ends"),
        pytest.param("\nHồng Phong, huyện Bình Gia", "x-hong-phong--binh-gia", id="an empty line"),
        pytest.param(
            "Huyện Bình Gia (19 xã): Tân Văn (lỵ sở), Hồng Phong",
            "x-hong-phong--binh-gia",
            id="list",
        ),
        pytest.param("xã Hồng Phong-Bình Gia", "x-hong-phong--binh-gia", id="a hyphen"),
        pytest.param("UBND Hồng Phong, huyện Bình Gia", "x-hong-phong--binh-gia", id="an office"),
    ],
)
def test_forms_lists_and_line_ends_stand_between_a_kind_and_its_name(resolver, text, unit):
    assert _answer(resolver, text, "Hồng Phong", title="Lạng Sơn").unit == unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Hưng Vũ vương thưa với cha", "Hưng Vũ", id="a prince"),
        pytest.param("đóng cọc ngăn sông Chi Lăng", "Chi Lăng", id="a river"),
        pytest.param("trường THPT Bình Gia", "Bình Gia", id="a school"),
        pytest.param("lên núi Mẫu Sơn", "Mẫu Sơn", id="a mountain"),
        pytest.param("qua đèo Đồng Mỏ", "Đồng Mỏ", id="a mountain pass"),
    ],
)
def test_what_is_called_after_a_unit_is_no_unit(resolver, text, name):
    assert _answer(resolver, f"Tỉnh Lạng Sơn. {text}", name) is None


def test_a_list_of_towns_puts_none_into_the_province_behind_it(resolver):
    text = "thương binh ở Thất Khê (1950), Thái Nguyên (1951); trường về Văn Lãng tỉnh Thái Nguyên"
    town, elsewhere = (_answer(resolver, text, name) for name in ("Thất Khê", "Văn Lãng"))
    assert (town.verdict, elsewhere.verdict) == (Verdict.OPEN, Verdict.ELSEWHERE)


def test_a_commune_of_today_is_not_taken_for_the_former_one_named_before(resolver):
    text = "xã Tân Tiến (huyện Tràng Định cũ), nay là xã Tân Tiến"
    units = [a.unit for a in resolver.resolve(text, day="2026") if a.mention.name == "Tân Tiến"]
    assert units == ["x-tan-tien--trang-dinh", "x-tan-tien--2025"]


def test_a_bare_lang_son_beside_its_city_is_the_province(resolver):
    text = "Lên Lạng Sơn chơi. Họp ở thành phố Lạng Sơn."
    assert _answer(resolver, text, "Lạng Sơn", day="2010").unit == "p-lang-son"


@pytest.mark.parametrize(
    ("text", "is_unit"),
    [
        pytest.param("Tràng Định (Đào Viên, Tân Minh, Đội Cấn)", True, id="communes"),
        pytest.param("Tràng Định nhớ Lê Lợi, Đội Cấn", False, id="people"),
    ],
)
def test_the_name_of_a_person_is_a_commune_in_a_list_of_communes(resolver, text, is_unit):
    answer = _answer(resolver, f"Tỉnh Lạng Sơn: {text}", "Đội Cấn")
    assert (answer is not None) == is_unit


def test_a_district_with_a_colon_heads_its_paragraph_only(resolver):
    text = "Rừng ở huyện Bắc Sơn: xã Tân Hương; xã Tân Lập.\nXã Tân Lập, huyện Hữu Lũng"
    commune, later = [a for a in resolver.resolve(text) if a.mention.name == "Tân Lập"]
    assert (commune.unit, later.mention.heading) == ("x-tan-lap--bac-son", ())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param(
            "các tỉnh: Phú Thọ, Lạng Sơn, Yên Bái (Tây Bắc)", "p-lang-son", id="provinces"
        ),
        pytest.param("13 tỉnh và 2 thành phố: Bắc Thái, Lạng Sơn", "p-lang-son", id="two kinds"),
        pytest.param(
            "6 thành phố trực thuộc tỉnh: Uông Bí, Lạng Sơn", "d-tp-lang-son", id="of one"
        ),
    ],
)
def test_a_list_has_the_kind_that_is_counted(resolver, text, unit):
    assert _answer(resolver, text, "Lạng Sơn", day="2010").unit == unit
