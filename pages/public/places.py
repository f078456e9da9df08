"""The pages for everybody, with address and title."""

from pages.public import home, lost, passwords, sign_in, words
from pages.routes import Page
from pages.shared.doorway import Doorway
from pages.shared.practice_accounts import PracticeAccounts
from vle_app import addresses

_HOME = "Level 6, 7 and 8 leadership qualifications for police officers and staff, with a tutor who marks to a promised date."

PAGES = (
    Page(addresses.HOME, "Leadership qualifications for police leaders", home.home, Doorway.arrive, is_open=True, description=_HOME),
    Page(addresses.SIGN_IN, "Sign in", sign_in.sign_in, [Doorway.arrive, PracticeAccounts.load_accounts], is_open=True),
    Page(addresses.RESET, "Choose a new password", passwords.ask, Doorway.arrive, is_open=True),
    Page(f"{addresses.RESET}/[token]", "Choose a new password", passwords.choose, Doorway.arrive, is_open=True),
    Page(f"{addresses.JOIN}/[token]", "Welcome", passwords.join, Doorway.arrive, is_open=True),
    Page(addresses.RESYNC, "Opening your page", lost.resync, is_open=True),
    Page(addresses.ACCESSIBILITY, "Accessibility", words.accessibility, Doorway.arrive, is_open=True),
    Page(addresses.PRIVACY, "Privacy", words.privacy, Doorway.arrive, is_open=True),
    Page(addresses.HELP, "Help", words.help_page, Doorway.arrive, is_open=True),
    Page("404", "There is no page at this address", lost.not_found, Doorway.arrive, is_open=True),
)
