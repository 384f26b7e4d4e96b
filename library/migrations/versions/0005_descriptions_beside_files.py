"""Description lists delivered with files."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATES = ("waiting", "read", "refused")


def upgrade() -> None:
    op.create_table(
        "description_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received", sa.DateTime(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *_STATES, name="sheet_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_description_sheet")),
    )
    op.create_index(op.f("ix_description_sheet_state"), "description_sheet", ["state"])
    op.create_table(
        "description_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("other", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("accession_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accession_id"],
            ["accession.id"],
            name=op.f("fk_description_row_accession_id_accession"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["description_sheet.id"],
            name=op.f("fk_description_row_sheet_id_description_sheet"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_description_row")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_description_row_sheet_id_number")),
    )
    op.create_index(op.f("ix_description_row_accession_id"), "description_row", ["accession_id"])
    with op.batch_alter_table("accession") as accession:
        accession.add_column(sa.Column("sheet_id", sa.Integer(), nullable=True))
        accession.add_column(sa.Column("place", sa.String(), nullable=True))
        accession.add_column(sa.Column("given", sa.JSON(), nullable=True))
        accession.create_foreign_key(
            op.f("fk_accession_sheet_id_description_sheet"),
            "description_sheet",
            ["sheet_id"],
            ["id"],
            ondelete="SET NULL",
        )
        accession.create_index(op.f("ix_accession_sheet_id"), ["sheet_id"])


def downgrade() -> None:
    with op.batch_alter_table("accession") as accession:
        accession.drop_index(op.f("ix_accession_sheet_id"))
        accession.drop_constraint(
            op.f("fk_accession_sheet_id_description_sheet"), type_="foreignkey"
        )
        accession.drop_column("given")
        accession.drop_column("place")
        accession.drop_column("sheet_id")
    op.drop_table("description_row")
    op.drop_table("description_sheet")
