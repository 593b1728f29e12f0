"""MemberMouse's pages, and the links of ours that lead to the same or nearest to it."""

from collections.abc import Mapping
from types import MappingProxyType

from forenotice.composer.membermouse.native import Counterpart, near, none, same

_PAGE = "No page of yours is known for it."
_ADDRESS = "Write the address of your page in its place."
PAGES: Mapping[str, Counterpart] = MappingProxyType(
    {
        "login": near("links.portal", "It leads to the member's own page."),
        "myaccount": same("links.portal"),
        "homepage": same("organization.website"),
        "checkout": near("links.pay", "It leads to the page to pay on."),
        "cancellation": same("links.cancel"),
        **dict.fromkeys(("logout", "forgotpassword", "resetpassword"), none(_PAGE, _ADDRESS)),
    }
)
_OF_SUBSCRIPTION = "It is about the subscription that the reminder is about."
MEMBER_PAGES: Mapping[str, Counterpart] = MappingProxyType(
    {
        "cancelmembership": near("links.cancel", _OF_SUBSCRIPTION),
        "cancelbundle": near("links.cancel", _OF_SUBSCRIPTION),
        "pausemembership": near("links.manage", "It leads to the page to manage the subscription on."),
    }
)
PAY = near("links.pay", "It leads to the page to pay on for what the reminder is about.")
