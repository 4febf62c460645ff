"""Keep what a carrier's calls play and do, and which replies have been dealt with."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "carrier_call",
        sa.Column("attempt_id", Id, nullable=False),
        sa.Column("script", sa.JSON(), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("answered_by", sa.String(length=24), nullable=False),
        sa.Column("keys", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("played", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_carrier_call_attempt_id"),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_carrier_call"),
    )
    op.create_table(
        "carrier_reply",
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("provider_id", name="pk_carrier_reply"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("carrier_reply")
    op.drop_table("carrier_call")
