"""Every address that leaves the house. Fixed, because people bookmark them and e-mails carry them."""

HOME = "/"
SIGN_IN = "/sign-in"
JOIN = "/join"
RESET = "/reset"
RESYNC = "/resync"
ACCESSIBILITY = "/accessibility"
PRIVACY = "/privacy"
HELP = "/help"
ME = "/me"
WORK = "/me/work"
UNITS = "/me/units"
TUTOR = "/tutor"
MARKING = "/tutor/marking"
IQA = "/iqa"
CONCIERGE = "/concierge"
PEOPLE = "/concierge/people"
FORCE = "/force"
FINANCE = "/finance"
DIRECTOR = "/director"
SETTINGS = "/director/settings"
ACCOUNT = "/account"
NOTICES = "/notices"
PRACTICE = "/practice"
MAILBOX = "/practice/mailbox"
API_SIGN_IN = "/api/sign-in"
API_SIGN_OUT = "/api/sign-out"
API_PASSWORD = "/api/password"  # noqa: S105  an address
API_RESET = "/api/reset"
API_UPLOADS = "/api/uploads"
API_FILES = "/api/files"
HEALTH = "/api/health"
READY = "/api/ready"


def work(task_id: str) -> str:
    """One hand-in: brief, draft, receipt, feedback."""
    return f"{WORK}/{task_id}"


def unit(unit_id: str) -> str:
    """One unit with everything to do in it."""
    return f"{UNITS}/{unit_id}"


def marking(submission_id: str) -> str:
    """The marking desk for one piece of work."""
    return f"{MARKING}/{submission_id}"


def join(token: str) -> str:
    """An invitation. The token is secret: pages at this address send no referrer."""
    return f"{JOIN}/{token}"


def reset(token: str) -> str:
    """A password reset. The token is secret."""
    return f"{RESET}/{token}"


def upload(task_id: str) -> str:
    """Where the bytes of a draft file for that task are sent."""
    return f"{API_UPLOADS}/{task_id}"


def file(file_id: str) -> str:
    """A private download."""
    return f"{API_FILES}/{file_id}"


def safe_return(path: str) -> str:
    """`path` if it leads into this house, else the empty string. Guards the way back after signing in."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\", "/api/")) and path.isprintable()  # browsers drop tabs: "/<tab>/elsewhere"
    return path if inside and len(path) <= 300 else ""
