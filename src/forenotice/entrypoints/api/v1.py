"""Version 1 of the API: every router, put together."""

from forenotice import __version__
from forenotice.entrypoints.api.guard import guard
from forenotice.entrypoints.api.parsing import StrictParser
from forenotice.entrypoints.api.refusals import tell_problems
from forenotice.entrypoints.api.resources import (
    audit,
    boosters,
    deliveries,
    endpoints,
    explaining,
    hooks,
    me,
    members,
    messages,
    one_subscription,
    payments,
    preferences,
    products,
    pulse,
    reminders,
    rules,
    standing,
    subscriptions,
    suppressions,
    upcoming,
)
from forenotice.entrypoints.api.schema import DocumentedAPI
from forenotice.entrypoints.api.visitors import Key

api = DocumentedAPI(
    title="Forenotice",
    version=__version__,
    description="Tells members, ahead of time and once, that a payment is coming. See docs/api.md.",
    urls_namespace="v1",
    docs_url=None,
    auth=Key(),
    parser=StrictParser(),
)
tell_problems(api)
api.add_decorator(guard, mode="view")

api.add_router("/me", me.router)
api.add_router("/members", members.router)
api.add_router("/members", preferences.router)
api.add_router("/products", products.router)
api.add_router("/subscriptions", subscriptions.router)
for router in (one_subscription.router, payments.router, standing.router, explaining.router):
    api.add_router("/subscriptions", router)
api.add_router("/suppressions", suppressions.router)
api.add_router("/reminders", reminders.router)
api.add_router("/deliveries", deliveries.router)
api.add_router("/upcoming", upcoming.router)
api.add_router("/endpoints", endpoints.router)
api.add_router("/hooks", hooks.router)
api.add_router("/pulse", pulse.router)
api.add_router("/rules", rules.router)
api.add_router("/messages", messages.router)
api.add_router("/boosters", boosters.router)
api.add_router("/audit", audit.router)
