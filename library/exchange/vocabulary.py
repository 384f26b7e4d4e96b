"""Words for access rights and languages, as people write them in lists."""

import re
import tomllib
from pathlib import Path

from library.catalogue.models import Access
from library.vietnamese.letters import fold

ACCESS_SENTENCES = {
    Access.PUBLIC.value: "Ai cũng đọc được, ở mọi nơi.",
    Access.LIBRARY.value: "Chỉ đọc trên máy tính của thư viện và các điểm truy nhập.",
    Access.COPY.value: (
        "Bản sao của thư viện: chỉ đọc trên máy tính của thư viện, lần lượt theo số bản giấy."
    ),
    Access.STAFF.value: "Chỉ cán bộ thư viện đọc.",
}
"""Sentences by which other systems tell their readers who may read an item."""

_WORDS = tomllib.loads((Path(__file__).parent / "data/vocabulary.toml").read_text("utf-8"))
_CODE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")
_BETWEEN = re.compile(r"[\s_-]+")


def access_of(words: str) -> str:
    """Return the value of `Access` for these words; raise ValueError."""
    access = _ACCESS_BY_WORDS.get(_plain(words))
    if access is None:
        raise ValueError(words)
    return access


def language_of(words: str) -> str:
    """Return the language code for these words; raise ValueError."""
    plain = _plain(words)
    if code := _LANGUAGE_BY_WORDS.get(plain):
        return code
    if not _CODE.fullmatch(words.lower()):
        raise ValueError(words)
    return words.lower()


def _plain(words: str) -> str:
    return _BETWEEN.sub(" ", fold(words)).strip(" .")


_ACCESS_BY_WORDS = {
    _plain(word): access
    for access, words in _WORDS["access"].items()
    for word in (*words, ACCESS_SENTENCES[access])
}
_LANGUAGE_BY_WORDS = {
    _plain(word): code for code, words in _WORDS["languages"].items() for word in words
}
