"""Fixity: the last check of each master."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixity_check",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "condition",
            sa.Enum(
                "sound",
                "damaged",
                "missing",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_fixity_check")),
    )
    op.create_index(op.f("ix_fixity_check_at"), "fixity_check", ["at"], unique=False)
    op.create_index(op.f("ix_fixity_check_condition"), "fixity_check", ["condition"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_fixity_check_condition"), table_name="fixity_check")
    op.drop_index(op.f("ix_fixity_check_at"), table_name="fixity_check")
    op.drop_table("fixity_check")
