"""Dated points, hours, assets, placements."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LEVEL = sa.Enum(
    "province",
    "district",
    "commune",
    name="point_level",
    native_enum=False,
    create_constraint=True,
    length=32,
)
_STATE = sa.Enum(
    "in-use",
    "broken",
    "stored",
    "retired",
    name="asset_state",
    native_enum=False,
    create_constraint=True,
    length=32,
)
_BY = "chuyển đổi dữ liệu"


def upgrade() -> None:
    with op.batch_alter_table("access_point") as point:
        point.add_column(sa.Column("code", sa.String(), nullable=True))
    _make_tables()
    _carry_over()
    with op.batch_alter_table("access_point") as point:
        point.alter_column("code", existing_type=sa.String(), nullable=False)
        point.drop_constraint(op.f("uq_access_point_name"), type_="unique")
        point.drop_column("name")
        point.create_unique_constraint(op.f("uq_access_point_code"), ["code"])
    with op.batch_alter_table("device") as device:
        device.drop_index(op.f("ix_device_point_id"))
        device.drop_constraint(op.f("fk_device_point_id"), type_="foreignkey")
        device.drop_column("point_id")
        device.add_column(sa.Column("asset_id", sa.Integer(), nullable=True))
        device.add_column(sa.Column("cloned", sa.DateTime(), nullable=True))
        device.create_foreign_key(op.f("fk_device_asset_id"), "asset", ["asset_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("access_point") as point:
        point.add_column(sa.Column("name", sa.String(), nullable=True))
    op.execute("UPDATE access_point SET name = code")
    with op.batch_alter_table("access_point") as point:
        point.alter_column("name", existing_type=sa.String(), nullable=False)
        point.drop_constraint(op.f("uq_access_point_code"), type_="unique")
        point.drop_column("code")
        point.create_unique_constraint(op.f("uq_access_point_name"), ["name"])
    with op.batch_alter_table("device") as device:
        device.drop_constraint(op.f("fk_device_asset_id"), type_="foreignkey")
        device.drop_column("asset_id")
        device.drop_column("cloned")
        device.add_column(sa.Column("point_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE device SET point_id = (SELECT p.point_id FROM device_placement p "
        "WHERE p.device_id = device.id ORDER BY p.since DESC, p.id DESC LIMIT 1)"
    )
    with op.batch_alter_table("device") as device:
        device.alter_column("point_id", existing_type=sa.Integer(), nullable=False)
        device.create_index(op.f("ix_device_point_id"), ["point_id"])
        device.create_foreign_key(op.f("fk_device_point_id"), "access_point", ["point_id"], ["id"])
    for table in (
        "device_placement",
        "asset_record",
        "asset",
        "opening_exception",
        "opening_week",
        "point_record",
    ):
        op.drop_table(table)


def _carry_over() -> None:
    """Keep the present points and placements, valid from now on."""
    now, connection = datetime.now(UTC).replace(tzinfo=None), op.get_bind()
    point = sa.table("access_point", sa.column("id"), sa.column("name"), sa.column("code"))
    record = sa.table(
        "point_record",
        *(sa.column(name) for name in ("point_id", "recorded_by", "name", "level", "serving")),
        sa.column("recorded", sa.DateTime),
        sa.column("since", sa.Date),
    )
    placement = sa.table(
        "device_placement",
        *(sa.column(name) for name in ("device_id", "point_id", "placed_by")),
        sa.column("since", sa.DateTime),
    )
    enrolled_at = sa.column("enrolled", sa.DateTime)
    device = sa.table("device", sa.column("id"), sa.column("point_id"), enrolled_at)
    for number, name in connection.execute(sa.select(point.c.id, point.c.name)).all():
        of_point = sa.update(point).where(point.c.id == number)
        connection.execute(of_point.values(code=f"diem-{number}"))
        connection.execute(
            sa.insert(record).values(
                point_id=number,
                since=now.date(),
                recorded=now,
                recorded_by=_BY,
                name=name,
                level="commune",
                serving=True,
            )
        )
    for number, where, enrolled in connection.execute(sa.select(device)).all():
        connection.execute(
            sa.insert(placement).values(
                device_id=number, point_id=where, since=enrolled or now, placed_by=_BY
            )
        )


def _make_tables() -> None:
    op.create_table(
        "point_record",
        sa.Column("id", sa.Integer(), nullable=False),
        _point(),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", _LEVEL, nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("serving", sa.Boolean(), nullable=False),
        *_leaning_on_point("point_record"),
    )
    op.create_index("ix_point_record_point_id_since", "point_record", ["point_id", "since"])
    op.create_table(
        "opening_week",
        sa.Column("id", sa.Integer(), nullable=False),
        _point(),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        *_leaning_on_point("opening_week"),
    )
    op.create_index("ix_opening_week_point_id_since", "opening_week", ["point_id", "since"])
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        _point(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_leaning_on_point("opening_exception"),
    )
    op.create_index("ix_opening_exception_point_id_day", "opening_exception", ["point_id", "day"])
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("acquired", sa.Date(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("life_years", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("number", name=op.f("uq_asset_number")),
    )
    op.create_table(
        "asset_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        _point(),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_record_asset_id")),
        *_leaning_on_point("asset_record"),
    )
    op.create_index("ix_asset_record_asset_id_since", "asset_record", ["asset_id", "since"])
    op.create_index(op.f("ix_asset_record_point_id"), "asset_record", ["point_id"])
    op.create_table(
        "device_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        _point(),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_placement_device_id")
        ),
        *_leaning_on_point("device_placement"),
    )
    op.create_index(
        "ix_device_placement_device_id_since", "device_placement", ["device_id", "since"]
    )
    op.create_index(op.f("ix_device_placement_point_id"), "device_placement", ["point_id"])


def _point() -> sa.Column:
    return sa.Column("point_id", sa.Integer(), nullable=False)


def _leaning_on_point(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f(f"fk_{table}_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
