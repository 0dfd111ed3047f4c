"""The desk: incidents, second factors, transcripts."""

revision = "0013_desk_work"
down_revision = "0012_announcements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
