"""Corrections of OCR text."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("as_read", sa.String(), nullable=True))
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Double(), nullable=False),
        sa.Column("ends", sa.Double(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "typed",
                "alike",
                "reader",
                name="revision_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("astray", sa.Integer(), server_default="0", nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_revision_page_id_page"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index("ix_revision_item_id_picture", "revision", ["item_id", "picture"])
    op.create_index("ix_revision_page_id", "revision", ["page_id"])
    op.create_index("ix_revision_batch", "revision", ["batch"])
    op.create_table(
        "misreading",
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("meant", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seen", "meant", name=op.f("pk_misreading")),
    )
    op.create_table(
        "leaf_due",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_leaf_due_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_leaf_due")),
    )


def downgrade() -> None:
    op.drop_table("leaf_due")
    op.drop_table("misreading")
    op.drop_table("revision")
    op.drop_column("page", "as_read")
