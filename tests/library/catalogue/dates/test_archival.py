"""Tests of parsing archival dates into ranges of years."""

import unicodedata

import pytest

from library.catalogue import cataloguing
from library.catalogue.access.rights import opens_on
from library.catalogue.dates.archival import canonical, parse_date
from library.catalogue.dates.eras import NotADateError
from tests.makers import BY, make_item


@pytest.mark.parametrize(
    ("written", "date", "earliest", "latest"),
    [
        pytest.param("22/8/2017", "2017-08-22", 2017, 2017, id="a day"),
        pytest.param("tháng 8/1945", "1945-08", 1945, 1945, id="a month"),
        pytest.param("khoảng 1920", "1920", 1915, 1925, id="about a year"),
        pytest.param("khoảng 8/1945", "1945-08", 1945, 1945, id="about a month"),
        pytest.param("năm 18??", "1800", 1800, 1899, id="two figures lost"),
        pytest.param("192?", "1920", 1920, 1929, id="a figure lost"),
        pytest.param("[192-?]", "1920", 1920, 1929, id="as catalogue cards have it"),
        pytest.param("1920?", "1920", 1920, 1920, id="a year that is doubted"),
        pytest.param("1920-1925", "1920", 1920, 1925, id="from year to year"),
        pytest.param("1920–25", "1920", 1920, 1925, id="the century written once"),
        pytest.param("từ 8/1945 đến 12/1946", "1945-08", 1945, 1946, id="from month to month"),
        pytest.param("những năm 1920", "1920", 1920, 1929, id="a decade"),
        pytest.param("thế kỷ 19", "1801", 1801, 1900, id="a century"),
        pytest.param("đầu thế kỷ XX", "1901", 1901, 1930, id="the beginning of a century"),
        pytest.param("thế kỷ XVII - XVIII", "1601", 1601, 1800, id="two centuries"),
        pytest.param("trước 1945", "1895", 1895, 1944, id="before a year"),
        pytest.param("Bảo Đại thứ 5", "1930", 1930, 1930, id="the year of an era"),
        pytest.param("bao dai 5", "1930", 1930, 1930, id="an era without marks"),
        pytest.param("Bảo Đại thứ năm", "1930", 1930, 1930, id="its number in words"),
        pytest.param("Tự Đức nguyên niên", "1848", 1848, 1848, id="the first year"),
        pytest.param("Cảnh Hưng tứ thập tứ niên", "1783", 1783, 1783, id="Sino-Vietnamese"),
        pytest.param("Hồng Đức thứ 28", "1497", 1497, 1497, id="early Lê"),
        pytest.param("Cảnh Thịnh năm thứ 4", "1796", 1796, 1796, id="Tây Sơn"),
        pytest.param("Minh Mệnh 2", "1821", 1821, 1821, id="another spelling"),
        pytest.param("triều Gia Long", "1802", 1802, 1819, id="a whole era"),
        pytest.param("Canh Ngọ (1930)", "1930", 1930, 1930, id="stem and branch with the year"),
        pytest.param("Canh Ngọ, Bảo Đại", "1930", 1930, 1930, id="stem and branch in an era"),
        pytest.param("Tân Tỵ 1941", "1941", 1941, 1941, id="the sixth branch"),
        pytest.param("Canh Tý 1960", "1960", 1960, 1960, id="the first branch"),
        pytest.param("rằm tháng Bảy năm Bính Dần (1926)", "1926", 1926, 1926, id="lunar"),
        pytest.param("mồng 3 tháng Chạp năm Tự Đức thứ 3", "1850", 1850, 1851, id="late lunar"),
        pytest.param("15/8 âm lịch 1930", "1930", 1930, 1930, id="lunar by the year"),
    ],
)
def test_a_date_gives_its_range_of_years(written, date, earliest, latest):
    for form in ("NFC", "NFD"):
        parsed = parse_date(unicodedata.normalize(form, written))
        assert (parsed.date, parsed.earliest, parsed.latest) == (date, earliest, latest)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("hôm qua", "không phải ngày", id="no date"),
        pytest.param("????", "không phải ngày", id="nothing known"),
        pytest.param("", "không phải ngày", id="nothing"),
        pytest.param("từ đến", "không phải ngày", id="from nowhere to nowhere"),
        pytest.param("31/2/1930", "không phải ngày", id="no such day"),
        pytest.param("1925-1920", "đứng sau", id="backwards"),
        pytest.param("Bảo Đại thứ 25", "có 20 năm", id="an era is not so long"),
        pytest.param("Canh Mùi", "không bao giờ đi với nhau", id="stem and branch that never meet"),
        pytest.param("Canh Ngọ (1931)", "Tân Mùi", id="another year's name"),
        pytest.param("Bảo Đại thứ 5, Tân Mùi", "Canh Ngọ", id="another year's name in an era"),
        pytest.param("Tự Đức thứ 3 (1851)", "là năm 1850", id="another year than the era's"),
        pytest.param("Mậu Thìn 1988 hôm qua", "không phải ngày", id="words that say no date"),
    ],
)
def test_an_invalid_date_is_refused_with_the_reason(typed, message):
    with pytest.raises(NotADateError, match=message):
        parse_date(typed)


def test_an_ambiguous_sexagenary_year_has_candidates():
    with pytest.raises(NotADateError) as refused:
        parse_date("Canh Ngọ")
    assert {"Canh Ngọ (1930)", "Canh Ngọ (1870)"} <= set(refused.value.candidates)


def test_candidates_can_be_parsed():
    with pytest.raises(NotADateError) as refused:
        parse_date("ngày rằm tháng Bảy năm Canh Ngọ")
    assert {parse_date(candidate).date for candidate in refused.value.candidates} >= {
        "1930",
        "1870",
    }


def test_the_canonical_form_is_iso_if_plain_and_else_as_written():
    assert canonical("22/8/2017") == "2017-08-22"
    assert canonical("  khoảng   1920 ") == "khoảng 1920"


def test_an_item_stores_the_written_date_and_its_year(session):
    item = make_item(session, date="Bảo Đại thứ 5")
    assert (item.date_text, item.date, item.year) == ("Bảo Đại thứ 5", "1930", 1930)


def test_an_exact_date_replaces_the_written_one(session):
    item = make_item(session, date="khoảng 1920")
    cataloguing.describe(session, item, {"date": "3/1921"}, BY)
    assert (item.date_text, item.date, item.earliest, item.latest) == (None, "1921-03", 1921, 1921)


def test_a_moving_wall_counts_from_the_latest_possible_year(session):
    assert opens_on(make_item(session, date="192?"), 50) == "1980-01-01"


@pytest.mark.parametrize("typed", ["1-" * 3000 + "1", "1900 đến " * 1000 + "1901", "sau 9999"])
def test_overlong_and_out_of_range_dates_are_refused(typed):
    with pytest.raises(NotADateError):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["trước 0040", "khoảng 0003", "0???", "khoảng 9999"])
def test_dates_are_clipped_to_the_years_1_to_9999(typed):
    parsed = parse_date(typed)
    assert 1 <= parsed.earliest <= int(parsed.date) <= parsed.latest <= 9999
