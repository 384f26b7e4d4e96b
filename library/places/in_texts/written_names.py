"""Names in texts in the one spelling under which open names and decisions are stored."""

from library.places.in_texts.mentions import Above, Mention
from library.places.provinces import is_own
from library.vietnamese.letters import spell_one_way

MAX_LENGTH = 200


def written_name(mention: Mention) -> str:
    """Return a name with its kind and the units written behind it: xã A, huyện B.

    A text that writes another district behind a name has another name, so that no decision on
    one reaches the other. The province itself says nothing.
    """
    above = (
        unit for unit in mention.above if unit.kind not in ("", "tỉnh") or not is_own(unit.name)
    )
    return ", ".join(_spelt(unit) for unit in (mention, *above))[:MAX_LENGTH]


def _spelt(unit: Mention | Above) -> str:
    words = spell_one_way(unit.name).replace("-", " ").split()
    return f"{unit.kind} {' '.join(word[:1].upper() + word[1:] for word in words)}".strip()
