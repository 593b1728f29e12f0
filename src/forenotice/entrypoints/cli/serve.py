"""`forenotice serve`: the web, which is the API and the members' pages for now."""

import signal
from typing import Annotated, NoReturn

import typer
from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application

from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.first_visit import tell_first_visit
from forenotice.entrypoints.cli.output import say

# The site's own limit comes first and answers in JSON; this one keeps larger bodies off the disk.
_MORE_THAN_THE_SITE_TAKES = 2


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any.")] = 8000,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="Requests at a time.")] = 8,
) -> None:
    """Answer the API and show members their pages until stopped; SIGTERM or Ctrl-C ends it tidily."""
    # Only this command needs a web server, and every command would load it.
    from waitress import create_server

    site = get_internal_wsgi_application()
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE * _MORE_THAN_THE_SITE_TAKES
    try:
        server = create_server(
            site, host=host, port=port, threads=threads, ident="forenotice", max_request_body_size=largest
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CommandError(f"Port {port} of {host} cannot be listened on: {why}.") from None
    signal.signal(signal.SIGTERM, _stop)
    say(f"Serving http://{_name(host)}:{server.effective_port}/api/v1/ until stopped with Ctrl-C.")
    tell_first_visit(f"http://localhost:{server.effective_port}")
    server.run()
    say("Stopped.")


def _stop(*_: object) -> NoReturn:
    # Waitress takes it as the word to finish what it has and to return.
    raise SystemExit


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host
