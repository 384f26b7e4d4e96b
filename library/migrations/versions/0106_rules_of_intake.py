"""Rules of intake, and the values that they gave to deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None
old_code_survives = True  # it applies no rule


def upgrade() -> None:
    access = sa.Enum(
        *("public", "library", "staff"),
        name="access",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    texts = ("folder", "sender", "name_pattern", "collection", "languages")
    op.create_table(
        "intake_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.Column("access", access),
        sa.Column("licence", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("work_batch.id", ondelete="SET NULL")),
        sa.Column("two_people", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
    )
    accession = sa.ForeignKey("accession.id", ondelete="CASCADE")
    op.create_table(
        "applied_rule",
        sa.Column("accession_id", sa.Integer, accession, primary_key=True),
        sa.Column("folder", sa.String, nullable=False),
        sa.Column("titles", sa.String, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
    )
