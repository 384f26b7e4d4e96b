"""Sets of changed rows that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0123"
branch_labels = None
depends_on = None
old_code_survives = True  # it shows nothing of what waits, and changes at once as before


def upgrade() -> None:
    states = ("waiting", "returned", "approved", "dropped")
    state = sa.Enum(
        *states, name="change_state", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.Column("remark", sa.String),
    )
    for name in ("at", "by", "state"):
        op.create_index(f"ix_change_set_{name}", "change_set", [name])


def downgrade() -> None:
    op.drop_table("change_set")
