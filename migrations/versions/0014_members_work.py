"""How far a changed tag rule has been applied."""

import sqlalchemy as sa
from alembic import op

revision = "0014_members_work"
down_revision = "0013_desk_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tag_rule",
        sa.Column(
            "applied_to",
            sa.BigInteger(),
            nullable=True,
            comment="since a change: the last member looked at; empty when all have been",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("tag_rule") as batch_op:
        batch_op.drop_column("applied_to")
