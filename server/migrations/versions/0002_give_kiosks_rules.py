"""Give kiosks rules: where, when and how the widget shows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("kiosk", sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("kiosk") as table:
        table.drop_column("settings")
