"""What blocks and their fields are called for an owner, and what they are for."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BLOCKS: Mapping[str, tuple[Promise, Promise]] = {
    "greeting": (_("Greeting"), _("The first line, by name.")),
    "due": (_("What is due"), _("What is due, and whether there is anything to do.")),
    "payment_table": (_("Payment facts"), _("Amount, day and card, a row for each.")),
    "call_to_action": (_("Button"), _("The one thing to press.")),
    "booster": (_("Booster"), _("The piece of added value that was picked for this member.")),
    "thanks": (_("Thanks"), _("A word of thanks.")),
    "support": (_("Where to ask"), _("Your address for questions, in smaller letters.")),
    "signature": (_("Signature"), _("Who signs.")),
    "text": (_("Text"), _("Words of your own.")),
    "image": (_("Picture"), _("A picture that stands on the web.")),
    "divider": (_("Line"), _("A thin line.")),
    "deadline": (_("Last day to cancel"), _("The day by which to cancel, in a box that nobody overlooks.")),
    "terms": (_("Terms"), _("What is charged, how often, and how to stop it.")),
}

FIELDS: Mapping[str, Promise] = {
    "words": _("Words"),
    "headline": _("Headline"),
    "heading": _("Heading"),
    "label": _("On the button"),
    "link": _("Where it leads"),
    "url": _("Address of the picture"),
    "alt": _("What the picture says, for those who do not see it"),
    "width": _("Width in pixels"),
    "rows": _("Rows"),
    "labels": _("Words of your own before each row"),
    "values": _("Values of your own for each row"),
    "when": _("Shown only when"),
}

ROWS: Mapping[str, Promise] = {
    "amount": _("Amount"),
    "date": _("Day"),
    "paid_with": _("Paid with"),
    "payment_number": _("Number of the payment"),
    "interval": _("How often"),
    "order": _("Order number"),
    "product": _("Product"),
    "cancel_by": _("Last day to cancel"),
}

USUAL_CONDITIONS: Mapping[str, Promise] = {
    "payment.is_automatic": _("the payment happens by itself"),
    "not payment.is_automatic": _("the member has to pay"),
    "payment.method_expires_before_due": _("the card will have expired"),
    "payment.is_automatic and payment.method_expires_before_due": _(
        "the payment happens by itself and the card will have expired"
    ),
    "payment.is_automatic and not payment.method_expires_before_due": _(
        "the payment happens by itself and the card is still good"
    ),
    "payment.renews": _("payments go on by themselves without an end"),
    "payment.amount_changed": _("the amount is not what it was last time"),
    "payment.is_trial_end": _("a trial ends with this payment"),
    "payment.is_last": _("it is the last payment"),
    "not payment.is_last": _("it is not the last payment"),
    "organization.late_policy": _("you have written down what happens when a payment is late"),
    "cancel_by": _("a last day to cancel is known"),
    "links.cancel": _("there is a page to cancel on"),
    "links.pay": _("there is a page to pay on"),
}
"""Conditions to choose from, in an owner's words."""

_OUR_CONDITIONS: Mapping[str, Promise] = {
    "payment.renews and not payment.method_expires_before_due": _(
        "it renews by itself and the card is still good"
    ),
    "payment.is_automatic and not payment.renews and not payment.method_expires_before_due": _(
        "it is one of a number of payments and the card is still good"
    ),
    "payment.renews and payment.method_expires_before_due": _(
        "it renews by itself and the card will have expired"
    ),
    "payment.is_automatic and not payment.renews and payment.method_expires_before_due": _(
        "it is one of a number of payments and the card will have expired"
    ),
    "payment.is_automatic and payment.method_expires_before_due and not links.update_payment": _(
        "the card will have expired and there is no page to change it on"
    ),
    "payment.renews and links.cancel and cancel_by": _(
        "it renews by itself, with a page and a last day to cancel"
    ),
    "payment.renews and links.cancel and not cancel_by": _(
        "it renews by itself, with a page to cancel on and no last day"
    ),
    "payment.renews and not links.cancel and cancel_by": _(
        "it renews by itself, with a last day to cancel and no page for it"
    ),
    "payment.is_automatic and links.cancel and cancel_by": _(
        "the payment happens by itself, with a page and a last day to cancel"
    ),
    "payment.is_automatic and links.cancel and not cancel_by": _(
        "the payment happens by itself, with a page to cancel on and no last day"
    ),
    "payment.is_automatic and not links.cancel and cancel_by": _(
        "the payment happens by itself, with a last day to cancel and no page for it"
    ),
    "not payment.is_automatic and not links.pay": _("the member has to pay and there is no page to pay on"),
    "not payment.is_automatic and not links.pay and order.number": _(
        "the member has to pay without a page to pay on, and the order has a number"
    ),
    "not payment.is_automatic and organization.late_policy": _(
        "the member has to pay and you have written down what happens when they are late"
    ),
    "payment.due_date and payment.method_expires_before_due": _("a payment comes after the card has expired"),
    "not payment.due_date or not payment.method_expires_before_due": _(
        "no payment is known to come after the card has expired"
    ),
    "not links.update_payment and not links.manage": _("there is no page to change the card on"),
    "not links.pay and not links.manage": _("there is no page to pay on"),
}

CONDITIONS: Mapping[str, Promise] = {**USUAL_CONDITIONS, **_OUR_CONDITIONS}
"""What conditions say that are offered, and those of the messages that come with us."""

OWN_CONDITION = "own"
"""Chosen by those who write a condition themselves; no condition is written so."""

CLASSES: Mapping[str, Promise] = {
    "courtesy": pgettext_lazy("kind of message", "Courtesy"),
    "required": pgettext_lazy("kind of message", "Required"),
}
