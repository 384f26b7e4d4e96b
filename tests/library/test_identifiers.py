"""Identifiers are permanent, and codes can be copied by hand."""

from library.identifiers import ALPHABET, item_id, secret_code


def test_the_same_origin_gives_the_same_address_for_good():
    assert item_id("van-ban", "149/KH-UBND") == "j0fbbb72032a"


def test_another_origin_gives_another_address():
    assert item_id("a", "bc") != item_id("ab", "c")


def test_an_address_has_no_letters_that_are_mistaken_for_others():
    assert not set("ilou") & set(ALPHABET)
    assert set(item_id("x")) <= set(ALPHABET)


def test_no_two_codes_are_alike():
    assert len({secret_code() for _ in range(100)}) == 100
