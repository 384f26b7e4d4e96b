"""Tests of packing and unpacking the words of a page."""

from library.catalogue.text.words import Word, pack, unpack


def _word(text, block=0, line=0):
    return Word(text, 10, 20, 30, 40, 0.93, block, line)


def test_packed_words_are_unpacked_unchanged():
    words = (_word("Xứ"), _word("Lạng", line=1)._replace(checked=True))
    assert unpack(pack(words)) == words


def test_the_same_words_are_packed_to_the_same_bytes():
    assert pack((_word("Xứ"),)) == pack((_word("Xứ"),))


def test_a_page_of_words_packs_into_5000_bytes():
    assert len(pack(tuple(_word("chữ", line=n) for n in range(400)))) < 5000


def test_an_empty_page_can_be_packed():
    assert unpack(pack(())) == ()
