"""Views of lists that people saved, and the tour of a person's first sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_saved_view_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "member_id", "list_name", "name", name=op.f("uq_saved_view_member_id_list_name_name")
        ),
    )
    with op.batch_alter_table("staff_member") as table:
        table.add_column(sa.Column("toured", sa.DateTime(), nullable=True))
    op.execute("UPDATE staff_member SET toured = created")  # they know the office


def downgrade() -> None:
    with op.batch_alter_table("staff_member") as table:
        table.drop_column("toured")
    op.drop_table("saved_view")
