"""One table of work that is ordered and done later: orders of other tables move there."""

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"
branch_labels = None
depends_on = None
old_code_survives = False  # it looks for orders in tables of their own


def _common() -> tuple[sa.Column, ...]:
    return (
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("ordered", sa.DateTime, nullable=False),
        sa.Column("ordered_by", sa.String, nullable=False),
        sa.Column("started", sa.DateTime),
        sa.Column("finished", sa.DateTime),
    )


_ORDERS = sa.table(
    "work_order",
    *_common(),
    *(sa.column(name) for name in ("key", "subject", "progress", "attempts", "problem")),
    sa.column("due", sa.DateTime),
    sa.column("payload", sa.JSON),
    sa.column("result", sa.JSON),
)
_MAINTENANCE = sa.table(
    "maintenance_order",
    *_common(),
    *(sa.column("id", sa.Integer), sa.column("passed", sa.Boolean), sa.column("message")),
)
_PACKS = sa.table(
    "pack_order",
    *_common()[1:],
    *(sa.column(name) for name in ("station_id", "way", "held_number", "held_edition")),
    *(sa.column(name) for name in ("progress", "problem")),
    *(sa.column(name, sa.JSON) for name in ("pack", "lacks")),
)
_HARVESTS = sa.table(
    "harvest",
    *(sa.column(name) for name in ("id", "source", "order", "problem", "ordered_by")),
    *(sa.column(name, sa.DateTime) for name in ("ordered", "due")),
)
_SWEEPS = sa.table(
    "sweep",
    *(sa.column(name) for name in ("id", "seen", "meant", "by", "ordered_by", "state")),
    sa.column("at", sa.DateTime),
)
_OF_HARVESTS = {"run": "harvest", "undo": "undo-harvest"}
_KINDS = ("rebuild-index", "check-files", "back-up", "examine", "test-alert")


