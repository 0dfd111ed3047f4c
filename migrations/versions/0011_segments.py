"""Saved segments and their versions."""

revision = "0011_segments"
down_revision = "0010_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
