"""A change of the description changes only its subfields of a MARC record."""

import pytest

from library.clock import now
from library.exchange.item_description import Description, Original
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import MarcRecord, RecordField
from library.exchange.marc21.marc_writing import to_record

_LEADER = "00000nam a2200000 a 4500"


def make_record(*lines, leader=_LEADER):
    """Return a record of lines such as `245 10 $aNhan đề :$bphụ đề`."""
    return MarcRecord(leader, tuple(map(_field, lines)))


def _field(line):
    tag, indicators, text = line[:3], line[4:6].replace("#", " "), line[7:].replace("$", "\x1f")
    return RecordField(tag, "", line[4:]) if tag < "010" else RecordField(tag, indicators, text)


def lines_of(record):
    """Return the fields as lines."""
    return [
        f"{field.tag} {field.text}"
        if field.is_control
        else f"{field.tag} {field.indicators.replace(' ', '#')} {field.text}".replace("\x1f", "$")
        for field in record.fields
    ]


def _changed(record, **cells):
    row = row_of_record(1, record)
    old = {"access": "public", **row.told, **row.other}
    new = {name: text for name, text in {**old, **cells}.items() if text}
    return to_record(Description("x", now(), None, new, Original(record, old)))


_BOOK = (
    "001 LSO1",
    "008 191105s2004    vm a          000 0 vie d",
    "082 04 $214$a959.711$bV115H",
    "100 1# $aHoàng, Nam,$d1932-$etác giả",
    "245 10 $aNon nước xứ Lạng :$bký sự /$cHoàng Nam ch.b. ; Lê B s.t.",
    "260 ## $aH. :$bVăn hóa dân tộc,$c2004.",
    "300 ## $a327 tr. :$bminh họa ;$c21 cm",
    "650 #4 $aLễ hội$xLịch sử$zLạng Sơn",
    "653 ## $aHát then, Chợ phiên",
    "700 1# $aLê B,$4edt$esưu tầm",
    "852 ## $aThư viện tỉnh$jDC.1$pLSO00011",
    "911 ## $aNguyễn Thị Hằng",
)


def test_an_unchanged_description_gives_back_the_record():
    record = make_record(*_BOOK)
    assert _changed(record) == record


@pytest.mark.parametrize(
    ("cells", "place", "line"),
    [
        pytest.param(
            {"title": "Xứ Lạng: du ký"},
            4,
            "245 10 $aXứ Lạng :$bdu ký /$cHoàng Nam ch.b. ; Lê B s.t.",
            id="title parts with their punctuation",
        ),
        pytest.param(
            {"title": "Xứ Lạng"}, 4, "245 10 $aXứ Lạng :$cHoàng Nam ch.b. ; Lê B s.t.", id="no b"
        ),
        pytest.param({"creator": "Vi Hồng"}, 3, "100 1# $aVi Hồng,$d1932-$etác giả", id="author"),
        pytest.param(
            {"publisher": "Trẻ"}, 5, "260 ## $aH. :$bTrẻ,$c2004.", id="publisher between others"
        ),
        pytest.param({"place": "Huế"}, 5, "260 ## $aHuế :$bVăn hóa dân tộc,$c2004.", id="place"),
        pytest.param(
            {"classification": "915.9711"}, 2, "082 04 $214$a915.9711$bV115H", id="DDC, not Cutter"
        ),
        pytest.param(
            {"extent": "300 tr. : minh họa ; 21 cm"},
            6,
            "300 ## $a300 tr. :$bminh họa ;$c21 cm",
            id="extent",
        ),
        pytest.param(
            {"subject": "Lễ hội -- Lịch sử -- Lạng Sơn; Hát then; Chợ tình"},
            8,
            "653 ## $aHát then, Chợ tình",
            id="one of several topics in a subfield",
        ),
        pytest.param(
            {"contributor": "Lê Bình (biên soạn)"},
            9,
            "700 1# $aLê Bình,$4edt$ebiên soạn",
            id="name and role",
        ),
    ],
)
def test_a_changed_field_changes_only_its_subfields(cells, place, line):
    expected = list(_BOOK)
    expected[place] = line
    assert lines_of(_changed(make_record(*_BOOK), **cells)) == expected


def test_another_year_changes_the_coded_year_too():
    lines = lines_of(_changed(make_record(*_BOOK), date="2005"))
    assert (lines[1][11:15], lines[5]) == ("2005", "260 ## $aH. :$bVăn hóa dân tộc,$c2005.")


def test_another_language_changes_the_coded_language():
    assert lines_of(_changed(make_record(*_BOOK), language="fr"))[1].endswith("fre d")


def test_an_added_value_gets_a_field_at_its_place():
    subjects = "Lễ hội -- Lịch sử -- Lạng Sơn; Hát then; Chợ phiên; Hoa hồi"
    lines = lines_of(_changed(make_record(*_BOOK), subject=subjects, creator="Hoàng, Nam; Vi A"))
    assert [line for line in lines if line not in _BOOK] == ["650 #4 $aHoa hồi", "700 0# $aVi A"]
    assert sorted(line[:3] for line in lines) == [line[:3] for line in lines]


def test_an_added_value_of_an_existing_field_becomes_its_subfield():
    record = make_record("245 00 $aA", "260 ## $bTrẻ,$c2004.")
    assert lines_of(_changed(record, place="Huế"))[1] == "260 ## $aHuế$bTrẻ,$c2004."


def test_a_removed_value_takes_its_field_with_it():
    lines = lines_of(_changed(make_record(*_BOOK), contributor=""))
    assert [line for line in _BOOK if line not in lines] == [_BOOK[9]]


def test_the_statement_of_responsibility_stays_when_an_author_is_added():
    record = make_record("245 00 $aA /$cNông B.")
    lines = lines_of(_changed(record, creator="Nông B; Vi C"))
    assert lines == ["100 0# $aNông B", "245 00 $aA /$cNông B.", "700 0# $aVi C"]


def test_the_time_of_the_last_change_is_written_only_with_a_change():
    record = make_record("005 19990101000000.0", "245 00 $aA")
    assert _changed(record) == record
    assert lines_of(_changed(record, title="B"))[0] > "005 2020"


@pytest.mark.parametrize("name", ["title", "creator", "date", "place", "publisher", "extent"])
def test_the_changed_value_is_read_back(name):
    value = {"date": "1999", "title": "Nhan đề khác: phần hai"}.get(name, "Giá trị khác")
    row = row_of_record(1, _changed(make_record(*_BOOK), **{name: value}))
    assert {**row.told, **row.other}[name] == value


def test_a_description_that_held_only_the_pages_leaves_illustrations_and_size():
    record = make_record(*_BOOK)
    row = row_of_record(1, record)
    old = {"access": "public", **row.told, **row.other, "extent": "327 tr"}
    description = Description("x", now(), None, {**old, "extent": "330 tr."}, Original(record, old))
    assert lines_of(to_record(description))[6] == "300 ## $a330 tr. :$bminh họa ;$c21 cm"
