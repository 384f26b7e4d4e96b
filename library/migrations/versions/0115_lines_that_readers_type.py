"""Lines that readers type without accounts, and what each session typed for them."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = depends_on = None
old_code_survives = True  # it offers pages by itself, and its reports are still decided

_STATES = ("open", "agreed", "disputed", "known", "closed")


def upgrade() -> None:
    states = sa.Enum(
        *_STATES, name="line_state", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "line_task",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("line_task", "page"),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("base", sa.String, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("worth", sa.Double, nullable=False),
        sa.Column("state", states, nullable=False, index=True),
        sa.Column("text", sa.String),
        sa.Column("sampled", sa.Boolean, nullable=False, index=True, server_default=sa.false()),
        _link("line_task", "revision", "SET NULL", nullable=True),
        sa.Column("changed", sa.DateTime, nullable=False, index=True),
        sa.Column("decided_by", sa.String),
        sa.UniqueConstraint("page_id", "digest"),
    )
    op.create_table(
        "line_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("line_answer", "line_task", column="task_id"),
        sa.Column("helper", sa.String, nullable=False, index=True),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("class_code", sa.String, index=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("is_right", sa.Boolean),
        sa.UniqueConstraint("task_id", "helper"),
    )


def _link(
    table: str, target: str, on_delete: str = "CASCADE", *, column: str = "", nullable: bool = False
) -> sa.Column:
    column = column or f"{target}_id"
    name = f"fk_{table}_{column}_{target}"
    key = sa.ForeignKey(f"{target}.id", ondelete=on_delete, name=name)
    return sa.Column(column, sa.Integer, key, nullable=nullable)


def downgrade() -> None:
    op.drop_table("line_answer")
    op.drop_table("line_task")
