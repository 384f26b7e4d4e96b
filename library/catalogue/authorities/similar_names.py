"""Detection of probable duplicate authority records: similar names and compatible dates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.authorities.authority_records import counts
from library.catalogue.authorities.edit_records import audit_subject, find
from library.catalogue.authorities.inverted_names import direct_name
from library.catalogue.authorities.lifetimes import year_range
from library.catalogue.authorities.models import (
    Authority,
    AuthorityDistinct,
    AuthorityKind,
    AuthorityVariant,
    Family,
)
from library.catalogue.authorities.problems import SameRecordError
from library.database import insert_new
from library.staff.audit import note
from library.vietnamese.letters import fold

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
_YEARS = re.compile(r"\b\d{4}\b")
_MARKS = re.compile(r"[\W_]+")
_TITLES = """
ông, bà, cụ, đồng chí, đc, gs, pgs, ts, ths, cn, ks, bs, gs ts, pgs ts, giáo sư, phó giáo sư,
tiến sĩ, thạc sĩ, cử nhân, kỹ sư, kĩ sư, bác sĩ, dược sĩ, luật sư, nhà giáo, nhà giáo ưu tú,
nhà văn, nhà thơ, nhà báo, nhạc sĩ, họa sĩ, nghệ sĩ, nghệ nhân, nsưt, nsnd, linh mục, giám mục,
hòa thượng, đại tướng, thượng tướng, trung tướng, thiếu tướng, đại tá, thượng tá, trung tá,
thiếu tá, chủ tịch, phó chủ tịch, bí thư, giám đốc, phó giám đốc, trưởng ban, m, mr, mme, dr,
prof, capitaine, colonel, commandant
"""
_ABBREVIATIONS = """
ubnd = ủy ban nhân dân; hđnd = hội đồng nhân dân; ubhc = ủy ban hành chính; nxb = nhà xuất bản;
tp = thành phố; tx = thị xã; tt = thị trấn; mttq = mặt trận tổ quốc; đcs = đảng cộng sản;
ubmttq = ủy ban mặt trận tổ quốc; vhttdl = văn hóa thể thao và du lịch; gdđt = giáo dục và đào tạo
"""
_TITLES_FOLDED = sorted(
    (fold(title.strip()) for title in _TITLES.replace("\n", " ").split(",")), key=len, reverse=True
)
_ABBREVIATIONS_FOLDED = dict(
    (fold(side.strip()) for side in line.split("="))
    for line in _ABBREVIATIONS.replace("\n", " ").split(";")
    if line.strip()
)


@dataclass(frozen=True, slots=True)
class SimilarRecord:
    """One record of a pair of possible duplicates."""

    id: int
    name: str
    kind: AuthorityKind
    begins: str | None
    ends: str | None
    items: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two possible duplicates; `stays` has the marks or more items, or a fuller name."""

    stays: SimilarRecord
    goes: SimilarRecord


def pairs(session: Session, count: int) -> tuple[tuple[Pair, ...], int]:
    """Return the first `count` undecided pairs of possible duplicates, and how many there are."""
    distinct = _distinct(session)
    candidates = [
        pair
        for record_ids in _ids_by_similarity_key(session).values()
        for pair in combinations(sorted(record_ids), 2)
        if pair not in distinct
    ]
    rows = _rows(session, {record_id for pair in candidates for record_id in pair})
    likely = [
        pair for pair in candidates if _dates_compatible(*(rows[record_id] for record_id in pair))
    ]
    closest = likely[:count]
    items = counts(session, {record_id for pair in closest for record_id in pair}, only_open=False)
    return tuple(_pair(rows, items, *pair) for pair in closest), len(likely)


def mark_distinct(session: Session, one_id: int, other_id: int, by: str) -> None:
    """Store the decision that two records are different; the pair is not proposed again."""
    if one_id == other_id:
        raise SameRecordError
    first, second = find(session, one_id), find(session, other_id)
    row = {
        "one_id": min(one_id, other_id),
        "other_id": max(one_id, other_id),
        "decided": clock.now(),
        "decided_by": by,
    }
    insert_new(session, AuthorityDistinct, [row])
    note(
        session,
        by,
        "authority.tell-apart",
        audit_subject(first),
        f"“{first.name}” ≠ “{second.name}”",
    )


