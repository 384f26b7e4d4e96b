"""Names are read out of a description, and known again however they are written."""

import pytest

from library.catalogue.authorities.extract_names import key_of, letter_of, names_in, names_of
from library.catalogue.authorities.models import AuthorityKind


def _named(field, value):
    return [(one.name, one.tail) for one in names_in(field, value)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Uỷ ban nhân dân", "Ủy ban  nhân dân", id="tone placement and spaces"),
        pytest.param("Hoàng Văn Thụ", "Hoa\u0300ng Va\u0306n Thu\u0323", id="NFD"),
        pytest.param("NGUYỄN DU", "Nguyễn Du.", id="capitals and a full stop"),
        pytest.param("Nguyễn Văn Kỷ", "Nguyễn Văn Kỉ", id="i and y"),
    ],
)
def test_one_name_is_known_again(one, other):
    assert key_of(one) == key_of(other)


def test_names_that_differ_in_their_marks_are_two():
    assert key_of("Nguyễn Văn Hùng") != key_of("Nguyễn Văn Hưng")


def test_long_names_are_compared_to_their_last_letter():
    long = "Nguyễn Văn An, Trần Thị Bình, " * 10
    one, other = key_of(f"{long}Lê Chi"), key_of(f"{long}Lê Chính")
    assert one != other
    assert one == key_of(f"{long.upper()} LÊ CHI.")
    assert len(one) < 250


def test_names_stand_one_after_the_other():
    assert _named("creator", "Lê Quý Đôn ;; Ngô Thì Sĩ; ") == [
        ("Lê Quý Đôn", ""),
        ("Ngô Thì Sĩ", ""),
    ]


def test_a_list_of_names_is_read_too():
    assert _named("subject", ["Dân ca", "Hát then", 7]) == [("Dân ca", ""), ("Hát then", "")]


@pytest.mark.parametrize("value", [None, 7, {}, "", "  ;. ", "\0"])
def test_what_is_no_name_names_nobody(value):
    assert names_in("creator", value) == ()


def test_the_role_of_a_contributor_is_no_part_of_the_name():
    assert _named("contributor", "Vi Hồng (sưu tầm)") == [("Vi Hồng", " (sưu tầm)")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Vi Hồng", AuthorityKind.PERSON),
        ("Bảo Ninh", AuthorityKind.PERSON),
        ("Đoàn Thị Điểm", AuthorityKind.PERSON),
        ("Trường Chinh", AuthorityKind.PERSON),
        ("Hội Văn học nghệ thuật Lạng Sơn", AuthorityKind.BODY),
        ("Uỷ ban nhân dân tỉnh Lạng Sơn", AuthorityKind.BODY),
        ("Service géographique de l'Indochine", AuthorityKind.BODY),
    ],
)
def test_a_creator_that_is_called_like_a_body_is_one(name, kind):
    assert names_in("creator", name)[0].kind is kind


def test_all_fields_with_names_are_read():
    told = {"creator": "Vi Hồng", "subject": "Dân ca", "coverage": "Bắc Sơn", "title": "Then"}
    assert [one.field for one in names_of(told)] == ["creator", "subject", "coverage"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Ấn Độ", "Â"),
        ("ăn Tết", "Ă"),
        ("Đồng Đăng", "Đ"),
        ("Ủy ban", "U"),
        ("Ưng Bình", "Ư"),
        ("“Ôn Châu”", "Ô"),
        ("École", "E"),
        ("1886", "#"),
        ("諒山", "…"),
    ],
)
def test_a_name_stands_under_its_letter(name, letter):
    assert letter_of(name) == letter
