"""What whoever starts the web for the first time is told: the link by which the first owner comes in."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError

from forenotice.accounts.operations import first_visit_code
from forenotice.entrypoints.cli.output import say


def tell_first_visit(address: str) -> None:
    """Show the link, as long as nobody was ever let in. ``address`` is where the web answers here."""
    try:
        code = first_visit_code()
    except DatabaseError:
        # The pages say what is wrong with the database; whoever comes first does not come in before.
        return
    if code:
        base = settings.FORENOTICE_BASE_URL if settings.FORENOTICE_MAKES_LINKS else address
        say("Open this in a browser to begin; it works once:")
        say(f"  {base}/start/?{urlencode({'code': code})}")