def upgrade() -> None:
    op.create_table(
        "work_order",
        sa.Column("id", sa.Integer, primary_key=True),
        *_common(),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("progress", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease", sa.String),
        sa.Column("leased_until", sa.DateTime),
        sa.Column("due", sa.DateTime),
        sa.Column("problem", sa.String),
        sa.Column("result", sa.JSON),
    )
    rows = op.get_bind().execute(sa.select(_MAINTENANCE).order_by(_MAINTENANCE.c.id)).mappings()
    for row in {row["kind"]: row for row in rows}.values():
        problem = row["passed"] is False and row["message"]
        _move(row["kind"], {}, row, problem, row["message"])
    op.drop_table("maintenance_order")
    for row in op.get_bind().execute(sa.select(_PACKS)).mappings().all():
        way, pack = row["way"], row["pack"] and dict(row["pack"])
        for name in ("edition", "state_at", "files"):
            (pack or {}).pop(name, None)
        first = "pack" if row["held_edition"] or way == "stick" else "first-pack"
        kind = "look-at-rights" if pack and way == "line" else first
        held = [row["held_number"], row["held_edition"]]
        payload = {"station": row["station_id"], "way": way, "held": held}
        result = {"pack": pack, "lacks": row["lacks"]}
        key = f"pack {row['station_id']} {way}"
        _move(key, payload, {**row, "kind": kind}, row["problem"], "", **result)
    op.drop_table("pack_order")
    waiting = sa.select(_HARVESTS).where(_HARVESTS.c.due.is_not(None), _HARVESTS.c.order != "none")
    for row in op.get_bind().execute(waiting).mappings().all():
        order = {
            **dict.fromkeys(("started", "finished")),
            **row,
            "kind": _OF_HARVESTS[row["order"]],
        }
        payload = {"harvest": row["id"]}
        _move(f"harvest {row['id']}", payload, order, row["problem"], "", due=row["due"])
    running = sa.select(_SWEEPS).where(_SWEEPS.c.state.in_(("finding", "correcting", "undoing")))
    for row in op.get_bind().execute(running).mappings().all():
        by = {"ordered": row["at"], "ordered_by": row["ordered_by"] or row["by"]}
        order = {"kind": "batch-edit", **by, **dict.fromkeys(("started", "finished"))}
        words = f"{row['seen']} → {row['meant']}"
        key = f"batch-edit {row['id']}"
        _move(key, {"batch_edit": row["id"]}, order, None, "", subject=words)
    op.drop_index("ix_harvest_due", "harvest")
    with op.batch_alter_table("harvest") as table:
        table.drop_constraint(op.f("ck_harvest_harvest_order"), type_="check")
        for name in ("order", "due", "problem"):
            table.drop_column(name)


def _move(key, payload, row, problem, message, due=None, subject="", **values) -> None:
    """Insert the order of a former table; one that was begun counts as an attempt."""
    is_begun = row["started"] is not None
    order = {column.name: row[column.name] for column in _common()}
    result = {"message": message or "", **values} if values or row["finished"] else None
    order |= {"key": key, "subject": subject, "payload": payload, "progress": "", "result": result}
    order |= {"attempts": int(is_begun), "problem": problem or None, "due": due}
    op.get_bind().execute(_ORDERS.insert().values(order))


def downgrade() -> None:
    kind = sa.Enum(*_KINDS, name="order_kind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "maintenance_order",
        sa.Column("id", sa.Integer, primary_key=True),
        *_common()[1:],
        sa.Column("kind", kind, nullable=False),
        sa.Column("passed", sa.Boolean),
        sa.Column("message", sa.String),
    )
    station = sa.ForeignKey("station.id", ondelete="CASCADE")
    op.create_table(
        "pack_order",
        sa.Column("station_id", sa.String, station, primary_key=True),
        sa.Column("way", sa.String, primary_key=True),
        sa.Column("held_number", sa.Integer, nullable=False),
        sa.Column("held_edition", sa.String),
        *_common()[1:],
        sa.Column("progress", sa.String, nullable=False),
        sa.Column("problem", sa.String),
        sa.Column("pack", sa.JSON),
        sa.Column("lacks", sa.JSON),
    )
    packs = op.get_bind().execute(sa.select(_ORDERS).where(_ORDERS.c.key.like("pack %")))
    for row in packs.mappings().all():
        order = {column.name: row[column.name] for column in _common()[1:]}
        order |= {name: (row["result"] or {}).get(name) for name in ("pack", "lacks")}
        order |= {"station_id": row["payload"]["station"], "way": row["payload"]["way"]}
        held = dict(zip(("held_number", "held_edition"), row["payload"]["held"], strict=True))
        order |= {**held, "progress": "", "problem": row["problem"]}
        op.get_bind().execute(_PACKS.insert().values(order))
    orders = op.get_bind().execute(sa.select(_ORDERS).where(_ORDERS.c.kind.in_(_KINDS)))
    for row in orders.mappings().all():
        order = {column.name: row[column.name] for column in _common()}
        order["message"] = row["problem"] or (row["result"] or {}).get("message")
        order["passed"] = None if row["finished"] is None else row["problem"] is None
        op.get_bind().execute(_MAINTENANCE.insert().values(order))
    _bring_back_harvests()
    op.drop_table("work_order")


def _bring_back_harvests() -> None:
    kinds = sa.Enum(*("none", *_OF_HARVESTS), name="harvest_order", native_enum=False, length=32)
    with op.batch_alter_table("harvest") as table:
        table.add_column(sa.Column("order", kinds, nullable=False, server_default="none"))
        table.add_column(sa.Column("due", sa.DateTime))
        table.add_column(sa.Column("problem", sa.String, nullable=False, server_default=""))
        table.create_check_constraint(
            op.f("ck_harvest_harvest_order"), sa.column("order").in_(("none", *_OF_HARVESTS))
        )
    op.create_index("ix_harvest_due", "harvest", ["due"])
    names = {kind: name for name, kind in _OF_HARVESTS.items()}
    waiting = _ORDERS.c.kind.in_(names) & _ORDERS.c.finished.is_(None)
    for row in op.get_bind().execute(sa.select(_ORDERS).where(waiting)).mappings().all():
        values = {"order": names[row["kind"]], "due": row["due"] or row["ordered"]}
        own = _HARVESTS.c.id == row["payload"]["harvest"]
        values["problem"] = row["problem"] or ""
        op.get_bind().execute(_HARVESTS.update().where(own).values(values))
