"""Coupons, redemption, sign-in, referral, lifecycle."""

revision = "0003_rewards"
down_revision = "0002_membership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
