"""Languages are chosen by Tesseract's names and told in words."""

import pytest

from library.catalogue.text.languages import chosen, is_vertical, named
from library.errors import UnknownLanguageError


@pytest.mark.parametrize(("typed", "kept"), [("vie+fra", "vie+fra"), ("", None), ("fra+", "fra")])
def test_a_choice_is_kept_as_it_was_typed(typed, kept):
    assert chosen(typed) == kept


def test_a_language_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(UnknownLanguageError, match=r"“tlh”.*chi_tra_vert"):
        chosen("vie+tlh")


def test_a_choice_is_told_in_words():
    assert named("vie+fra") == "tiếng Việt và tiếng Pháp"


def test_only_han_in_columns_is_vertical():
    assert [is_vertical((name,)) for name in ("vie", "chi_tra", "chi_tra_vert")] == [
        False,
        False,
        True,
    ]
