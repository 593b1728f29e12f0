"""Every fault as a problem: ninja's, Django's, the rooms', and the ones that should not have happened."""

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from forenotice.accounts.errors import AccountsError, SealBrokenError
from forenotice.blueprint.errors import BlueprintError
from forenotice.channels.errors import ChannelError, UnknownChannelError
from forenotice.composer.errors import ComposerError, UnknownMessageError
from forenotice.consent.errors import ConsentError
from forenotice.dispatcher.errors import DispatcherError, NotReplayableError, UnknownDeliveryError
from forenotice.engine.errors import EngineError
from forenotice.entrypoints.api.problems import Fault, Problem, pointer_to
from forenotice.ledger.errors import LedgerError, UnknownSubscriptionError
from forenotice.planner.errors import NotPlannedError, PlannerError, UnknownReminderError
from forenotice.rules.errors import RulesError, UnknownRuleError
from forenotice.sources.errors import SourcesError

log = structlog.get_logger(__name__)

# Their messages are sentences for whoever asked; an operation that knows the field says more.
_OUR_ERRORS = (
    *(AccountsError, BlueprintError, ChannelError, ComposerError, ConsentError, DispatcherError),
    *(EngineError, LedgerError, PlannerError, RulesError, SourcesError),
)
_UNKNOWN = (
    *(UnknownChannelError, UnknownDeliveryError, UnknownMessageError, UnknownReminderError),
    *(UnknownRuleError, UnknownSubscriptionError),
)
_NOT_NOW = (NotPlannedError, NotReplayableError)


def tell_problems(api: NinjaAPI) -> None:
    """Let `api` answer every exception with a problem."""
    for family in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(family, _answer)


def as_problem(error: Exception) -> Problem:
    """What to tell of an exception; one that is nobody's fault but ours is logged, and told without words."""
    match error:
        case Problem():
            return error
        case ValidationError():
            return _of_fields(error)
        case HttpError(__cause__=Problem() as cause):
            # What our parser said of a body, ninja would say in fewer words.
            return cause
        case HttpError():
            return Problem(HTTPStatus(error.status_code), error.message)
        case Http404():
            return Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        case RequestDataTooBig():
            return too_large()
        case OperationalError():
            log.warning("database did not answer", error=type(error).__name__)
            return away()
        case SealBrokenError():
            return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        case _ if isinstance(error, _UNKNOWN):
            return Problem(HTTPStatus.NOT_FOUND, str(error))
        case _ if isinstance(error, _NOT_NOW):
            return Problem(HTTPStatus.CONFLICT, str(error))
        case _ if isinstance(error, _OUR_ERRORS):
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        case _:
            log.error("an answer failed", exc_info=error)
            return broken()


def too_large() -> Problem:
    """More than we read."""
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large. Send fewer rows at a time.")


def away() -> Problem:
    """The database is locked for too long, or not there."""
    sentence = "The database did not answer in time. Nothing was changed; ask again in a second."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers={"Retry-After": "1"})


def broken() -> Problem:
    """A fault of ours."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This should not have happened. The log of the web process says more; please report it.",
    )


def _answer(_request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return as_problem(error if isinstance(error, Exception) else error()).answer()


def _of_fields(error: ValidationError) -> Problem:
    faults = [_fault(each) for each in error.errors]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are wrong; see errors.", errors=faults)


def _fault(error: dict[str, Any]) -> Fault:
    source, *steps = error["loc"]
    words = str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    if source == "body":
        # The first step is the name of the parameter that the body was read into.
        return Fault(detail=words, pointer=pointer_to(*steps[1:]))
    return Fault(detail=words, parameter=".".join(str(step) for step in steps) or None)
