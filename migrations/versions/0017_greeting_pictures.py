"""Greetings and menus may show a picture or a card."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0017_greeting_pictures"
down_revision = "0016_wecom"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "saying",
        sa.Column("extras", columns.Document(), nullable=True, comment="shown before the words"),
    )


def downgrade() -> None:
    with op.batch_alter_table("saying") as batch_op:
        batch_op.drop_column("extras")
