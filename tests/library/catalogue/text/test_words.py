"""Words with their places are packed small and come back whole."""

from library.catalogue.text.words import Word, pack, unpack


def _word(text, block=0, line=0):
    return Word(text, 10, 20, 30, 40, 0.93, block, line)


def test_what_was_packed_comes_back():
    words = (_word("Xứ"), _word("Lạng", line=1)._replace(checked=True))
    assert unpack(pack(words)) == words


def test_the_same_words_are_packed_to_the_same_bytes():
    assert pack((_word("Xứ"),)) == pack((_word("Xứ"),))


def test_a_page_of_words_takes_little_room():
    assert len(pack(tuple(_word("chữ", line=n) for n in range(400)))) < 5000


def test_a_page_without_words_is_a_page():
    assert unpack(pack(())) == ()
