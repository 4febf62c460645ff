"""Find the attempts to an address: a reply names nothing else."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_attempt_address", "attempt", ["address"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_attempt_address", "attempt")
