"""Questions of readers with their answers, and the telephone of a point."""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None
old_code_survives = True


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("asked", sa.Date, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("item_id", sa.String, sa.ForeignKey("item.id", ondelete="SET NULL")),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("closed", sa.DateTime),
        sa.Column("closed_by", sa.String),
        sa.Column("published", sa.DateTime),
        sa.Column("public_question", sa.String, nullable=False),
        sa.Column("public_answer", sa.String, nullable=False),
        sa.Column("search_key", sa.String, nullable=False),
    )
    op.create_index("ix_question_item_id", "question", ["item_id"])
    op.create_index("ix_question_closed", "question", ["closed"])
    op.create_index("ix_question_published", "question", ["published"])
    op.create_table(
        "question_contact",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("tried", sa.DateTime),
        sa.Column("mailed", sa.DateTime),
    )
    op.add_column("point_record", sa.Column("phone", sa.String))
