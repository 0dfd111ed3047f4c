"""FAQ, keyword replies, corrections."""

revision = "0005_knowledge"
down_revision = "0004_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
