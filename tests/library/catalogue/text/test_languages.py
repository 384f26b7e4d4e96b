"""Tests of parsing and naming OCR languages."""

import pytest

from library.catalogue.text.languages import in_words, is_vertical, parse_languages
from library.errors import UnknownLanguageError


@pytest.mark.parametrize(("typed", "parsed"), [("vie+fra", "vie+fra"), ("", None), ("fra+", "fra")])
def test_typed_languages_are_parsed(typed, parsed):
    assert parse_languages(typed) == parsed


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(UnknownLanguageError, match=r"“tlh”.*chi_tra_vert"):
        parse_languages("vie+tlh")


def test_languages_are_named_in_vietnamese():
    assert in_words("vie+fra") == "tiếng Việt và tiếng Pháp"


def test_only_han_in_columns_is_vertical():
    assert [is_vertical((name,)) for name in ("vie", "chi_tra", "chi_tra_vert")] == [
        False,
        False,
        True,
    ]
