"""Passwords that are refused: short, common, or made of names."""

import pytest

from app.accounts.passwords import hash_password, verify_password
from library.errors import WeakPasswordError
from library.staff.problems import CommonPasswordError, EasyPasswordError


def test_a_short_password_is_refused():
    with pytest.raises(WeakPasswordError):
        hash_password("ngắn")


@pytest.mark.parametrize(
    "password",
    [
        *("Matkhau123456", "P@ssw0rd2026!", "Thư viện Lạng Sơn 2026", "admin-admin-2026"),
        *("123456789012", "qwertyuiop[]", "Anh yêu em 1990"),
    ],
)
def test_a_password_of_common_words_and_digits_is_refused(password):
    with pytest.raises(CommonPasswordError):
        hash_password(password, "lan")


@pytest.mark.parametrize(
    "password", ["chợ phiên tháng giêng", "天地玄黃宇宙洪荒日月盈昃", "mận tam hoa 88"]
)
def test_unrelated_words_are_accepted(password):
    assert verify_password(hash_password(password, "lan"), password)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "Nguyễn Thị Lan"])
def test_an_easy_password_is_refused(password):
    with pytest.raises(EasyPasswordError):
        hash_password(password, "nguyễn thị lan")


@pytest.mark.parametrize(
    "password",
    [
        "NguyenLan-2026",
        "lan nguyễn 123456",
        "Thư viện Cao Bằng 2026",
        "lan@caobang.123",
        "L4n-C40-B4ng-2026",
    ],
)
def test_names_with_digits_and_common_words_are_refused(password):
    with pytest.raises((EasyPasswordError, CommonPasswordError)):
        hash_password(password, "nguyễn thị lan", "Thư viện tỉnh Cao Bằng")


def test_a_name_among_unrelated_words_is_accepted():
    password = "lan trồng mận tam hoa"
    assert verify_password(hash_password(password, "nguyễn thị lan"), password)
