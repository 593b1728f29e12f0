"""What a column of a file can mean: our name for it, its sentence, and the headers that others give it."""

from dataclasses import dataclass, field

from forenotice.sources.csv_file.letters import spellings
from forenotice.sources.csv_file.tongues import TONGUES

CUSTOM = "custom."
IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can tell. ``headers`` are in small letters with single blanks, best first.

    ``known`` are the same as they are compared, without accents.
    """

    name: str
    meaning: str
    headers: tuple[str, ...] = ()
    known: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        known = dict.fromkeys(spelling for header in self.headers for spelling in spellings(header))
        object.__setattr__(self, "known", tuple(known))


def _field(name: str, meaning: str, headers: str = "") -> Field:
    own, abroad = name.replace("_", " "), TONGUES.get(name, "")
    known = dict.fromkeys(filter(None, (own, *headers.split("|"), *abroad.split("|"))))
    return Field(name, meaning, tuple(known))


def _address(kind: str) -> tuple[Field, ...]:
    def part(name: str, meaning: str, words: str) -> Field:
        headers = [f"{kind} {word}" for word in words.split("|")]
        if kind == "billing":
            headers += words.split("|")
        return _field(f"{kind}_{name}", f"{kind.capitalize()} address: {meaning}.", "|".join(headers))

    return (
        part(
            "street",
            "street and number",
            "address 1|address line 1|address line1|street address|address|street",
        ),
        part("street_2", "second line", "address 2|address line 2|address line2|street 2"),
        part("city", "town", "city|town|locality"),
        part("state", "state or province", "state|province|region|county"),
        part("zip", "postal code", "postcode|post code|postal code|zip code|zipcode|zip"),
        part("country", "country, as a code of two letters or by name", "country code|country"),
    )


# A header goes to the first field that wants it and has found no better one, so the order here matters.
FIELDS: tuple[Field, ...] = (
    _field(
        "subscription_id",
        "What tells subscriptions apart, from one file to the next.",
        "subscription no|subscription number|subscription uuid|sub id|membership number|membership no|"
        "contract id|contract number|agreement id|recurring payment id|id",
    ),
    _field(
        "order_number", "The order number that the member knows.", "order id|order no|order|parent order id"
    ),
    _field(
        "status",
        "How the subscription stands: active, trialing, past_due, paused, cancelled or ended.",
        "subscription status|membership status|standing",
    ),
    _field(
        "cancel_at_period_end",
        "Yes when it is cancelled and ends with its period.",
        "cancels at period end|cancelled at period end|canceled at period end|will cancel",
    ),
    _field(
        "cancelled_on",
        "When it was cancelled; it then counts as ending with its period.",
        "cancelled at|canceled at|canceled on|cancelled date|canceled date|cancellation date|cancel date",
    ),
    _field("ended_on", "When it came to its end; it then counts as ended.", "ended at|ended date|expired at"),
    _field(
        "manual_renewal",
        "Yes when the member must pay by hand each time.",
        "requires manual renewal|requires manual renewal flag|is manual",
    ),
    _field(
        "payer_kind",
        "automatic or manual.",
        "collection method|payer|payment type|payment mode|auto collection|collection",
    ),
    _field(
        "amount",
        "What will be charged next.",
        "next amount|next payment amount|renewal amount|recurring amount|recurring total|order total|"
        "subscription total|billing amount|amount due|total|price|fee|dues",
    ),
    _field(
        "currency",
        "The currency's code of three letters.",
        "order currency|subscription currency|currency code|recurring currency",
    ),
    _field("subtotal", "The amount before discount and shipping.", "order subtotal|sub total"),
    _field("discount", "What is taken off.", "cart discount|total discount|order discount|discount amount"),
    _field(
        "shipping_amount",
        "What shipping costs.",
        "order shipping|total shipping|shipping total|shipping cost|shipping fee",
    ),
    _field("coupon", "The coupon's code.", "coupon code|coupons|coupon items|coupon id|promo code"),
    _field("shipping_method", "How it is shipped.", "shipping method title"),
    _field("quantity", "How many are paid for.", "qty|seats"),
    _field(
        "interval_count",
        "How many of the interval lie between two payments.",
        "billing interval|interval length|billing interval count|rebill period",
    ),
    _field(
        "interval",
        "The time between two payments: month, year, 3 months.",
        "billing period|billing period unit|interval unit|billing cycle|billing frequency|frequency|period|"
        "recurrence|rebill frequency",
    ),
    _field("anchor_day", "The day of the month that payments keep to.", "billing anchor day|billing day"),
    _field("period_key", "The source's own name for the coming period.", "period id|cycle id|invoice period"),
    _field(
        "next_payment",
        "The day or instant of the next payment.",
        "next payment date|next payment at|next payment on|current period end|next billing|next billing date|"
        "next billing at|next charge|next charge date|next bill date|next bill on|next rebill date|"
        "next invoice|next invoice date|next renewal|next renewal date|renewal date|renews on|renews at|"
        "next due date|due date|due on|next due|next order date|current term end|current period ends at|"
        "next date|paid until",
    ),
    _field(
        "trial_end",
        "When the trial ends.",
        "trial end date|trial ends|trial ends at|trial ends on|trial expiry|trial until",
    ),
    _field(
        "term_end",
        "When the agreement ends by itself, with no payment after it.",
        "end date|term end date|term ends|term ends on|expiration date|expiry date|expires|expires on|"
        "expires at|expiration|expiry|membership expires|valid until|ends on|ends at",
    ),
    _field(
        "cancel_by",
        "The last day or the instant up to which the member can still cancel.",
        "cancel by date|cancellation deadline|notice by|cancel before|cancel until",
    ),
    _field(
        "started",
        "When it began.",
        "start date|started on|started at|start|date created|subscription start date",
    ),
    _field(
        "total_payments",
        "After how many payments it is complete.",
        "number of payments|payments total|total billing cycles|installments|instalments|payment limit",
    ),
    _field(
        "payments_made",
        "How many payments have been made.",
        "payments completed|completed payments|paid payments|payment count|payments so far",
    ),
    _field("card_brand", "The card's brand.", "card type|cc type|card scheme|credit card type"),
    _field(
        "card_last4",
        "The card's last four digits, never more.",
        "last4|last 4|last four|card last 4|card last four|card ending|cc last4|card number|"
        "credit card number",
    ),
    _field(
        "card_expires",
        "Until which month the card is good.",
        "card expiry|card expiration|card exp|card expiry date|card expiration date|card expires on|exp date|"
        "cc expiry",
    ),
    _field("card_expiry_month", "The month of that.", "card exp month|exp month|card expiration month"),
    _field("card_expiry_year", "The year of that.", "card exp year|exp year|card expiration year"),
    _field(
        "member_id",
        "What tells members apart; without it, their email address.",
        "customer id|client id|account id|account code|contact id|user id|member number|member no",
    ),
    _field(
        "email",
        "The member's address.",
        "email address|e mail|mail|customer email|member email|user email|billing email|account email",
    ),
    _field(
        "first_name",
        "First name.",
        "given name|firstname|forename|customer first name|billing first name",
    ),
    _field(
        "last_name",
        "Last name.",
        "surname|lastname|family name|customer last name|billing last name",
    ),
    _field(
        "full_name",
        "First and last name together.",
        "name|customer name|member name|member|billing name|display name",
    ),
    _field("phone", "Telephone.", "phone number|telephone|mobile|billing phone|customer phone|tel"),
    _field("username", "The name to sign in with.", "user name|login|customer username|user login"),
    _field("member_status", "The member's own status, as a word to show.", "customer status|account status"),
    _field(
        "locale",
        "Language, with a region if need be: fr, fr-CA.",
        "language|lang|preferred language|customer locale",
    ),
    _field("zone", "Time zone, as Europe/Paris.", "time zone|timezone|tz|member zone|customer timezone"),
    _field(
        "joined",
        "Since when they are a member.",
        "member since|joined on|joined at|join date|registered|registration date|date registered",
    ),
    _field(
        "contacts",
        "Further addresses that get the reminders: billing contacts.",
        "billing contacts|billing contact|cc emails|cc|additional emails|further contacts",
    ),
    *_address("billing"),
    *_address("shipping"),
    _field("country", "The member's country, when it is not the billing address's.", "member country"),
    _field("order_items", "WooCommerce's list of what was bought.", "subscription items|line items"),
    _field(
        "product_id",
        "What tells products apart; a product of the blueprint is known by its key.",
        "product key|sku|plan id|plan code|price id|item id|plan key",
    ),
    _field(
        "product_name",
        "The product's name.",
        "product|plan|plan name|membership|membership plan|membership name|membership type|item name|"
        "item|tier",
    ),
    _field("product_description", "What the product is.", "plan description|item description"),
    _field(
        "product_price", "The product's list price.", "list price|unit price|price|preis|prix|precio|prezzo"
    ),
    _field(
        "level", "The membership level that it gives.", "membership level name|level name|membership level"
    ),
    _field("bundle", "The bundle that it gives.", "bundle name"),
    _field("tags", "Tags, separated by commas.", "tag|labels|groups|segments"),
    _field("pay_url", "Where to pay.", "payment url|payment link|pay link|invoice url|hosted invoice url"),
    _field(
        "update_url", "Where to change the way of paying.", "update payment url|update card url|update link"
    ),
    _field(
        "manage_url", "Where to manage the subscription.", "manage link|account url|portal url|my account url"
    ),
    _field("cancel_url", "Where to cancel.", "cancel link|cancellation url|unsubscribe from plan url"),
)
BY_NAME = {field.name: field for field in FIELDS}

# Headers that exports often hold and that tell nothing a reminder needs.
_EXPECTED = (
    "created|start|current period start|trial start|application fee percent|tax percent|customer description",
    "order tax|order shipping tax|cart discount tax|fee total|fee tax total|payment method",
    "payment method title|payment method post meta|payment method user meta|billing company|shipping company",
    "shipping first name|shipping last name|customer note|order notes|fee items|tax items",
    "download permissions|last payment date|last order date created|post parent",
    "forenotice line|forenotice column|forenotice reason",
)
EXPECTED = frozenset(header for headers in _EXPECTED for header in headers.split("|"))
_RENEWAL = (
    "could mean that the member pays by hand, or that it ends; "
    'map it to "manual_renewal" or "cancel_at_period_end"'
)
_NAME_OR_NUMBER = 'could be a name or a number; map it to "member_id" or "full_name"'
_NUMBER_OR_PRODUCT = 'could be a number or a product; map it to "subscription_id" or "product_name"'
_STATUS_OR_STATE = 'could be how it stands or a place; map it to "status" or "billing_state"'
_PAYMENT_OR_END = 'could be a payment or an end; map it to "next_payment" or "term_end"'
_PRODUCT_OR_PRICE = 'could be a product or a price; map it to "product_name" or "amount"'
_WAY_OR_INTERVAL = 'could be how it is paid or how often; map it to "payer_kind" or "interval"'
UNCERTAIN = {
    "auto renew": _RENEWAL,
    "autorenew": _RENEWAL,
    "renewal": 'could be a date or a yes; map it, for example to "next_payment"',
    "date": 'could be any date; map it, for example to "next_payment"',
    **dict.fromkeys(("customer", "kunde", "client", "cliente"), _NAME_OR_NUMBER),
    **dict.fromkeys(
        ("subscription", "vertrag", "abo", "abonnement", "suscripcion", "abbonamento"), _NUMBER_OR_PRODUCT
    ),
    **dict.fromkeys(("etat", "estado", "stato"), _STATUS_OR_STATE),
    **dict.fromkeys(("vencimiento", "fecha de vencimiento", "scadenza", "data di scadenza"), _PAYMENT_OR_END),
    **dict.fromkeys(("tarif", "tarifa", "tariffa"), _PRODUCT_OR_PRICE),
    **dict.fromkeys(("zahlweise", "zahlungsweise"), _WAY_OR_INTERVAL),
    "datum": 'could be any date; map it, for example to "next_payment"',
    "shipping": 'could be an amount or a method; map it to "shipping_amount" or "shipping_method"',
}
"""Headers that mean one thing here and another there: they are not used until their owner maps them."""
