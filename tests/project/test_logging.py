"""Log lines say what happened and to which row, never to whom."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import logging, structlog
from forenotice.project.logging import configure_logging
configure_logging({"level": "INFO", "format": %r})
structlog.get_logger("forenotice.x").info("delivered", delivery=7, email="ana@example.org", password="pw")
logging.getLogger("django.y").warning("slow %%s", "query")
structlog.get_logger("forenotice.x").debug("not_said")
logging.getLogger("django.db.backends").debug("SELECT 'ana@example.org'")
logging.getLogger("django.request").error("%%s: %%s", "Internal Server Error", "/u/1-1-6b07.signed")
def fail(member):
    try:
        raise ValueError("no good\\nDETAIL:  Failing row contains (ana@example.org,\\n1).")
    except ValueError:
        logging.getLogger("django.z").exception("it failed")
        structlog.get_logger("forenotice.z").exception("it failed too")
fail("ana@" + "example.org")
from django.db import OperationalError
try:
    raise OperationalError("away, 100%% of it\\nDETAIL: ana@example.org")
except OperationalError as error:
    logging.getLogger("django.request").error("%%s: %%s", "Service Unavailable", "/start/", exc_info=error)
"""


def _log(form: str) -> str:
    command = [sys.executable, "-c", PROGRAM % form]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert not done.stdout
    return done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_names_a_person_or_is_secret_is_blanked(form: str) -> None:
    said = _log(form)
    assert "delivered" in said
    assert "slow query" in said
    assert "Service Unavailable: /start/- (the database: away, 100% of it)" in said
    assert said.count("Traceback") == 2, "a database that is away is told in one line"
    assert said.count("ValueError: no good") == 2
    assert "Internal Server Error: /u/-" in said
    for hidden in ("ana@example.org", "pw", "not_said", "signed"):
        assert hidden not in said


def test_lines_for_machines_are_json_with_the_time_in_utc() -> None:
    first, second, *_ = (json.loads(line) for line in _log("json").splitlines())
    assert first["event"] == "delivered"
    assert first["delivery"] == 7
    assert first["timestamp"].endswith("Z")
    assert (second["level"], second["logger"]) == ("warning", "django.y")
