"""Networks of points, and keys of the browsers that may read on site."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_networks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_point_networks_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_networks")),
    )
    op.create_index(op.f("ix_point_networks_point_id"), "point_networks", ["point_id"])
    op.add_column("device", sa.Column("room_key", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("device") as table:
        table.drop_column("room_key")
    op.drop_table("point_networks")
