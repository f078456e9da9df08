"""Files, the audit log and its seals, house settings, and the practice post."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import Record, document, moment


class StoredFile(Record, table=True):
    """Bytes kept in the store under `id`. A draft until `attempt_id` freezes it; `sha256` is of the bytes received."""

    owner_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    task_id: str = Field(foreign_key="task.id", index=True, max_length=26)
    attempt_id: str | None = Field(default=None, foreign_key="attempt.id", index=True, max_length=26)
    name: str = Field(max_length=160)
    media_type: str = Field(max_length=120)
    size: int
    sha256: str = Field(max_length=64)


class AuditEntry(Record, table=True):
    """Who did what to which record. Ids and salted digests only; the database refuses to change or delete a row."""

    at: datetime = moment(index=True)
    actor_id: str = Field(default="", index=True, max_length=26)
    action: str = Field(index=True, max_length=60)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(index=True, max_length=26)
    details: dict[str, str] = document()


class AuditSeal(SQLModel, table=True):
    """A link of the chain: its hash covers the entry and the hash before it."""

    __tablename__ = "audit_seal"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = Field(foreign_key="audit_entry.id", unique=True, max_length=26)
    sealed_at: datetime = moment()
    hash: str = Field(max_length=64)


class Setting(SQLModel, table=True):
    """A fact about this installation, such as the day the sample pilot was laid out."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True, max_length=60)
    value: str = Field(max_length=400)


class PracticeMail(Record, table=True):
    """An e-mail as the practice mailbox received it. Nothing here ever leaves the machine."""

    sender: str = Field(max_length=254)
    recipient: str = Field(index=True, max_length=254)
    subject: str = Field(max_length=400)
    text: str
    html: str = ""
    headers: dict[str, str] = document()
    received_at: datetime = moment(index=True)
