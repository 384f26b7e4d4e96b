"""Managers of access points."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_keeper",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_point_keeper_staff_id_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_point_keeper_point_id_access_point")
        ),
        sa.PrimaryKeyConstraint("staff_id", "point_id", name=op.f("pk_point_keeper")),
    )
    op.create_index("ix_point_keeper_point_id", "point_keeper", ["point_id"])


def downgrade() -> None:
    op.drop_table("point_keeper")
