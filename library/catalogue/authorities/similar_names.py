"""Finds records that may be one and the same: called alike, and living at the same time."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.authorities.authority_records import counts
from library.catalogue.authorities.edit_records import find, subject_of
from library.catalogue.authorities.lifetimes import years_of
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
_SHORT = """
ubnd = ủy ban nhân dân; hđnd = hội đồng nhân dân; ubhc = ủy ban hành chính; nxb = nhà xuất bản;
tp = thành phố; tx = thị xã; tt = thị trấn; mttq = mặt trận tổ quốc; đcs = đảng cộng sản;
ubmttq = ủy ban mặt trận tổ quốc; vhttdl = văn hóa thể thao và du lịch; gdđt = giáo dục và đào tạo
"""
_TITLES_FOLDED = sorted(
    (fold(title.strip()) for title in _TITLES.replace("\n", " ").split(",")), key=len, reverse=True
)
_SHORT_FOLDED = dict(
    (fold(side.strip()) for side in line.split("="))
    for line in _SHORT.replace("\n", " ").split(";")
    if line.strip()
)


@dataclass(frozen=True, slots=True)
class Alike:
    """One of two records that may be one."""

    id: int
    name: str
    kind: AuthorityKind
    begins: str | None
    ends: str | None
    items: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one; the one that more items name comes first."""

    stays: Alike
    goes: Alike


def pairs(session: Session, count: int) -> tuple[tuple[Pair, ...], int]:
    """Return the first pairs that may be one and nobody decided about, and how many there are."""
    known = _distinct(session)
    found = [
        pair
        for bearers in _by_likeness(session).values()
        for pair in combinations(sorted(bearers), 2)
        if pair not in known
    ]
    rows = _rows(session, {one for pair in found for one in pair})
    likely = [pair for pair in found if _may_be_one(*(rows[one] for one in pair))]
    shown = likely[:count]
    items = counts(session, {one for pair in shown for one in pair}, only_open=False)
    return tuple(_pair(rows, items, *pair) for pair in shown), len(likely)


def tell_apart(session: Session, one_id: int, other_id: int, by: str) -> None:
    """Remember that two records are two; nobody is asked again."""
    if one_id == other_id:
        raise SameRecordError
    one, other = find(session, one_id), find(session, other_id)
    row = {
        "one_id": min(one_id, other_id),
        "other_id": max(one_id, other_id),
        "decided": clock.now(),
        "decided_by": by,
    }
    insert_new(session, AuthorityDistinct, [row])
    note(session, by, "authority.tell-apart", subject_of(one), f"“{one.name}” ≠ “{other.name}”")


def likeness(name: str, family: Family) -> str:
    """Return what is left of a name without marks, titles, dates and what stands in brackets."""
    bare = _YEARS.sub(" ", _IN_BRACKETS.sub(" ", fold(name)))
    if family is Family.AGENT and bare.count(",") == 1:  # Gaspardone, Émile
        last, first = bare.split(",")
        bare = f"{first} {last}"
    words = _MARKS.sub(" ", bare).strip()
    if family is Family.AGENT:
        words = _without_titles(words)
    return " ".join(_SHORT_FOLDED.get(word, word) for word in words.split())


def _without_titles(words: str) -> str:
    while title := next((one for one in _TITLES_FOLDED if words.startswith(f"{one} ")), None):
        words = words[len(title) + 1 :]
    return words


def _by_likeness(session: Session) -> dict[tuple[Family, str], set[int]]:
    """Return the living records under each likeness that any of their names has, if several."""
    live = Authority.merged_into.is_(None)
    own = select(Authority.id, Authority.family, Authority.name).where(live)
    variants = (
        select(Authority.id, Authority.family, AuthorityVariant.name)
        .join(Authority, Authority.id == AuthorityVariant.authority_id)
        .where(live)
    )
    found: dict[tuple[Family, str], set[int]] = defaultdict(set)
    for query in (own, variants):
        for authority_id, family, name in session.execute(query):
            if like := likeness(name, family):
                found[family, like].add(authority_id)
    return {key: bearers for key, bearers in sorted(found.items()) if len(bearers) > 1}


def _distinct(session: Session) -> set[tuple[int, int]]:
    rows = session.execute(select(AuthorityDistinct.one_id, AuthorityDistinct.other_id))
    return {(one, other) for one, other in rows}


def _rows(session: Session, ids: Iterable[int]) -> dict[int, Authority]:
    wanted = list(ids)
    parts: Iterator[list[int]] = (wanted[at : at + 500] for at in range(0, len(wanted), 500))
    return {
        record.id: record
        for part in parts
        for record in session.scalars(select(Authority).where(Authority.id.in_(part)))
    }


def _may_be_one(one: Authority, other: Authority) -> bool:
    """Say whether nothing that is known of their times speaks against it."""
    return all(
        _meet(years_of(getattr(one, name)), years_of(getattr(other, name)))
        for name in ("begins", "ends")
    )


def _meet(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def _pair(rows: dict[int, Authority], items: dict[int, int], one: int, other: int) -> Pair:
    sides = sorted((one, other), key=lambda side: (-items.get(side, 0), not rows[side].checked))
    stays, goes = (
        Alike(
            **{
                name: getattr(rows[side], name)
                for name in Alike.__dataclass_fields__
                if name != "items"
            },
            items=items.get(side, 0),
        )
        for side in sides
    )
    return Pair(stays, goes)
