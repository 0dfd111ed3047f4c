"""Members, points, levels, orders."""

revision = "0002_membership"
down_revision = "0001_messaging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
