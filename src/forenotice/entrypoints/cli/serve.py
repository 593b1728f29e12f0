"""`forenotice serve`: the web and the loop, as two processes that are kept alive."""

import os
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections

from forenotice.engine.loop import StopSignal
from forenotice.engine.presence import Presence, sign_of_life
from forenotice.engine.supervising import Supervisor
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.first_visit import tell_first_visit
from forenotice.entrypoints.cli.output import say, warn
from forenotice.entrypoints.cli.supervised import SUPERVISED, end_with_supervisor

# The site's own limit comes first and answers in JSON; this one keeps larger bodies off the disk.
_MORE_THAN_THE_SITE_TAKES = 2


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any.")] = 8000,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="Requests at a time.")] = 8,
    every: Annotated[float, typer.Option("--every", min=1, help="Seconds between two pulses.")] = 60,
    proxy: Annotated[
        str,
        typer.Option(
            "--proxy",
            help="The address of the web server in front, whose word for who asks is taken; * for any.",
        ),
    ] = "",
    web_only: Annotated[
        bool, typer.Option("--web-only", help="Only the web; the loop runs elsewhere, by forenotice run.")
    ] = False,
) -> None:
    """Open console, API and members' pages, and beat the pulse beside them; SIGTERM or Ctrl-C ends it tidily.

    Web and loop are processes of their own: whichever ends is started again, and waits longer each time.
    """
    if web_only:
        _serve_web(host, port, threads, proxy)
        return
    _listen_once(host, port)
    ours = [sys.executable, "-m", "forenotice"]
    web = [*ours, "serve", "--web-only", "--host", host, "--port", str(port), "--threads", str(threads)]
    web += ["--proxy", proxy] if proxy else []
    commands = {"web": web, "loop": [*ours, "run", "--every", str(every)]}
    stop = StopSignal()
    # Nothing is asked here any more; a connection kept open would be one too many.
    connections.close_all()
    os.environ |= SUPERVISED
    home = Path(settings.FORENOTICE_HOME)
    failed = Supervisor(commands, stop, warn, signs={"loop": lambda pid: sign_of_life(home, pid)}).run()
    if failed:
        raise CommandError(f"The {failed} cannot live; why, it said above. Everything was stopped.")
    say("Stopped.")


def _serve_web(host: str, port: int, threads: int, proxy: str) -> None:
    # Only this command needs a web server, and every command would load it.
    from waitress import create_server

    from forenotice.entrypoints.cli.answering import answer
    from forenotice.entrypoints.cli.bodies import take_files

    take_files()
    site = get_internal_wsgi_application()
    sockets: dict[int, Any] = {}
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE * _MORE_THAN_THE_SITE_TAKES
    try:
        server = create_server(
            site,
            map=sockets,
            host=host,
            port=port,
            threads=threads,
            ident="forenotice",
            max_request_body_size=largest,
            **believing(proxy),
        )
    except (OSError, ValueError) as error:
        raise _cannot_listen(host, port, error) from None
    stop = StopSignal()
    end_with_supervisor()
    say(f"Serving http://{_name(host)}:{server.effective_port}/ until stopped with Ctrl-C.")
    tell_first_visit(f"http://localhost:{server.effective_port}")
    with Presence(Path(settings.FORENOTICE_HOME)):
        answer(server, sockets, stop)
    say("Stopped.")


def _listen_once(host: str, port: int) -> None:
    """What the web could not listen on either is said at once, and not after five starts of it."""
    try:
        for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(place)
    except OSError as error:
        raise _cannot_listen(host, port, error) from None


def _cannot_listen(host: str, port: int, error: OSError | ValueError) -> CommandError:
    why = str(getattr(error, "strerror", None) or error).rstrip(".")
    return CommandError(
        f"Port {port} of {host} cannot be listened on: {why}. Stop who listens there, or choose another "
        "by --port or --host."
    )


def believing(proxy: str) -> dict[str, Any]:
    """Whose word the web server takes for who asks; "" for nobody's.

    Sign-ins are counted by address, which is all the same one behind another web server, unless that tells.
    Headers that nobody believes are left in: they tell that a request was passed on.
    """
    trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}} if proxy else {}
    return {"clear_untrusted_proxy_headers": False, **trusted}


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host