def similarity_key(name: str, family: Family) -> str:
    """Return a name without marks, titles, years and bracketed text, for comparison.

    Abbreviations (UBND, NXB …) are expanded, and “Surname, Forename” is turned round.
    """
    bare = _YEARS.sub(" ", _IN_BRACKETS.sub(" ", fold(direct_name(name))))
    if family is Family.AGENT and bare.count(",") == 1:  # Gaspardone, Émile
        last, first = bare.split(",")
        bare = f"{first} {last}"
    words = _MARKS.sub(" ", bare).strip()
    if family is Family.AGENT:
        words = _without_titles(words)
    return " ".join(_ABBREVIATIONS_FOLDED.get(word, word) for word in words.split())


def _without_titles(words: str) -> str:
    while title := next(
        (prefix for prefix in _TITLES_FOLDED if words.startswith(f"{prefix} ")), None
    ):
        words = words[len(title) + 1 :]
    return words


def _ids_by_similarity_key(session: Session) -> dict[tuple[Family, str], set[int]]:
    """Return the ids of unmerged records by similarity key, for keys that several records share."""
    live = Authority.merged_into.is_(None)
    own = select(Authority.id, Authority.family, Authority.name).where(live)
    variants = (
        select(Authority.id, Authority.family, AuthorityVariant.name)
        .join(Authority, Authority.id == AuthorityVariant.authority_id)
        .where(live)
    )
    ids_by_key: dict[tuple[Family, str], set[int]] = defaultdict(set)
    for query in (own, variants):
        for authority_id, family, name in session.execute(query):
            if key := similarity_key(name, family):
                ids_by_key[family, key].add(authority_id)
    return {
        key: record_ids for key, record_ids in sorted(ids_by_key.items()) if len(record_ids) > 1
    }


def _distinct(session: Session) -> set[tuple[int, int]]:
    rows = session.execute(select(AuthorityDistinct.one_id, AuthorityDistinct.other_id))
    return {(one_id, other_id) for one_id, other_id in rows}


def _rows(session: Session, ids: Iterable[int]) -> dict[int, Authority]:
    id_list = list(ids)
    parts: Iterator[list[int]] = (
        id_list[start : start + 500] for start in range(0, len(id_list), 500)
    )
    return {
        record.id: record
        for part in parts
        for record in session.scalars(select(Authority).where(Authority.id.in_(part)))
    }


def _dates_compatible(first: Authority, second: Authority) -> bool:
    """Return True unless the known dates of two records contradict each other."""
    return all(
        _overlap(year_range(getattr(first, name)), year_range(getattr(second, name)))
        for name in ("begins", "ends")
    )


def _overlap(first: tuple[int, int] | None, second: tuple[int, int] | None) -> bool:
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _shortenings(record: Authority) -> tuple[int, ...]:
    """Return the numbers that rank a name after a fuller one: abbreviations, comma, titles, marks.

    Tone marks and words count negatively, so the name that has more of them comes first.
    """
    words = _MARKS.sub(" ", _YEARS.sub(" ", _IN_BRACKETS.sub(" ", fold(record.name)))).strip()
    is_agent = record.family is Family.AGENT
    bare = _without_titles(words) if is_agent else words
    mark_count = sum(fold(letter) != letter.lower() for letter in record.name)
    return (
        sum(word in _ABBREVIATIONS_FOLDED for word in words.split()),
        int(is_agent and record.name.count(",") == 1),
        len(words) - len(bare),
        -mark_count,
        -len(bare.split()),
    )


def _pair(rows: dict[int, Authority], items: dict[int, int], first_id: int, second_id: int) -> Pair:
    def rank(record_id: int) -> tuple[int, ...]:
        *shortenings, missing_marks, missing_words = _shortenings(rows[record_id])
        use, marks = -items.get(record_id, 0), missing_marks if same_but_for_marks else 0
        return marks, use, *shortenings, missing_marks, missing_words, not rows[record_id].checked

    names = {fold(rows[record_id].name) for record_id in (first_id, second_id)}
    same_but_for_marks = len(names) == 1
    sides = sorted((first_id, second_id), key=rank)
    stays, goes = (
        SimilarRecord(
            **{
                name: getattr(rows[record_id], name)
                for name in SimilarRecord.__dataclass_fields__
                if name != "items"
            },
            items=items.get(record_id, 0),
        )
        for record_id in sides
    )
    return Pair(stays, goes)
