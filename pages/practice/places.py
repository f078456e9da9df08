"""The pages that exist in practice only."""

from pages.practice import mailbox, start
from pages.routes import Page
from pages.shared.doorway import Doorway
from pages.shared.practice_accounts import PracticeAccounts
from vle_app import addresses

PAGES = (
    Page(addresses.PRACTICE, "What to try", start.start, [Doorway.arrive, PracticeAccounts.load_accounts], is_open=True, is_practice=True),
    Page(addresses.MAILBOX, "Practice mailbox", mailbox.mailbox_page, [Doorway.arrive, mailbox.Mailbox.load_mailbox], is_open=True, is_practice=True),
)
