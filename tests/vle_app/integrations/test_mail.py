"""Our mailer against a real mail server: what is accepted, refused for good, and refused for now."""

import asyncio
from dataclasses import replace

import pytest

from tests.post_office import open_office
from vle_app.integrations.mail import Email, MailDelayed, MailRefused, SmtpMailer
from vle_app.settings import MailSecurity, Settings

LETTER = Email(
    sender_name="Leadership Learning", sender="post@example.test", recipient="sam@example.test", subject="Your feedback on 701 is ready “now”",
    text="Hello Sam. It’s ready.", html="<p>Hello Sam. It’s ready.</p>", message_id="<n1@example.test>",
)


async def test_a_letter_arrives_as_text_first_with_html_beside_it() -> None:
    async with open_office() as office:
        mailer = SmtpMailer(office.settings)
        await mailer.send(LETTER)
        await mailer.hang_up()
    (mail,) = office.accepted
    assert (mail["From"], mail["To"], mail["Subject"]) == ("Leadership Learning <post@example.test>", "sam@example.test", LETTER.subject)
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<n1@example.test>", "auto-generated")
    assert [(part.get_content_type(), part.get_content().strip()) for part in mail.iter_parts()] == [("text/plain", LETTER.text), ("text/html", LETTER.html)]


async def test_one_line_serves_a_batch_and_a_new_one_is_made_after_hanging_up() -> None:
    async with open_office() as office:
        mailer = SmtpMailer(office.settings)
        for _ in range(3):
            await mailer.send(LETTER)
        assert office.lines == 1
        await mailer.hang_up()
        await mailer.hang_up()
        await mailer.send(LETTER)
        await mailer.hang_up()
    assert (office.lines, len(office.accepted)) == (2, 4)


async def test_an_address_that_is_not_known_is_refused_for_good_and_the_line_stays() -> None:
    async with open_office() as office:
        office.answers["gone@example.test"] = "550 no such person"
        mailer = SmtpMailer(office.settings)
        with pytest.raises(MailRefused, match="550 no such person"):
            await mailer.send(replace(LETTER, recipient="gone@example.test"))
        await mailer.send(LETTER)
        await mailer.hang_up()
    assert (office.lines, office.recipients) == (1, ["sam@example.test"])


@pytest.mark.parametrize("said", ["550 5.1.1 <Gone@example.test>: user unknown", "550 no mailbox called gone here"])
async def test_a_reason_does_not_repeat_whom_the_letter_was_for(said: str) -> None:
    async with open_office() as office:
        office.answers["gone@example.test"] = said
        mailer = SmtpMailer(office.settings)
        with pytest.raises(MailRefused) as refused:
            await mailer.send(replace(LETTER, recipient="gone@example.test"))
        await mailer.hang_up()
    assert str(refused.value).startswith("the mail server refused it: 550 ")
    assert "gone" not in str(refused.value).lower()


@pytest.mark.parametrize(("answer", "is_everyone"), [("451 greylisted", False), ("421 closing", True)])
async def test_a_refusal_for_now_says_whether_others_may_pass(answer: str, is_everyone: bool) -> None:
    async with open_office() as office:
        office.answers["sam@example.test"] = answer
        mailer = SmtpMailer(office.settings)
        with pytest.raises(MailDelayed, match=answer) as delayed:
            await mailer.send(LETTER)
        await mailer.hang_up()
    assert delayed.value.is_everyone is is_everyone


async def test_a_message_refused_by_its_content_is_refused_for_good() -> None:
    async with open_office() as office:
        office.data_answer = "554 not this"
        mailer = SmtpMailer(office.settings)
        with pytest.raises(MailRefused, match="554 not this"):
            await mailer.send(LETTER)
        await mailer.hang_up()


async def test_a_server_that_is_not_there_delays_everybody() -> None:
    async with open_office() as office:
        settings = office.settings
    with pytest.raises(MailDelayed, match="SMTPConnectError") as delayed:
        await SmtpMailer(settings).send(LETTER)
    assert delayed.value.is_everyone


async def test_a_server_without_encryption_is_not_written_to_when_encryption_is_asked_for() -> None:
    async with open_office() as office:
        mailer = SmtpMailer(office.settings.model_copy(update={"smtp_security": MailSecurity.STARTTLS}))
        with pytest.raises(MailDelayed) as delayed:
            await mailer.send(LETTER)
        await mailer.hang_up()
    assert delayed.value.is_everyone
    assert office.accepted == []


async def test_a_wrong_password_is_our_fault_not_the_addresss() -> None:
    async with open_office() as office:
        asked: Settings = office.settings.model_copy(update={"smtp_user": "us"})
        mailer = SmtpMailer(asked)
        with pytest.raises(MailDelayed) as delayed:
            await mailer.send(LETTER)
        await mailer.hang_up()
    assert delayed.value.is_everyone


async def test_an_address_that_cannot_be_written_is_refused_without_a_word_to_the_server() -> None:
    async with open_office() as office:
        mailer = SmtpMailer(office.settings)
        for address in ("sam@example.test\r\nDATA", "säm@example.test"):
            with pytest.raises(MailRefused):
                await mailer.send(replace(LETTER, recipient=address))
        await mailer.hang_up()
    assert office.accepted == []


async def test_a_line_that_breaks_halfway_is_told_as_a_delay() -> None:
    async def slam(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(slam, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security=MailSecurity.NONE, _env_file=None)
    with pytest.raises(MailDelayed) as delayed:
        await SmtpMailer(settings).send(LETTER)
    server.close()
    assert delayed.value.is_everyone
