"""Campaigns and their deliveries."""

revision = "0010_campaigns"
down_revision = "0009_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
