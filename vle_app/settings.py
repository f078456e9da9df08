"""One typed object read from the environment. Production refuses to start half-configured and says all that is missing at once."""

import secrets
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from vle_app.errors import CannotStart


class Environment(StrEnum):
    PRACTICE = "practice"
    PRODUCTION = "production"


class MailSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Read from `VLE_…` variables and `.env`. Sizes are in bytes, times in the unit their name says."""

    model_config = SettingsConfigDict(env_prefix="VLE_", env_file=".env", extra="ignore")

    env: Environment = Environment.PRACTICE
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias="PORT")
    public_address: str = ""
    extra_hosts: str = ""
    database_url: str = ""
    data: Path = Path("var")
    secret: SecretStr = SecretStr("")
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: MailSecurity = MailSecurity.STARTTLS
    mail_from: str = ""
    files_url: str = ""
    upload_limit: int = 50 * 2**20
    uploads_at_once: int = 6
    trusted_proxies: int = 0
    sockets_per_address: int = 0
    anonymous_sockets_per_address: int = 0
    connects_per_second: int = 0
    run_jobs: bool = True
    alerts_every_seconds: int = 30
    deliver_every_seconds: int = 2
    log_level: str = "INFO"

    @property
    def is_practice(self) -> bool:
        return self.env is Environment.PRACTICE

    @property
    def address(self) -> str:
        """Where people reach us, without a final slash; links are made from this alone."""
        return (self.public_address or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Host headers that are answered."""
        named = {urlsplit(self.address).netloc.lower(), *(h.strip().lower() for h in self.extra_hosts.split(",") if h.strip())}
        if self.is_practice:
            named |= {f"127.0.0.1:{self.port}", f"localhost:{self.port}", f"[::1]:{self.port}"}
        return frozenset(named)

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins whose posts and sockets are accepted."""
        scheme = urlsplit(self.address).scheme
        return tuple(sorted({self.address, *(f"{scheme}://{host}" for host in self.hosts)}))

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database; one SQLite file in the data folder unless told otherwise."""
        url = self.database_url or f"sqlite:///{self.data.absolute() / 'vle.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def cookie(self) -> str:
        """`__Host-` binds the cookie to this host over HTTPS; browsers refuse it on plain http, so practice uses a plain name."""
        return "__Host-vle" if self.is_https else "vle"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def production_problems(settings: Settings) -> list[str]:
    """Everything that stops production from starting, each with the variable to set."""
    missing = [
        (not settings.address.startswith("https://"), "VLE_PUBLIC_ADDRESS must be the https:// address that people use"),
        (len(settings.secret.get_secret_value()) < 32, "VLE_SECRET must hold at least 32 characters; `vle init` makes one"),
        (not settings.smtp_host, "VLE_SMTP_HOST must name your mail server"),
        ("@" not in settings.mail_from, "VLE_MAIL_FROM must be the address that messages come from"),
        (
            settings.smtp_security is MailSecurity.NONE and not _is_loopback(settings.smtp_host or "-"),
            "VLE_SMTP_SECURITY must be starttls or tls unless the mail server is on this machine",
        ),
    ]
    return [sentence for is_missing, sentence in missing if is_missing]


def check(settings: Settings) -> Settings:
    """The same settings, or `CannotStart` with every fault in one message."""
    if settings.is_practice:
        if not _is_loopback(settings.host):
            raise CannotStart(f"Practice serves this machine only, so VLE_HOST cannot be {settings.host}. Use 127.0.0.1, or set up production with `vle init`.")
        return settings
    problems = production_problems(settings)
    if problems:
        raise CannotStart("Production is not set up yet. Set these, or run `vle init`:\n" + "\n".join(f"  - {line}" for line in problems))
    return settings


def read() -> Settings:
    """The settings of this process, unchecked. Values of the wrong type raise `CannotStart` naming each variable."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"  - {'VLE_' if str(e['loc'][0]).islower() else ''}{str(e['loc'][0]).upper()}: {e['msg']}" for e in wrong.errors()]
        raise CannotStart("These settings cannot be read:\n" + "\n".join(lines)) from None


def secret(settings: Settings) -> bytes:
    """The key for salted digests. Practice makes its own once and keeps it, readable by its owner alone, in the data folder."""
    given = settings.secret.get_secret_value()
    if given:
        return given.encode()
    path = settings.data / "practice-secret"
    if not path.exists():
        settings.data.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().encode()


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the settings of this process. The assembly does this once."""
    global _current
    _current = settings


def current() -> Settings:
    """The settings of this process; read from the environment when nobody has set them."""
    global _current
    if _current is None:
        _current = read()
    return _current
