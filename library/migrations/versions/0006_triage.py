"""Triage: results of the survey, similar pages, instructions of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("page_number", sa.Integer(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "turn", "read", name="about", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accession_id"],
            ["accession.id"],
            name=op.f("fk_instruction_accession_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction")),
        sa.UniqueConstraint(
            "accession_id",
            "page_number",
            "about",
            name=op.f("uq_instruction_accession_id_page_number_about"),
        ),
    )
    op.create_table(
        "likeness_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newer_id", sa.Integer(), nullable=False),
        sa.Column("older_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "keep", "drop", name="verdict", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newer_id"],
            ["accession.id"],
            name=op.f("fk_likeness_verdict_newer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["older_id"],
            ["accession.id"],
            name=op.f("fk_likeness_verdict_older_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_verdict")),
        sa.UniqueConstraint(
            "newer_id", "older_id", name=op.f("uq_likeness_verdict_newer_id_older_id")
        ),
    )
    op.create_table(
        "surveyed_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("thumbnail", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("folio", sa.Integer(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("band_1", sa.Integer(), nullable=True),
        sa.Column("band_2", sa.Integer(), nullable=True),
        sa.Column("band_3", sa.Integer(), nullable=True),
        sa.Column("band_4", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accession_id"],
            ["accession.id"],
            name=op.f("fk_surveyed_page_accession_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveyed_page")),
        sa.UniqueConstraint(
            "accession_id", "number", name=op.f("uq_surveyed_page_accession_id_number")
        ),
    )
    op.create_index(op.f("ix_surveyed_page_band_1"), "surveyed_page", ["band_1"], unique=False)
    op.create_index(op.f("ix_surveyed_page_band_2"), "surveyed_page", ["band_2"], unique=False)
    op.create_index(op.f("ix_surveyed_page_band_3"), "surveyed_page", ["band_3"], unique=False)
    op.create_index(op.f("ix_surveyed_page_band_4"), "surveyed_page", ["band_4"], unique=False)
    op.create_table(
        "page_likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newer_id", sa.Integer(), nullable=False),
        sa.Column("older_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newer_id"],
            ["surveyed_page.id"],
            name=op.f("fk_page_likeness_newer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["older_id"],
            ["surveyed_page.id"],
            name=op.f("fk_page_likeness_older_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_likeness")),
        sa.UniqueConstraint(
            "newer_id", "older_id", name=op.f("uq_page_likeness_newer_id_older_id")
        ),
    )
    op.create_index(op.f("ix_page_likeness_older_id"), "page_likeness", ["older_id"], unique=False)
    op.add_column(
        "page", sa.Column("left_out", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("page", "left_out")
    op.drop_index(op.f("ix_page_likeness_older_id"), table_name="page_likeness")
    op.drop_table("page_likeness")
    op.drop_index(op.f("ix_surveyed_page_band_4"), table_name="surveyed_page")
    op.drop_index(op.f("ix_surveyed_page_band_3"), table_name="surveyed_page")
    op.drop_index(op.f("ix_surveyed_page_band_2"), table_name="surveyed_page")
    op.drop_index(op.f("ix_surveyed_page_band_1"), table_name="surveyed_page")
    op.drop_table("surveyed_page")
    op.drop_table("likeness_verdict")
    op.drop_table("instruction")
