"""The post: handing an e-mail to a mail server, and what its answers mean."""

import asyncio
import contextlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Protocol

import aiosmtplib

from vle_app import clock
from vle_app.settings import MailSecurity, Settings

_SECONDS = 20.0  # for one answer of the server
_SECONDS_IN_ALL = 60.0  # for one message; well inside the life of a claim


@dataclass(frozen=True, slots=True)
class Email:
    """One message as it leaves. `message_id` is the same each time it is tried, so that a mailbox can tell a repeat."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str


class MailRefused(Exception):
    """The server will never take this message for this address: do not try again."""


class MailDelayed(Exception):
    """Not now. With `is_everyone` the fault is the server's or the line's, so nothing else would go either."""

    def __init__(self, reason: str, *, is_everyone: bool) -> None:
        super().__init__(reason)
        self.is_everyone = is_everyone


class Mailer(Protocol):
    """Something that takes e-mail."""

    async def send(self, message: Email) -> None:
        """Hand it over. Returns once it has been accepted; raises `MailRefused` or `MailDelayed`."""

    async def hang_up(self) -> None:
        """The batch is over: let go of the line."""


def mime(message: Email) -> EmailMessage:
    """Plain text first, HTML beside it."""
    made = EmailMessage()
    made["From"] = formataddr((message.sender_name, message.sender))
    made["To"] = message.recipient
    made["Subject"] = message.subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = message.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text, cte="quoted-printable")
    made.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return made


class SmtpMailer:
    """A mail server spoken to over SMTP. One connection serves a batch."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line: aiosmtplib.SMTP | None = None

    async def send(self, message: Email) -> None:
        """Hand it over within a minute. Whatever the server says about this one address is the address's fault; all else is everybody's."""
        try:
            made = mime(message)
            async with asyncio.timeout(_SECONDS_IN_ALL):
                line = await self._connected()
                await line.send_message(made, sender=message.sender, recipients=[message.recipient])
        except aiosmtplib.SMTPRecipientsRefused as refused:
            answer = refused.recipients[0]
            _judge(answer.code, _nameless(answer.message, message.recipient), refused)
        except aiosmtplib.SMTPDataError as refused:
            _judge(refused.code, _nameless(refused.message, message.recipient), refused)
        except (ValueError, aiosmtplib.SMTPNotSupported) as unsendable:
            raise MailRefused(f"this address cannot be written to: {_nameless(str(unsendable), message.recipient)}") from unsendable
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as down:
            await self.hang_up()
            said = f"{type(down).__name__}: {_nameless(str(down), message.recipient)}"
            raise MailDelayed(f"the mail server did not answer as it should: {said}", is_everyone=True) from down

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._line is None or not self._line.is_connected:
            s = self._settings
            line = aiosmtplib.SMTP(
                hostname=s.smtp_host, port=s.smtp_port, timeout=_SECONDS, username=s.smtp_user or None,
                password=s.smtp_password.get_secret_value() or None,
                use_tls=s.smtp_security is MailSecurity.TLS, start_tls=s.smtp_security is MailSecurity.STARTTLS,
            )
            await line.connect()
            self._line = line
        return self._line

    async def hang_up(self) -> None:
        """Say goodbye; a line that is already dead is simply dropped."""
        line, self._line = self._line, None
        if line and line.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await line.quit(timeout=2)
            line.close()


def _nameless(words: str, recipient: str) -> str:
    """What a server said, without whom it was for: the reason stands in a log that knows people by the name they show."""
    for written in (recipient, recipient.partition("@")[0]):
        words = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", "…", words, flags=re.IGNORECASE) if written else words
    return words


def _judge(code: int, words: str, cause: Exception) -> None:
    """5xx is for good, 4xx is for now; 421 means that the server is closing on everybody."""
    said = f"{code} {words}"
    if 500 <= code < 600:
        raise MailRefused(f"the mail server refused it: {said}") from cause
    raise MailDelayed(f"the mail server asked us to wait: {said}", is_everyone=code == 421) from cause
