"""The `vle` command. Each command reads the settings, does one thing, and says in a sentence what came of it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from vle_app import clock
from vle_app import settings as house_settings
from vle_app.errors import CannotStart, Refusal
from vle_app.settings import MailSecurity, Settings

if TYPE_CHECKING:
    from vle_app.db import Database
    from vle_app.operations.init import Question

app = typer.Typer(
    name="vle", help="The learning environment: run it, look after it, and put it live.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def say(words: str) -> None:
    """Print a sentence, as it stands."""
    out.print(words, markup=False)


# Running


@app.command()
def run() -> None:
    """Build what has changed, bring the tables up to date, lay out the sample pilot on the first start, and serve."""
    from vle_app.operations import build, startup

    settings = house_settings.check(house_settings.read())
    startup.check_port(settings.host, settings.port)
    with startup.stopping_quietly(say):
        with startup.opened(settings) as database:
            build.build(say)
            startup.prepare(database)
            if settings.is_practice:
                _lay_out_first(settings, database)
        _serve(settings)


def _lay_out_first(settings: Settings, database: "Database") -> None:
    from vle_app.integrations import storage
    from vle_app.operations import sample

    if sample.is_empty(database):
        sample.lay_out(database, storage.opened(settings), say, now=clock.now())


@app.command()
def build() -> None:
    """Build the pages, if anything that they are made of has changed."""
    from vle_app.operations import build as builder
    from vle_app.operations import startup

    with startup.stopping_quietly(say):
        if not builder.build(say):
            say("The pages are built, and nothing has changed since.")


@app.command()
def serve(migrate_first: Annotated[bool, typer.Option("--migrate", help="Bring the tables up to date first.")] = False) -> None:
    """Serve what is built. Refuses to start when the pages are not built or the tables are not up to date."""
    from vle_app.operations import build as builder
    from vle_app.operations import startup

    settings = house_settings.check(house_settings.read())
    startup.check_port(settings.host, settings.port)
    if not builder.client().is_dir():
        raise CannotStart("The pages are not built yet. Run `vle build`, then this again.")
    with startup.opened(settings) as database:
        if migrate_first:
            startup.prepare(database)
        startup.check_tables(database)
    with startup.stopping_quietly(say):
        _serve(settings)


def _serve(settings: Settings) -> None:
    from vle_app import serving
    from vle_app.operations import startup

    words = startup.welcome(settings) if settings.is_practice else f"Serving {settings.address} on {settings.host}, port {settings.port}."
    startup.wait_and_say(settings, say, words)
    serving.serve(settings)


# Practice


@app.command()
def seed(
    participants: Annotated[int, typer.Option(min=1, max=20_000, help="How many participants.")] = 200,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same people.")] = 1,
    refresh: Annotated[bool, typer.Option("--refresh", help="Only move the dates of the pilot that is here up to today.")] = False,
    yes: Yes = False,
) -> None:
    """Lay out the sample pilot; in place of the one that is here, if you agree. Practice only."""
    from vle_app.integrations import storage
    from vle_app.operations import startup

    settings = _practice("The sample pilot is for practice only.")
    from vle_app.operations import sample

    with startup.opened(settings) as database:
        store = storage.opened(settings)
        startup.prepare(database)
        if refresh:
            sample.refresh(database, say, now=clock.now())
            return
        if not sample.is_empty(database):
            if not yes and not typer.confirm("There are people here already. Take everything out of this practice house and lay out a new pilot?"):
                raise typer.Exit(1)
            sample.clear(database, store)
        sample.lay_out(database, store, say, participants=participants, number=number, now=clock.now())


@app.command()
def accounts(as_json: Annotated[bool, typer.Option("--json", help="One JSON list and nothing else, for scripts.")] = False) -> None:
    """The practice accounts: one for each role. Practice only."""
    from rich.table import Table

    from vle_app.operations import startup

    settings = _practice("There are no practice accounts in production.")
    from vle_app.operations import sample

    with startup.opened(settings) as database:
        startup.check_tables(database)
        found = sample.accounts(database)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    table = Table("Role", "Name", "E-mail", "Password", "Start page")
    for one in found:
        table.add_row(*(one[key] for key in ("role", "name", "email", "password", "start_page")))
    out.print(table)


def _practice(refusal: str) -> Settings:
    settings = house_settings.check(house_settings.read())
    if not settings.is_practice:
        raise Refusal(refusal)
    return settings


# Looking after it


@app.command()
def migrate(
    write_revision: Annotated[str, typer.Option(help="For developers: write a new migration with this title instead.", show_default=False)] = "",
) -> None:
    """Bring the tables up to date."""
    from vle_app.operations import migrations, startup

    if write_revision:
        say(f"Wrote {startup.write_revision(write_revision)}. Read it before you keep it.")
        return
    with startup.opened(house_settings.read()) as database:
        before = migrations.refuse_newer(database)
        startup.prepare(database)
    say("The tables were up to date." if before is migrations.State.AT_HEAD else f"The tables are up to date now ({migrations.head()}).")


@app.command()
def backup(path: Annotated[Path | None, typer.Argument(help="Where to; otherwise the folder backups of the data folder.")] = None) -> None:
    """Put the database and all files into one archive, while people work on."""
    from vle_app.integrations import storage
    from vle_app.operations import backup as backups
    from vle_app.operations import startup

    settings, now = house_settings.read(), clock.now()
    with startup.opened(settings) as database:
        startup.check_tables(database)
        done = backups.back_up(database, storage.opened(settings), settings, path or backups.usual_place(settings, now), now=now)
    say(backups.describe(done))


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="An archive made by `vle backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is here.")] = False,
) -> None:
    """Put a backup back in place of what is here. What was here is kept beside it."""
    from vle_app.integrations import storage
    from vle_app.operations import restore as restoring
    from vle_app.operations import startup

    settings = house_settings.read()
    with startup.opened(settings) as database:
        done = restoring.restore(database, storage.opened(settings), settings, path, now=clock.now(), may_replace=yes)
    when = done.manifest.made_at[:16].replace("T", " at ")
    say(f"Restored {done.manifest.counts.get('person', 0)} people and {done.manifest.file_count} files, as they were on {when} UTC.")
    for kept in done.kept:
        say(f"What was here before is now {kept}. Delete it when you are content.")
    for warning in done.warnings:
        err.print(warning, markup=False)


@app.command()
def doctor(deep: Annotated[bool, typer.Option("--deep", help="Also read every file and compare its bytes.")] = False) -> None:
    """Look at everything that can quietly go wrong; ends with 1 when something is."""
    from rich.table import Table

    from vle_app.integrations import storage
    from vle_app.operations import doctor as surgery
    from vle_app.operations import startup

    settings = house_settings.read()
    with startup.opened(settings) as database:
        found = surgery.examine(database, storage.opened(settings), settings, now=clock.now(), deep=deep)
    marks = {surgery.Health.GOOD: "[green]good[/]", surgery.Health.LOOK: "[yellow]look[/]", surgery.Health.WRONG: "[red bold]wrong[/]"}
    table = Table("What", "How it is", "In words")
    for finding in found:
        table.add_row(finding.what, marks[finding.health], finding.words.replace("[", r"\["))
    out.print(table)
    if any(finding.health is surgery.Health.WRONG for finding in found):
        raise typer.Exit(1)


# Going live


Answer = Annotated[str | None, typer.Option(show_default=False)]


@app.command()
def init(
    address: Answer = None, organisation: Answer = None, director_name: Answer = None, director_email: Answer = None,
    director_password: Annotated[str | None, typer.Option(envvar="VLE_DIRECTOR_PASSWORD", help="Empty: a link that works once, to choose one.")] = None,
    smtp_host: Answer = None, smtp_port: Answer = None, smtp_security: Annotated[MailSecurity | None, typer.Option()] = None,
    smtp_user: Answer = None, smtp_password: Annotated[str | None, typer.Option(envvar="VLE_SMTP_PASSWORD")] = None, mail_from: Answer = None,
    database_url: Annotated[str, typer.Option(help="A postgresql:// address; otherwise one SQLite file in the data folder.")] = "",
    data: Annotated[str, typer.Option(help="The data folder.")] = "var",
    yes: Yes = False,
) -> None:
    """Set up production: asks what it must know, writes .env, and makes the first director. Options answer without asking."""
    given = dict(locals())
    from vle_app.operations import init as setting_up
    from vle_app.operations import startup

    env = Path(".env").resolve()  # it may be a link into a folder that is kept
    if env.exists() and not yes and not typer.confirm("There is a .env here already. Write a new one? The present one is kept as .env.before"):
        raise typer.Exit(1)
    asked = {question.name: _ask(question) if given[question.name] is None else str(given[question.name]) for question in setting_up.QUESTIONS}
    answers = setting_up.Answers(**asked, database_url=database_url, data=data)
    setting_up.check(answers)
    setting_up.write_env(env, answers)
    say("Wrote .env. It holds the secret: keep a copy of it apart from the backups.")
    settings = house_settings.check(house_settings.read())
    with startup.opened(settings) as database:
        startup.prepare(database)
        with database.transaction() as session:
            is_first = not setting_up.has_director(session)
            join = setting_up.enter_director(session, answers, now=clock.now()) if is_first else ""
    say(f"{answers.director_name} is the first director." if is_first else "There is a director already, so nobody was added.")
    if join:
        say(f"Their link, which works once within seven days: {settings.address}{join}")
    say("Next: `vle build`, then `vle serve` (deploy/ has a systemd unit, a Dockerfile and a Caddyfile), then `vle doctor`.")


def _ask(question: "Question") -> str:
    answer: str = typer.prompt(
        question.words, default=question.default, show_default=bool(question.default), hide_input=question.is_secret, confirmation_prompt=question.is_twice
    )
    return answer


def main() -> None:
    """Run the command. What stops us is said in one sentence, and ends with 2."""
    try:
        app()
    except (CannotStart, Refusal) as problem:
        err.print(str(problem), markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
