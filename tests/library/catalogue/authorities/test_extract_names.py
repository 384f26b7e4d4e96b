"""Tests of extracting names from descriptions and of comparing their spellings."""

import pytest

from library.catalogue.authorities.extract_names import key_of, letter_of, names_in, names_of
from library.catalogue.authorities.models import AuthorityKind


def _names(field, value):
    return [(name.name, name.tail) for name in names_in(field, value)]


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        pytest.param("Uỷ ban nhân dân", "Ủy ban  nhân dân", id="tone placement and spaces"),
        pytest.param("Hoàng Văn Thụ", "Hoa\u0300ng Va\u0306n Thu\u0323", id="NFD"),
        pytest.param("NGUYỄN DU", "Nguyễn Du.", id="capitals and a full stop"),
        pytest.param("Nguyễn Văn Kỷ", "Nguyễn Văn Kỉ", id="i and y"),
    ],
)
def test_spelling_variants_have_the_same_key(name, variant):
    assert key_of(name) == key_of(variant)


def test_names_with_different_marks_have_different_keys():
    assert key_of("Nguyễn Văn Hùng") != key_of("Nguyễn Văn Hưng")


def test_long_names_are_compared_to_their_last_letter():
    long = "Nguyễn Văn An, Trần Thị Bình, " * 10
    first, second = key_of(f"{long}Lê Chi"), key_of(f"{long}Lê Chính")
    assert first != second
    assert first == key_of(f"{long.upper()} LÊ CHI.")
    assert len(first) < 250


def test_names_are_separated_by_semicolons():
    assert _names("creator", "Lê Quý Đôn ;; Ngô Thì Sĩ; ") == [
        ("Lê Quý Đôn", ""),
        ("Ngô Thì Sĩ", ""),
    ]


def test_a_list_of_names_is_read_too():
    assert _names("subject", ["Dân ca", "Hát then", 7]) == [("Dân ca", ""), ("Hát then", "")]


@pytest.mark.parametrize("value", [None, 7, {}, "", "  ;. ", "\0"])
def test_values_without_names_give_none(value):
    assert names_in("creator", value) == ()


def test_the_role_of_a_contributor_is_not_part_of_the_name():
    assert _names("contributor", "Vi Hồng (sưu tầm)") == [("Vi Hồng", " (sưu tầm)")]


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
def test_a_creator_named_like_a_body_is_a_body(name, kind):
    assert names_in("creator", name)[0].kind is kind


def test_all_fields_with_names_are_read():
    fields = {"creator": "Vi Hồng", "subject": "Dân ca", "coverage": "Bắc Sơn", "title": "Then"}
    assert [name.field for name in names_of(fields)] == ["creator", "subject", "coverage"]


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
def test_a_name_is_listed_under_its_letter(name, letter):
    assert letter_of(name) == letter
