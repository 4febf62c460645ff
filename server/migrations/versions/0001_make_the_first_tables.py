"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "account",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("key", name="uq_account_key"),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", Id, nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_failure"),
    )
    op.create_index("ix_login_failure_at", "login_failure", ["at"], unique=False)
    op.create_index("ix_login_failure_scope", "login_failure", ["scope"], unique=False)
    op.create_table(
        "intelligence",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("interaction_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("event_type", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_intelligence_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_intelligence"),
        sa.UniqueConstraint(
            "account_id", "interaction_id", name="uq_intelligence_account_id_interaction_id"
        ),
    )
    op.create_index(
        "ix_intelligence_customer", "intelligence", ["account_id", "customer_id"], unique=False
    )
    op.create_table(
        "kiosk",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("default_lang", sa.String(length=35), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("color", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("extra_fields", sa.JSON(), nullable=False),
        sa.Column("validation_limit", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_kiosk_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kiosk"),
        sa.UniqueConstraint("account_id", "kiosk_id", name="uq_kiosk_account_id_kiosk_id"),
    )
    op.create_table(
        "service",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_service_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
        sa.UniqueConstraint("account_id", "service_id", name="uq_service_account_id_service_id"),
    )
    op.create_table(
        "user_account",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_user_account_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("email", name="uq_user_account_email"),
    )
    op.create_index("ix_user_account_account_id", "user_account", ["account_id"], unique=False)
    op.create_table(
        "lead",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone_number", sa.String(length=100), nullable=False),
        sa.Column("phone_verdict", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("service_name", sa.String(length=200), nullable=False),
        sa.Column("langcode", sa.String(length=35), nullable=False),
        sa.Column("additional_info", sa.JSON(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("page_url", sa.String(length=2000), nullable=False),
        sa.Column("validation_refusals", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("taken_by_id", Id, nullable=True),
        sa.Column("taken_at", Moment, nullable=True),
        sa.Column("finished_at", Moment, nullable=True),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_lead_account_id"),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user_account.id"], name="fk_lead_taken_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sa.UniqueConstraint(
            "account_id", "interaction_id", name="uq_lead_account_id_interaction_id"
        ),
    )
    op.create_index("ix_lead_customer", "lead", ["account_id", "customer_id"], unique=False)
    op.create_index("ix_lead_inbox", "lead", ["account_id", "status", "id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_login_session_user_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_session"),
    )
    op.create_index("ix_login_session_expires_at", "login_session", ["expires_at"], unique=False)
    op.create_index("ix_login_session_user_id", "login_session", ["user_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("lead_id", Id, nullable=True),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_event_account_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_event_lead_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_event_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_account", "event", ["account_id", "id"], unique=False)
    op.create_index("ix_event_lead", "event", ["lead_id", "id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("lead_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_ticket_lead_id"),
        sa.PrimaryKeyConstraint("token", name="pk_ticket"),
        sa.UniqueConstraint("lead_id", name="uq_ticket_lead_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("ticket")
    op.drop_table("event")
    op.drop_table("login_session")
    op.drop_table("lead")
    op.drop_table("user_account")
    op.drop_table("service")
    op.drop_table("kiosk")
    op.drop_table("intelligence")
    op.drop_table("login_failure")
    op.drop_table("account")
