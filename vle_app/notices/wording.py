"""How an e-mail looks: plain text first, and the same words as a 560-pixel page that mail programs can show, by day and by night."""

from dataclasses import dataclass
from email.utils import parseaddr
from html import escape
from urllib.parse import urlsplit

from vle_app import addresses
from vle_app.integrations.mail import Email
from vle_app.settings import Settings

HOUSE = "Leadership Learning"
CROSSED = "If you have just handed in, we crossed on the way: nothing more to do."


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says. `lead` is kept in the log, so it holds no secret; `link` may hold one.

    `margin` (day, time) with `item` and `detail` make the tinted row; without `item` there is none.
    """

    title: str
    lead: str
    why: str
    greeting: str = "Hello."
    force: str = ""
    button: str = ""
    link: str = ""
    margin: tuple[str, str] = ("", "")
    item: str = ""
    detail: str = ""
    closing: str = ""


def email(letter: Letter, *, recipient: str, notice_id: str, settings: Settings) -> Email:
    """The letter, ready for the post. Everything in it is escaped; line ends in the subject are taken out."""
    name, sender = parseaddr(settings.mail_from)
    host = urlsplit(settings.address).hostname or "localhost"
    account = f"{settings.address}{addresses.ACCOUNT}"
    return Email(
        sender_name=name or HOUSE, sender=sender or f"no-reply@{host}", recipient=recipient, subject=" ".join(letter.title.split()),
        text=text(letter, account), html=html(letter, account), message_id=f"<{notice_id}@{host}>",
    )


def text(letter: Letter, account: str) -> str:
    """The whole letter without a single tag."""
    row = f"{' '.join(letter.margin).strip()}  {letter.item}\n{letter.detail}".strip() if letter.item else ""
    button = f"{letter.button}: {letter.link}" if letter.link else ""
    parts = [f"{letter.greeting} {letter.lead}", row, button, letter.closing, letter.why, f"Your account: {account}", _sender(letter)]
    return "\n\n".join(part for part in parts if part) + "\n"


def html(letter: Letter, account: str) -> str:
    """The same words in a table, because mail programs know nothing else."""
    head = f'<b class="ink" style="color:#181e2a">{escape(letter.force)}</b> · {HOUSE}' if letter.force else f'<b class="ink" style="color:#181e2a">{HOUSE}</b>'
    return _PAGE.format(
        title=escape(letter.title), lead=escape(letter.lead), greeting=escape(letter.greeting), head=head, row=_row(letter), button=_button(letter),
        why=escape(" ".join(part for part in (letter.why, letter.closing) if part)), account=escape(account), sender=escape(_sender(letter)), style=_STYLE,
    )


def _sender(letter: Letter) -> str:
    return f"{HOUSE} for {letter.force}." if letter.force else f"{HOUSE}."


def _row(letter: Letter) -> str:
    if not letter.item:
        return ""
    return _ROW.format(day=escape(letter.margin[0]), time=escape(letter.margin[1]), item=escape(letter.item), detail=escape(letter.detail))


def _button(letter: Letter) -> str:
    return _BUTTON.format(link=escape(letter.link), words=escape(letter.button)) if letter.link else ""


_STYLE = (
    "body{margin:0;background:#f2f5f7}a{color:#1f4788}"
    "@media (prefers-color-scheme:dark){body,.bg{background:#11151b!important}.card{background:#1d222a!important}"
    ".ink{color:#e6eaef!important}.mut{color:#adb3bc!important}.btn{background:#a9c3fa!important}a{color:#b6cdff!important}"
    ".btn a{color:#11151b!important}.tint{background:#1b2740!important}}"
    "@media(max-width:480px){.pad{padding:24px 20px!important}.b{display:block!important;text-align:center}}"
)

_ROW = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="tint" style="background:#e9f0ff;border-radius:10px"><tr>'
    '<td width="84" valign="top" class="ink" style="padding:16px 0 16px 18px;font-weight:600;color:#181e2a">{day}<br>'
    '<span class="mut" style="font-weight:400;font-size:14px;color:#4f5661">{time}</span></td>'
    '<td valign="top" class="ink" style="padding:16px 18px;color:#181e2a"><b>{item}</b><br>'
    '<span class="mut" style="font-size:14px;color:#4f5661">{detail}</span></td></tr></table>\n'
)

_BUTTON = (
    '<table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0 0"><tr>'
    '<td class="btn" style="background:#274a8f;border-radius:8px">'
    '<a class="b" href="{link}" style="display:inline-block;padding:13px 24px;color:#ffffff;font-weight:600;text-decoration:none">'
    "{words}</a></td></tr></table>\n"
)

_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>{title}</title><style>{style}</style></head>
<body class="bg"><div style="display:none;max-height:0;overflow:hidden">{lead}</div>
<main><table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="bg" style="background:#f2f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ink" style="max-width:560px;font-family:\
'Public Sans','Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;color:#181e2a">
<tr><td style="padding:0 4px 16px;font-size:14px;line-height:20px"><span class="mut" style="color:#4f5661">{head}</span></td></tr>
<tr><td class="card pad" style="background:#ffffff;border-radius:14px;padding:32px">
<h1 class="ink" style="margin:0 0 12px;font-size:24px;line-height:31px;font-weight:650;color:#181e2a">{title}</h1>
<p class="ink" style="margin:0 0 20px;color:#181e2a">{greeting} {lead}</p>
{row}{button}</td></tr>
<tr><td class="mut" style="padding:20px 4px 0;font-size:13px;line-height:20px;color:#4f5661">{why}
<a href="{account}">Your account</a>.<br><br>{sender}</td></tr></table></td></tr></table></main></body></html>
"""
