"""Announcements to communities."""

revision = "0012_announcements"
down_revision = "0011_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
