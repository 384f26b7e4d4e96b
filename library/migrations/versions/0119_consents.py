"""Conditions of a community on reading an item, consents, requests to withdraw."""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"
branch_labels = None
depends_on = None
old_code_survives = False  # it would open what a community closed


def upgrade() -> None:
    op.add_column("item", sa.Column("conditions", sa.String))
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, primary_key=True),
        _item(),
        sa.Column("person", sa.String, nullable=False),
        *(
            sa.Column(name, sa.Boolean, nullable=False)
            for name in ("kept", "onsite", "published", "schools")
        ),
        sa.Column("until", sa.String),
        sa.Column(
            "way",
            sa.Enum(
                *("form", "spoken", "witnessed"),
                name="consent_way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String, nullable=False),
        sa.Column("scan", sa.String),
        sa.Column("scan_type", sa.String),
        sa.Column("entered", sa.DateTime, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("ended", sa.DateTime),
        sa.Column("ended_by", sa.String),
    )
    op.create_index("ix_consent_item_id", "consent", ["item_id"])
    op.create_table(
        "withdrawal_request",
        sa.Column("id", sa.Integer, primary_key=True),
        _item(),
        sa.Column("asked", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("hides_title", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("entered_by", sa.String),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.Column("is_granted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.String, nullable=False, server_default=""),
    )
    for column in ("item_id", "due"):
        op.create_index(f"ix_withdrawal_request_{column}", "withdrawal_request", [column])


def _item() -> sa.Column:
    return sa.Column(
        "item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), nullable=False
    )


def downgrade() -> None:
    op.drop_table("withdrawal_request")
    op.drop_table("consent")
    op.execute("UPDATE item SET access = 'staff' WHERE conditions IS NOT NULL")
    op.drop_column("item", "conditions")
