"""Run by Alembic. The connection comes from vle_app.operations.migrations; from Alembic's own command line, VLE_DATABASE_URL names the database."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import models  # noqa: F401  registers every table

ONE_AT_A_TIME = 727_274  # several processes may start, and migrate, at once


def run(connection: Connection) -> None:
    """Run the migrations asked for, in one transaction."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=is_sqlite, compare_type=True)
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(os.environ["VLE_DATABASE_URL"], poolclass=NullPool).begin() as opened:
        run(opened)
