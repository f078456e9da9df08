"""A real mail server on loopback, in the test's own event loop, that accepts, refuses or dawdles as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP

from vle_app.settings import MailSecurity, Settings


class PostOffice:
    """`accepted` holds what was taken. `answers` gives the reply to a recipient, else all are welcome; `lines` counts connections."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.data_answer = ""
        self.seconds_before = self.seconds_after = 0.0
        self.lines = 0
        self.at_work = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802, ARG002  aiosmtpd's names
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002  aiosmtpd's names
        self.at_work += 1
        try:
            await asyncio.sleep(self.seconds_before)
            if self.data_answer:
                return self.data_answer
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.accepted.append(message)
            await asyncio.sleep(self.seconds_after)
        finally:
            self.at_work -= 1
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [message["To"] for message in self.accepted]

    @property
    def settings(self) -> Settings:
        """Settings under which our mailer writes to this office."""
        sender = "Leadership Learning <post@example.test>"
        return Settings(smtp_host="127.0.0.1", smtp_port=self.port, smtp_security=MailSecurity.NONE, mail_from=sender, _env_file=None)


@asynccontextmanager
async def open_office() -> AsyncIterator[PostOffice]:
    """Open while inside."""
    office = PostOffice()

    def line() -> SMTP:
        office.lines += 1
        return SMTP(office, hostname="post.example.test", ident="ESMTP")

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
