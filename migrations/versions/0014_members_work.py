"""What staff edit of members."""

revision = "0014_members_work"
down_revision = "0013_desk_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
