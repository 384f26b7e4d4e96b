"""Cells that name people: separated, with their roles in full words and without their degrees."""

import re

from library.catalogue.authorities.inverted_names import SURNAMES, direct_name
from library.exchange.abbreviations import DATA, full_body, is_body, is_nothing
from library.exchange.list_rows import SEPARATOR
from library.incoming.split_cells import one_spacing

_MAX_LENGTH = 500
"""Longest cell that is taken apart; a longer one is kept as it is."""

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_HIDDEN = str.maketrans(" ,;&/-–\n|", "".join(map(chr, range(0xE000, 0xE009))))
_SHOWN = {new: old for old, new in _HIDDEN.items()}
"""Separators inside brackets, hidden while a cell is taken apart."""

_GROUPS = re.compile(r"\s*[;\n|]\s*|\s/\s")
_PAIR = re.compile(r"\s&\s|\s+và\s+|\s[-–]\s|(?<=\))\s*[-–]\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_OTHERS = re.compile(
    r"[\s,;]*(?:\.{2,}|…)?[\s,;]*(?:(?:(?:và|cùng|\+)\s+)?(?:n\.?n\.?k\.?|v\.\s?v\.*)"
    r"|\[?(?:(?:và|cùng)(?: những)?(?: nhiều)? [^\]]{0,20}khác|et\s+al\.?)\]?"
    r"|(?:và|cùng|\+)\s+(?:các\s+)?(?:c\.?s\.?|ctv|cộng sự|cộng tác viên|đồng sự))?[\s,;]*$",
    re.IGNORECASE,
)
_ROLE = "|".join(DATA["roles"].values())
_AND = r"\s*(?:,|;|&|/|-|\+|và)\s*"
_ONLY_ROLES = re.compile(rf"(?:{_ROLE})\.?(?:{_AND}(?:{_ROLE})\.?)*")
_ROLES_BEFORE = re.compile(
    rf"(?P<roles>(?:{_ROLE})(?:{_AND}(?:{_ROLE}))*)\.?\s*:\s*",
    re.IGNORECASE,
)
_ROLES_AFTER = re.compile(
    rf"(?P<names>.*?[^\s,])[\s,]+(?P<roles>(?:{_ROLE})\.?(?:{_AND}(?:{_ROLE})\.?)*)"
)
_ROLES_IN_BRACKETS = re.compile(
    rf"(?P<names>.*?\S)\s*[(\[]\s*(?P<roles>(?:{_ROLE})\.?"
    rf"(?:{_AND}(?:{_ROLE})\.?)*)\s*[)\]][\s.]*",
    re.IGNORECASE | re.DOTALL,
)
_OTHERS_IN_BRACKETS = re.compile(
    rf"(?P<outer>[^()]+?)\s*\((?P<inner>[^()\s]+(?: [^()\s]+)+ (?:{_ROLE}))\.?\)"
)
_INITIALS = re.compile(r"(?:[A-ZĐ]\.\s?)+")
_LAST_STOP = re.compile(r"(?<=[^\W\d]{2})[\s.]+$")
DEGREES = re.compile(rf"(?<!\w)(?:(?:{DATA['degrees']})\b[\s.,/]*)+(?=\w+\s)")


def split_people(text: str) -> tuple[str, str]:
    """Return the people of a cell as a field holds them, and a statement that names nobody."""
    cell = one_spacing(text)
    if len(cell) > _MAX_LENGTH:
        return cell, ""
    if is_nothing(cell):
        return "", ""
    if re.sub(r"[./]", "", cell.lower()).strip() in DATA["nobody"]:
        return "", cell
    plain = _OTHERS.sub("", cell, count=1).strip(" ,;\n")
    hidden = _BRACKETS.sub(lambda match: match[0].translate(_HIDDEN), plain)
    names = [name for group in _GROUPS.split(hidden) for name in _people_of_group(group)]
    return SEPARATOR.join(filter(None, names)), ""


def is_person(text: str) -> bool:
    """Return True if a cell begins with the name of a person, by its surname."""
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return first in SURNAMES and not is_body(text)


def _people_of_group(group: str) -> list[str]:
    """Return the names of a part between semicolons; roles before or after pairs are of both."""
    text, roles = group.strip(" ,"), ""
    match = _OTHERS_IN_BRACKETS.fullmatch(text.translate(_SHOWN))
    if match and not _ONLY_ROLES.fullmatch(match["inner"]):  # L. Tôn-xtôi (Lê An dịch)
        outer, inner = match["outer"], match["inner"]
        is_nobody = outer.lower() in DATA["nobody"]
        return [*([] if is_nobody else _people_of_group(outer)), *_people_of_group(inner)]
    if match := _ROLES_BEFORE.match(text):
        text, roles = text[match.end() :], match["roles"]
    parts = _PAIR.split(text)
    if is_body(text) or not all(" " in part.strip() or "." in part for part in parts):
        parts = [text]
    names = [name for part in parts for name in _comma_names(part)]
    people = [_with_role(name, roles) for name in names]
    if len(parts) == len(people) > 1 and " - " in text.replace("–", "-"):
        _, bracket, last_role = people[-1].rpartition(" (")
        if bracket:
            people = [name if name.endswith(")") else f"{name} ({last_role}" for name in people]
    return people


def _comma_names(text: str) -> list[str]:
    """Return the names between commas, unless the name is of a body or an inverted one."""
    parts = _COMMA.split(text)
    if len(parts) == 1 or direct_name(text) != text or is_body(text):
        return [text]
    joined: list[str] = []
    for part in parts:  # Nguyễn A, ch.b.
        if joined and (_ONLY_ROLES.fullmatch(part) or _INITIALS.fullmatch(part)):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    is_list = all(" " in part or "." in part for part in joined) or len(joined) > 2
    return joined if is_list or len(joined) == 1 else [text]


def _with_role(name: str, roles: str) -> str:
    """Return a name with its roles in full words behind it."""
    name = name.strip(" ,")
    shown = name.translate(_SHOWN)
    match = _ROLES_IN_BRACKETS.fullmatch(shown) or _ROLES_AFTER.fullmatch(shown)
    if match and not roles:
        shown, roles = match["names"].strip(" ,"), match["roles"]
    shown = DEGREES.sub("", full_body(_LAST_STOP.sub("", shown)))
    if shown.startswith("(") and shown.endswith(")"):
        shown = shown[1:-1]
    words = " và ".join(dict.fromkeys(filter(None, map(_role, re.split(_AND, roles)))))
    return f"{shown} ({words})" if words and shown else shown


def _role(text: str) -> str:
    """Return the full words of a role; an author needs none."""
    for words, pattern in DATA["roles"].items():
        if re.fullmatch(rf"(?:{pattern})\.?", text.strip(), re.IGNORECASE):
            return words
    return text.strip()
