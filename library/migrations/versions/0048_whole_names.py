"""Names compared in full; long names that were wrongly merged are separated."""

import sqlalchemy as sa
from alembic import op

from library.catalogue.authorities.extract_names import clean, folded, key_of, letter_of, names_in
from library.vietnamese.letters import sort_key, spell_one_way

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_WAS_COMPARED = 200
_COPIED = ("family", "kind", "changed")
_AUTHORITY = sa.table(
    "authority",
    sa.column("id", sa.Integer()),
    *(
        sa.column(name, sa.String())
        for name in ("family", "kind", "name", "key", "sort", "letter", "folded")
    ),
    sa.column("changed", sa.DateTime()),
)
_VARIANT = sa.table(
    "authority_variant",
    sa.column("id", sa.Integer()),
    *(sa.column(name, sa.String()) for name in ("name", "key")),
)
_LINK = sa.table(
    "item_authority",
    *(sa.column(name, sa.Integer()) for name in ("id", "place", "authority_id", "origin_id")),
    *(sa.column(name, sa.String()) for name in ("item_id", "field")),
)
_ITEM = sa.table(
    "item",
    *(sa.column(name, sa.String()) for name in ("id", "creator", "issuing_body", "place")),
    sa.column("other_fields", sa.JSON()),
)


def upgrade() -> None:
    connection = op.get_bind()
    for row in _cut_off(connection, _AUTHORITY):
        _give_key(connection, _AUTHORITY, row)
        links = sa.select(_LINK).where(_LINK.c.origin_id == row.id)
        for link in connection.execute(links).all():
            _part(connection, row, link)
    for row in _cut_off(connection, _VARIANT):
        _give_key(connection, _VARIANT, row)


def downgrade() -> None:
    """Keep the keys: if truncated again, two of them might be equal."""


def _cut_off(connection: sa.Connection, table: sa.TableClause) -> list[sa.Row]:
    query = sa.select(table).where(sa.func.length(table.c.key) == _WAS_COMPARED)
    return list(connection.execute(query))


def _give_key(connection: sa.Connection, table: sa.TableClause, row: sa.Row) -> None:
    told = sa.update(table).where(table.c.id == row.id).values(key=key_of(row.name))
    connection.execute(told)


def _part(connection: sa.Connection, row: sa.Row, link: sa.Row) -> None:
    """Link a name that only starts like the record's to its own record."""
    name = _named(connection, link)
    if name is None or _old_key(name) != row.key or key_of(name) == key_of(row.name):
        return
    own = _own(connection, row, name)
    told = sa.update(_LINK).where(_LINK.c.id == link.id)
    connection.execute(told.values(authority_id=own, origin_id=own))


def _named(connection: sa.Connection, link: sa.Row) -> str | None:
    item = connection.execute(sa.select(_ITEM).where(_ITEM.c.id == link.item_id)).one()
    beside = item.other_fields if isinstance(item.other_fields, dict) else {}
    names = names_in(link.field, {**beside, **item._mapping}.get(link.field))
    return names[link.place].name if link.place < len(names) else None


def _own(connection: sa.Connection, row: sa.Row, name: str) -> int:
    key = key_of(name)
    query = sa.select(_AUTHORITY.c.id).where(
        _AUTHORITY.c.family == row.family, _AUTHORITY.c.key == key
    )
    if (known := connection.scalar(query)) is None:
        told = {column: row._mapping[column] for column in _COPIED}
        told |= {"name": name, "key": key, "sort": sort_key(name)[:400]}
        told |= {"letter": letter_of(name), "folded": folded(name)}
        connection.execute(sa.insert(_AUTHORITY).values(**told))
        known = connection.scalar(query)
    return known


def _old_key(name: str) -> str:
    return spell_one_way(clean(name))[:_WAS_COMPARED]
