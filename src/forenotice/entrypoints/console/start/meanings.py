"""What a column of a file can mean, in words for the owner who corrects it."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

IGNORED = "ignore"

Group = tuple[Promise, Sequence[tuple[str, Promise]]]

GROUPS: Sequence[Group] = (
    (
        _("Member"),
        (
            ("email", _("Email address")),
            ("first_name", _("First name")),
            ("last_name", _("Last name")),
            ("full_name", _("First and last name together")),
            ("member_id", _("Number of the member")),
            ("phone", _("Telephone")),
            ("username", _("User name")),
            ("member_status", _("Status of the member")),
            ("locale", _("Language")),
            ("zone", _("Time zone")),
            ("country", _("Country")),
            ("joined", _("Member since")),
            ("contacts", _("Further addresses that get the reminders")),
            ("tags", _("Tags")),
        ),
    ),
    (
        _("Subscription"),
        (
            ("subscription_id", _("Number of the subscription")),
            ("order_number", _("Order number")),
            ("status", _("Status of the subscription")),
            ("cancel_at_period_end", _("Ends with its period: yes or no")),
            ("cancelled_on", _("Cancelled on")),
            ("ended_on", _("Ended on")),
            ("started", _("Began on")),
            ("interval", _("Interval: month, year, 3 months")),
            ("interval_count", _("How many intervals lie between two payments")),
            ("anchor_day", _("Day of the month of payments")),
            ("period_key", _("Name of the coming period")),
        ),
    ),
    (
        _("Payment"),
        (
            ("next_payment", _("Next payment on")),
            ("trial_end", _("Trial ends on")),
            ("term_end", _("Ends by itself on")),
            ("cancel_by", _("Can be cancelled until")),
            ("amount", _("Amount of the next payment")),
            ("currency", _("Currency")),
            ("subtotal", _("Amount before discount and shipping")),
            ("discount", _("Discount")),
            ("coupon", _("Coupon")),
            ("quantity", _("Quantity")),
            ("payer_kind", _("Paid automatically or by hand")),
            ("manual_renewal", _("Paid by hand: yes or no")),
            ("total_payments", _("Number of payments in all")),
            ("payments_made", _("Payments made so far")),
            ("shipping_amount", _("Cost of shipping")),
            ("shipping_method", _("Way of shipping")),
        ),
    ),
    (
        _("Card"),
        (
            ("card_brand", _("Brand of the card")),
            ("card_last4", _("Last four digits of the card")),
            ("card_expires", _("Card good until")),
            ("card_expiry_month", _("Card good until: month")),
            ("card_expiry_year", _("Card good until: year")),
        ),
    ),
    (
        _("Product"),
        (
            ("product_name", _("Name of the product")),
            ("product_id", _("Number of the product")),
            ("product_description", _("What the product is")),
            ("product_price", _("List price")),
            ("level", _("Membership level")),
            ("bundle", _("Bundle")),
            ("order_items", _("List of items, as WooCommerce writes it")),
        ),
    ),
    (
        _("Links"),
        (
            ("pay_url", _("Where to pay")),
            ("update_url", _("Where to change the card")),
            ("manage_url", _("Where to manage the subscription")),
            ("cancel_url", _("Where to cancel")),
        ),
    ),
    (
        _("Billing address"),
        (
            ("billing_street", _("Street")),
            ("billing_street_2", _("Second line")),
            ("billing_city", _("Town")),
            ("billing_state", _("State or province")),
            ("billing_zip", _("Postal code")),
            ("billing_country", _("Country of the bill")),
        ),
    ),
    (
        _("Shipping address"),
        (
            ("shipping_street", _("Street of delivery")),
            ("shipping_street_2", _("Second line of delivery")),
            ("shipping_city", _("Town of delivery")),
            ("shipping_state", _("State or province of delivery")),
            ("shipping_zip", _("Postal code of delivery")),
            ("shipping_country", _("Country of delivery")),
        ),
    ),
)

DATE_FORMATS = (
    "YYYY-MM-DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "MM-DD-YYYY",
    "YYYY/MM/DD",
    "DD MMM YYYY",
    "MMM DD, YYYY",
)
AMOUNT_FORMATS = ("1,234.50", "1.234,50", "minor")
TIMES_IN = (("UTC", _("UTC")), ("member", _("Each member's own")), ("ignore", _("None: only the day counts")))
AMOUNT_IS = (("each", _("For one: times the quantity")), ("total", _("For all of them together")))
