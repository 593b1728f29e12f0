"""A pulse out of turn, for whoever does not want to wait for the next one."""

from http import HTTPStatus

from ninja import Router, Status

from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.api.visitors import Visit

router = Router(tags=["pulse"])


@router.post("", response={202: None})
def request_pulse(request: Visit) -> Status[None]:
    """Ask for a pulse now: where `forenotice run` is at work, it begins within a second or so."""
    del request
    ask_for_pulse()
    return Status(HTTPStatus.ACCEPTED, None)
