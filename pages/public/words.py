"""Pages of words: accessibility, privacy, help."""

import reflex as rx

from pages.ui import links, shell
from vle_app import addresses

Line = str | rx.Component


def _h1(words: str) -> rx.Component:
    return rx.el.h1(words, class_name="text-3xl outline-none", tab_index=-1, style={"letterSpacing": "-.015em"})


def _lead(words: str) -> rx.Component:
    return rx.el.p(words, class_name="text-lg")


def _part(title: str, *lines: Line | tuple[Line, ...]) -> rx.Component:
    """A heading with paragraphs; a tuple becomes a list."""
    drawn = [rx.el.ul(*(rx.el.li(item) for item in line)) if isinstance(line, tuple) else rx.el.p(line) for line in lines]
    return rx.fragment(rx.el.h2(title), *drawn)


def accessibility() -> rx.Component:
    """What was tested, what was not, and where to write."""
    return shell.public(
        _h1("Accessibility"),
        _lead("We want everybody to be able to study, mark and look after people here. This says how far we have come, and how to tell us."),
        _part(
            "What we do",
            (
                "Every page can be used with a keyboard alone. There is a link past the menu, and after each step the focus is on the new page’s heading.",
                "Status is an icon with words, never a colour alone.",
                "Pages follow the light or dark setting of your device, and its setting for less motion.",
                "Text can be enlarged to 400 % without sideways scrolling, down to a width of 320 pixels.",
                "What changes by itself on an open page is announced to screen readers, and never moves the focus.",
            ),
        ),
        _part(
            "How it was tested",
            "We test each page with an automated checker (axe) against the Web Content Accessibility Guidelines 2.2, level AA: in light and dark, on a "
            "phone’s width and a desk’s. A page with a fault does not go out.",
            "Automated tests find perhaps half of what matters. People who use screen readers, magnifiers or speech have not yet tested this site for "
            "us, and we do not claim that it meets the guidelines in full.",
        ),
        _part(
            "What we know is missing",
            ("Files that participants and tutors upload are theirs, and may not be accessible.", "There is no sign-language or easy-read version."),
        ),
        _part(
            "Tell us",
            "If something is in your way, tell your concierge or your tutor what you wanted to do and what happened. You need not know the technical "
            "cause. If you need a document in another form, ask for it.",
        ),
        wide=False,
    )


def privacy() -> rx.Component:
    """What is kept, who sees it, and what is not done."""
    return shell.public(
        _h1("Privacy"),
        _lead("What we keep about you, why, and who can see it. The organisation that invited you runs this site and answers for your data."),
        _part(
            "What we keep",
            (
                "Your name, e-mail address, force, and rank or grade; a second name to show instead, where your identity is protected.",
                "What you are enrolled on, your tasks and their dates, the files you hand in, and the decisions and comments on them.",
                "Messages we sent you, and whether they arrived.",
                "When you signed in and on what kind of device. Your password is kept only as a digest that cannot be turned back.",
                "A record of who did what and when, by number and not by name.",
            ),
        ),
        _part(
            "Who can see it",
            "You; your tutor; those who check marking; the concierges who look after your cohort; and, for progress but not for your files, your "
            "force’s lead. Nobody in another force. Your work and results never leave the site in a message.",
        ),
        _part(
            "Cookies",
            "One keeps you signed in. One remembers that this browser has signed in before, so that somebody else’s wrong guesses cannot lock you out. "
            "There are no others, nothing is loaded from other sites, and nobody follows you round.",
        ),
        _part(
            "Your rights",
            "You may ask for a copy of what is kept about you, for mistakes to be put right, and, where the rules of the qualification allow it, for it"
            " to be erased. "
            "Ask your concierge. If you are not content with the answer, you may complain to the Information Commissioner’s Office.",
        ),
        wide=False,
    )


def help_page() -> rx.Component:
    """The questions that come before signing in."""
    return shell.public(
        _h1("Help"),
        _part(
            "I cannot sign in",
            rx.fragment("If you have forgotten your password, ", links.link("ask for a link", addresses.RESET), ". It comes by e-mail and works once."),
            "After too many wrong tries there is a short wait. It concerns only those tries: a browser that you have used before is let in as soon as "
            "the password is right.",
        ),
        _part(
            "My invitation no longer works",
            "An invitation works once, and for a limited time. Ask whoever sent it for another: for most people that is their force’s lead or a concierge.",
        ),
        _part(
            "Handing in",
            "The page of each task says which kinds of file it takes and how large they may be. If the line drops, nothing is lost on your device: "
            "choose Try again. "
            "When your work is in you get a receipt with the time, and your tutor is told.",
        ),
        _part("I need more time", "Tell your tutor or your concierge, before the date if you can. They see what is due and can help."),
        _part("Whom to ask", "Your tutor about the work itself; the concierge who invited you about everything else. Answer any e-mail of theirs."),
        wide=False,
    )
