"""The server: one process, one port, everything inside it."""

import os

import uvicorn

from vle_app import logs
from vle_app.operations import build, startup
from vle_app.settings import Settings, check

_GRACE_SECONDS = 4
_LARGEST_MESSAGE = 2**20

def prepare_reflex() -> None:
    """Tell Reflex that the pages are built: it would otherwise compile them again, and ask for Node.js, at each start."""
    from reflex_base import constants
    from reflex_base.environment import environment

    os.environ.update(REFLEX_TELEMETRY_ENABLED="false", REFLEX_CHECK_LATEST_VERSION="false")
    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE.set(_LARGEST_MESSAGE)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. The tables are up to date and the pages are built before this is called.

    `CannotStart` when production is half-configured, or the database does not answer.
    """
    check(settings)
    prepare_reflex()
    logs.set_up(settings)
    from vle_app import vle_app  # after the environment is set: Reflex reads it when it is imported

    app = vle_app.create(settings, build.client())
    logs.set_up(settings)  # Reflex has added handlers of its own
    with startup.opened(settings):
        uvicorn.run(
            app, host=settings.host, port=settings.port, log_config=None, access_log=False, loop="auto", http="httptools", ws="websockets-sansio",
            ws_max_size=_LARGEST_MESSAGE, ws_per_message_deflate=True, timeout_graceful_shutdown=_GRACE_SECONDS, server_header=False, proxy_headers=False,
        )
