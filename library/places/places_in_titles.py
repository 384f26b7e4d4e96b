"""Units of the province named in a title, without people of the same name."""

import re

from library.places.gazetteer import PlaceMention, read_gazetteer
from library.vietnamese.letters import compose, fold, spell_one_way

_WORD = re.compile(r"\w+")
_FAMILY_NAMES = """
bùi chu dương hoàng huỳnh hồ lê lý lương nguyễn ngô nông phan phạm phùng thị triệu trương trần
trịnh vi võ văn vũ đinh đoàn đàm đào đặng đỗ
"""
_PEOPLE_NAMES = frozenset(
    {"hoang van thu", "quang trung", "hung dao", "thien thuat", "tri phuong", "hoa tham"}
)
"""Communes named after people: they count only after xã, phường, huyện …"""


def places_named(title: str) -> tuple[str, ...]:
    """Return the names of units written with their marks and capitals, each once."""
    text = compose(title)
    word_matches = list(_WORD.finditer(text))
    names = (
        mention.place.name
        for mention in read_gazetteer().mentions(text)
        if _is_written(text, word_matches, mention)
        and _is_separate_name(text, word_matches, mention)
    )
    return tuple(dict.fromkeys(names))


def _is_written(text: str, word_matches: list[re.Match[str]], mention: PlaceMention) -> bool:
    name_matches = word_matches[mention.start : mention.end]
    name = text[name_matches[0].start() : name_matches[-1].end()]
    same = spell_one_way(name) == spell_one_way(mention.place.name)
    return same and all(word[0][0].isupper() for word in name_matches)


def _is_separate_name(text: str, word_matches: list[re.Match[str]], mention: PlaceMention) -> bool:
    """Return True unless a bare name is part of a longer one: Hồ Chí Minh, Đông Kinh Nghĩa Thục."""
    if mention.called_a_unit:
        return True
    previous_word = text[: word_matches[mention.start].start()].rstrip(" ").split(" ")[-1].lower()
    following_text = text[word_matches[mention.end - 1].end() :]
    is_longer_name = following_text[:1] == " " and following_text[1:2].isupper()
    is_person = fold(mention.place.name) in _PEOPLE_NAMES or previous_word in _FAMILY_NAMES.split()
    return not is_longer_name and not is_person
