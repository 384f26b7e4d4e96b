"""Lists of old names: one unit with its way to today, or a doubt with its candidates."""

import pytest

from library.errors import LibraryError
from library.exchange import old_names
from library.exchange.old_names import read_file, read_pasted, resolve
from library.places.edition import shipped_history


def _resolved(text):
    return resolve(shipped_history(), read_pasted(text))


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        pytest.param("xã Hồng Phong; 1979; huyện Văn Lãng", "x-hong-phong--van-lang", id="whole"),
        pytest.param("xã Hồng Phong\thuyện Văn Lãng\t1979", "x-hong-phong--van-lang", id="swapped"),
        pytest.param("xã Hồng Phong, Văn Lãng", "x-hong-phong--van-lang", id="after a comma"),
        pytest.param("xa Hoi Hoan; 2/7/2025", "x-hoi-hoan--2025", id="without marks, of today"),
    ],
)
def test_a_line_leads_to_its_unit(line, unit):
    (name,) = _resolved(line)
    assert (name.unit, name.doubt) == (unit, "")


def test_the_way_to_today_names_each_step_with_its_act():
    (name,) = _resolved("xã Hồng Phong; 1979; huyện Văn Lãng")
    assert name.today == ("Xã Đồng Đăng (từ 1/7/2025)",)
    first, *_ = name.way
    assert first == "10/6/1981: Xã Hồng Phong (Cao Lộc) (Quyết định 246-CP ngày 10/6/1981)"
    assert name.way[-1].startswith("1/7/2025: Xã Đồng Đăng (từ 1/7/2025) (Nghị quyết 1672")


@pytest.mark.parametrize(
    ("line", "doubt", "candidate"),
    [
        pytest.param("xã Hồng Phong; 1975", "đơn vị cùng tên", "Văn Lãng", id="several"),
        pytest.param("xã Tân Văn; 1979; huyện Lạ", "ở nơi ấy", "Tân Văn", id="a foreign parent"),
        pytest.param("xã Tân Văn; hôm 7", "Không hiểu ngày", "Tân Văn", id="no date"),
        pytest.param("xã Không Có", "Chưa biết tên này", "", id="unknown"),
        pytest.param("; 1979", "Chưa biết tên này", "", id="no name"),
    ],
)
def test_a_doubt_says_why_and_names_candidates(line, doubt, candidate):
    (name,) = _resolved(line)
    assert (name.unit, name.today) == ("", ())
    assert doubt in name.doubt
    assert candidate in "; ".join(name.candidates)
    assert bool(candidate) == bool(name.candidates)


def test_headings_order_the_columns_and_rows_keep_their_numbers():
    content = "Số;Thuộc huyện;Tên cũ;Năm\n\n1;Văn Lãng;xã Hồng Phong;1979\n".encode()
    (name,) = resolve(shipped_history(), read_file(content, "a.csv"))
    assert (name.line, name.unit) == (3, "x-hong-phong--van-lang")
    assert name.cells[:5] == (3, "xã Hồng Phong", "1979", "Văn Lãng", "rõ")


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda: read_pasted(" \n;\t"), id="an empty list"),
        pytest.param(lambda: read_pasted("a\n" * (old_names.MAX_ROWS + 1)), id="a long list"),
        pytest.param(lambda: read_file(b"a\n" * (old_names.MAX_ROWS + 1), "a.csv"), id="long file"),
        pytest.param(lambda: read_file(b"PK\x03\x04lie", "a.xlsx"), id="no workbook"),
        pytest.param(lambda: read_file(b"a" * 10_000_001, "a.csv"), id="a heavy file"),
    ],
)
def test_a_list_without_end_or_sense_is_refused_by_a_sentence(read):
    with pytest.raises(LibraryError):
        read()


def test_a_list_of_headings_only_has_no_lines():
    assert _resolved("Tên cũ;Năm") == ()


def test_a_name_of_many_commas_is_answered_at_once():
    (name,) = _resolved("xã Chi Lăng, " * 15)  # 3 units each: without a bound, 3 ** 15 questions
    assert name.unit == ""
