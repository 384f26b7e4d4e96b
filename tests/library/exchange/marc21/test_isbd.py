"""ISBD areas are separated by the prescribed punctuation, whatever the record has."""

from library.clock import now
from library.exchange.item_description import Description
from library.exchange.marc21.isbd import isbd
from library.exchange.marc21.marc_writing import to_record
from tests.library.exchange.marc21.test_marc_merge import make_record


def test_a_record_with_punctuation():
    shown = isbd(
        make_record(
            "020 ## $a9786041234567$qbìa cứng$c95.000đ",
            "082 04 $a959.711$bN430N",
            "100 1# $aHoàng, Nam,$d1932-$etác giả",
            "245 10 $aNon nước xứ Lạng.$nT. 2,$pChợ phiên :$bký sự /$cHoàng Nam ch.b. ; Lê B s.t.",
            "250 ## $aTái bản lần 2,$bcó sửa chữa",
            "260 ## $aH. :$bVăn hóa dân tộc,$c2004.",
            "300 ## $a327 tr. :$bminh họa ;$c21 cm +$e1 CD",
            "490 1# $aTủ sách xứ Lạng ;$v3",
            "500 ## $aThư mục cuối sách",
            "650 #7 $aLễ hội$xLịch sử$zLạng Sơn$2btkkhcn",
            "700 1# $aLê B.,$esưu tầm",
        )
    )
    assert shown.description == (
        "Non nước xứ Lạng. T. 2, Chợ phiên : ký sự / Hoàng Nam ch.b. ; Lê B s.t. - "
        "Tái bản lần 2 / có sửa chữa. - H. : Văn hóa dân tộc, 2004. - "
        "327 tr. : minh họa ; 21 cm + 1 CD. - (Tủ sách xứ Lạng ; 3)"
    )
    assert shown.heading == "Hoàng, Nam, 1932-"
    assert shown.standard_numbers == "9786041234567 (bìa cứng) : 95.000đ"
    assert shown.subjects == ("Lễ hội -- Lịch sử -- Lạng Sơn",)
    assert shown.added_entries == ("Lê B.",)
    assert (shown.class_number, shown.book_number) == ("959.711", "N430N")


def test_a_description_typed_in_the_form():
    cells = {
        "title": "Non nước: ký sự",
        "responsibility": "Hoàng Nam",
        "place": "Lạng Sơn",
        "publisher": "Sở Văn hóa",
        "date": "2004",
        "extent": "327 tr.",
        "subject": "Lễ hội -- Lịch sử",
        "classification": "959.7",
        "book_number": "N430N",
    }
    shown = isbd(to_record(Description("x", now(), 2004, cells)))
    assert shown.description == (
        "Non nước : ký sự / Hoàng Nam. - Lạng Sơn : Sở Văn hóa, 2004. - 327 tr."
    )
    assert shown.subjects == ("Lễ hội -- Lịch sử",)
    assert (shown.class_number, shown.book_number) == ("959.7", "N430N")
