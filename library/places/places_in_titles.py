"""Tells which units of the province a title speaks of, and not which people are called so."""

import re

from library.places.gazetteer import Mention, read_gazetteer
from library.vietnamese.letters import compose, fold, spell_one_way

_WORD = re.compile(r"\w+")
_FAMILY_NAMES = """
bùi chu dương hoàng huỳnh hồ lê lý lương nguyễn ngô nông phan phạm phùng thị triệu trương trần
trịnh vi võ văn vũ đinh đoàn đàm đào đặng đỗ
"""
_ALSO_PEOPLE = frozenset(
    {"hoang van thu", "quang trung", "hung dao", "thien thuat", "tri phuong", "hoa tham"}
)
"""Communes that bear the names of people: they count only after xã, phường, huyện …"""


def places_named(title: str) -> tuple[str, ...]:
    """Return the names of the units, written with their marks and capitals, each once."""
    text = compose(title)
    written = list(_WORD.finditer(text))
    meant = (
        mention.kinship.said
        for mention in read_gazetteer().mentions(text)
        if _is_written(text, written, mention) and _stands_free(text, written, mention)
    )
    return tuple(dict.fromkeys(meant))


def _is_written(text: str, written: list[re.Match[str]], mention: Mention) -> bool:
    inside = written[mention.start : mention.end]
    name = text[inside[0].start() : inside[-1].end()]
    same = spell_one_way(name) == spell_one_way(mention.kinship.said)
    return same and all(word[0][0].isupper() for word in inside)


def _stands_free(text: str, written: list[re.Match[str]], mention: Mention) -> bool:
    """Say whether a bare name is not part of a longer one: Hồ Chí Minh, Đông Kinh Nghĩa Thục."""
    if mention.called_a_unit:
        return True
    before = text[: written[mention.start].start()].rstrip(" ").split(" ")[-1].lower()
    after = text[written[mention.end - 1].end() :]
    joined = after[:1] == " " and after[1:2].isupper()
    is_person = fold(mention.kinship.said) in _ALSO_PEOPLE or before in _FAMILY_NAMES.split()
    return not joined and not is_person
