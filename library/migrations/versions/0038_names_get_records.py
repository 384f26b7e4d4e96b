"""Authority records for all names used in items."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from library.catalogue.authorities.extract_names import (
    NameInField,
    folded,
    key_of,
    letter_of,
    names_of,
)
from library.catalogue.authorities.models import FAMILIES
from library.vietnamese.letters import sort_key

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_ITEM = sa.table(
    "item",
    *(sa.column(name, sa.String()) for name in ("id", "creator", "issuing_body", "place")),
    sa.column("other_fields", sa.JSON()),
)
_AUTHORITY = sa.table(
    "authority",
    sa.column("id", sa.Integer()),
    *(
        sa.column(name, sa.String())
        for name in ("family", "kind", "name", "key", "sort", "letter", "folded")
    ),
    sa.column("changed", sa.DateTime()),
)
_LINK = sa.table(
    "item_authority",
    sa.column("place", sa.Integer()),
    sa.column("authority_id", sa.Integer()),
    sa.column("origin_id", sa.Integer()),
    *(sa.column(name, sa.String()) for name in ("item_id", "field", "tail")),
)


def upgrade() -> None:
    connection, ids, after = op.get_bind(), {}, ""
    items = sa.select(_ITEM).order_by(_ITEM.c.id).limit(_AT_ONCE)
    while rows := connection.execute(items.where(_ITEM.c.id > after)).all():
        named = [(row.id, one) for row in rows for one in _names(row)]
        _enter(connection, ids, [one for _, one in named])
        links = [_link(item_id, one, ids[_key(one)]) for item_id, one in named]
        if links:
            connection.execute(sa.insert(_LINK), links)
        after = rows[-1].id


def downgrade() -> None:
    op.execute("DELETE FROM item_authority")
    op.execute("DELETE FROM authority_distinct")
    op.execute("DELETE FROM authority_variant")
    op.execute("UPDATE authority SET merged_into = NULL")
    op.execute("DELETE FROM authority")


def _names(row: sa.Row) -> tuple[NameInField, ...]:
    beside = row.other_fields if isinstance(row.other_fields, dict) else {}
    return names_of({**beside, **row._mapping})


def _enter(
    connection: sa.Connection, ids: dict[tuple[str, str], int], named: list[NameInField]
) -> None:
    """Create the missing records and add their ids to `ids`."""
    new = {_key(one): _row(one) for one in reversed(named) if _key(one) not in ids}
    if not new:
        return
    last = max(ids.values(), default=0)
    connection.execute(sa.insert(_AUTHORITY), list(new.values()))
    columns = (_AUTHORITY.c.id, _AUTHORITY.c.family, _AUTHORITY.c.key)
    for row in connection.execute(sa.select(*columns).where(_AUTHORITY.c.id > last)):
        ids[row.family, row.key] = row.id


def _key(one: NameInField) -> tuple[str, str]:
    return FAMILIES[one.kind].value, key_of(one.name)


def _row(one: NameInField) -> dict[str, object]:
    return {
        "family": FAMILIES[one.kind].value,
        "kind": one.kind.value,
        "name": one.name,
        "key": key_of(one.name),
        "sort": sort_key(one.name)[:400],
        "letter": letter_of(one.name),
        "folded": folded(one.name),
        "changed": datetime.now(UTC).replace(tzinfo=None),
    }


def _link(item_id: str, one: NameInField, authority_id: int) -> dict[str, object]:
    return {
        "item_id": item_id,
        "field": one.field,
        "place": one.place,
        "tail": one.tail,
        "authority_id": authority_id,
        "origin_id": authority_id,
    }
