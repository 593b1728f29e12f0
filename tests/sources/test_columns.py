"""Columns are recognised by their headers; what is uncertain is left to the owner."""

import unicodedata
from collections.abc import Callable

import pytest

from forenotice.sources.csv_file.columns import Layout, lay_out
from forenotice.sources.csv_file.fields import BY_NAME, FIELDS
from forenotice.sources.csv_file.headers import Shape, read_header, simplify_header
from forenotice.sources.csv_file.letters import fold
from forenotice.sources.csv_file.tongues import TONGUES
from forenotice.sources.errors import FileRefusedError

_STRIPE_LINE = (
    "id,Customer ID,Customer Description,Customer Email,Plan,Product,Quantity,Currency,Interval,Amount,"
    "Status,Created (UTC),Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),"
    "Trial Start (UTC),Trial End (UTC),Application Fee Percent,Coupon,Tax Percent,Canceled At (UTC),"
    "Cancel At Period End,Ended At (UTC),Customer Name,shirt size (metadata)"
)
_WOOCOMMERCE_LINE = (
    "subscription_id,subscription_status,customer_id,start_date,trial_end_date,next_payment_date,"
    "last_payment_date,cancelled_date,end_date,billing_period,billing_interval,order_shipping,"
    "order_shipping_tax,fee_total,fee_tax_total,order_tax,cart_discount,cart_discount_tax,order_total,"
    "order_currency,payment_method,payment_method_title,payment_method_post_meta,payment_method_user_meta,"
    "requires_manual_renewal,shipping_method,billing_first_name,billing_last_name,billing_email,billing_phone,"
    "billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
    "billing_company,shipping_first_name,shipping_last_name,shipping_address_1,shipping_address_2,"
    "shipping_postcode,shipping_city,shipping_state,shipping_country,shipping_company,customer_note,"
    "order_items,order_notes,coupon_items,fee_items,tax_items,download_permissions"
)
STRIPE = tuple(_STRIPE_LINE.split(","))
WOOCOMMERCE = tuple(_WOOCOMMERCE_LINE.split(","))


def _lay_out(*headers: str, key: str = "", **mapping: str) -> Layout:
    return lay_out(headers, mapping, key, {})


def _meanings(layout: Layout) -> dict[str, str]:
    return {column.theirs: column.ours for column in layout.columns if column.ours}


def test_a_stripe_export_is_understood_as_it_comes() -> None:
    layout = lay_out(STRIPE, {}, "", {})
    assert layout.shape is Shape.STRIPE
    assert layout.key.theirs == "id"
    assert _meanings(layout) == {
        "id": "subscription_id",
        "Customer ID": "member_id",
        "Customer Email": "email",
        "Product": "product_id",
        "Quantity": "quantity",
        "Currency": "currency",
        "Interval": "interval",
        "Amount": "amount",
        "Status": "status",
        "Start Date (UTC)": "started",
        "Current Period End (UTC)": "next_payment",
        "Trial End (UTC)": "trial_end",
        "Coupon": "coupon",
        "Canceled At (UTC)": "cancelled_on",
        "Cancel At Period End": "cancel_at_period_end",
        "Ended At (UTC)": "ended_on",
        "Customer Name": "full_name",
        "shirt size (metadata)": "custom.shirt_size",
    }


def test_a_woocommerce_export_is_understood_as_it_comes() -> None:
    layout = lay_out(WOOCOMMERCE, {}, "", {})
    assert layout.shape is Shape.WOOCOMMERCE
    assert layout.key.theirs == "subscription_id"
    meanings = _meanings(layout)
    assert {theirs: meanings[theirs] for theirs in ("order_total", "billing_email", "billing_interval")} == {
        "order_total": "amount",
        "billing_email": "email",
        "billing_interval": "interval_count",
    }
    assert {theirs for theirs in WOOCOMMERCE if theirs not in meanings} == {
        "last_payment_date",
        "order_shipping_tax",
        "fee_total",
        "fee_tax_total",
        "order_tax",
        "cart_discount_tax",
        "payment_method",
        "payment_method_title",
        "payment_method_post_meta",
        "payment_method_user_meta",
        "billing_company",
        "shipping_first_name",
        "shipping_last_name",
        "shipping_company",
        "customer_note",
        "order_notes",
        "fee_items",
        "tax_items",
        "download_permissions",
    }
    assert not any(column.note for column in layout.columns)


def test_headers_are_known_in_any_spelling() -> None:
    layout = _lay_out("Subscription-ID", "E-Mail", "nextPaymentDate", "Amount (EUR)", "Zip Code")
    assert list(_meanings(layout).values()) == [
        "subscription_id",
        "email",
        "next_payment",
        "amount",
        "billing_zip",
    ]


def test_a_price_is_the_amount_only_when_there_is_no_better_one() -> None:
    assert _meanings(_lay_out("id", "email", "due date", "price"))["price"] == "amount"
    both = _meanings(_lay_out("id", "email", "due date", "price", "amount"))
    assert (both["price"], both["amount"]) == ("product_price", "amount")


@pytest.mark.parametrize(
    "theirs", ["Auto-renew", "Date", "Customer", "Subscription", "Shipping", "Renewal", "Vertrag", "État"]
)
def test_an_uncertain_header_is_not_used_and_says_why(theirs: str) -> None:
    layout = _lay_out("id", "email", "next payment", theirs)
    assert (layout.columns[3].ours, "map it" in layout.columns[3].note) == ("", True)


def test_an_unknown_header_says_that_it_can_be_mapped() -> None:
    assert "map it" in _lay_out("id", "email", "next payment", "Schuhgröße").columns[3].note


def test_owners_map_what_we_cannot_know() -> None:
    mapping = {
        "Nächste Zahlung": "next_payment",
        "schuhgröße": "custom.Shoe size",
        "Email": "ignore",
        "Post": "email",
    }
    layout = lay_out(["Nr", "Email", "Post", "Nächste Zahlung", "Schuhgröße"], mapping, "Nr", {})
    assert _meanings(layout) == {
        "Post": "email",
        "Nächste Zahlung": "next_payment",
        "Schuhgröße": "custom.shoe_size",
    }
    assert layout.key.theirs == "Nr"


def test_two_columns_cannot_mean_the_same() -> None:
    with pytest.raises(FileRefusedError, match='"A" and "B"'):
        lay_out(["id", "A", "B", "due date"], {"A": "email", "B": "email"}, "", {})


def test_the_same_header_twice_counts_once() -> None:
    assert [column.ours for column in _lay_out("id", "email", "email", "due date").columns] == [
        "subscription_id",
        "email",
        "",
        "next_payment",
    ]


def test_a_column_that_another_makes_needless_says_so() -> None:
    notes = [column.note for column in _lay_out("id", "email", "Email", "Mail", "due date").columns]
    assert notes == ["", "", "there twice; the first is read", '"email" tells this already', ""]


def test_a_mapped_column_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(FileRefusedError, match=r'no column "Emial"\. Did you mean "Email"\?'):
        lay_out(["id", "Email", "due date"], {"Emial": "email"}, "", {})


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        (("id", "next payment"), "email address"),
        (("id", "email"), "next payment"),
        (("email", "next payment"), "--key"),
        (("1", "ann@example.org", "2026-04-03"), "email address"),
    ],
)
def test_a_file_that_nobody_could_be_reminded_from_is_refused(headers: tuple[str, ...], missing: str) -> None:
    with pytest.raises(FileRefusedError, match=missing):
        _lay_out(*headers)


def test_the_key_may_be_any_column_and_else_is_the_id_or_the_order_number() -> None:
    assert _lay_out("email", "next payment", key="Email").key.theirs == "email"
    assert _lay_out("order id", "email", "next payment").key.theirs == "order id"
    assert _lay_out("order id", "subscription id", "email", "next payment").key.theirs == "subscription id"


def test_what_stands_for_every_row_need_not_be_a_column() -> None:
    assert lay_out(["id", "email"], {}, "", {"next_payment": "2026-04-03"}).find("next_payment") is None


@pytest.mark.parametrize(
    ("theirs", "hint"),
    [
        ("Amount (EUR)", {"words": "amount", "currency": "EUR"}),
        ("Amount (cents)", {"words": "amount", "minor": True}),
        ("amount_in_cents", {"words": "amount", "minor": True}),
        ("Total (USD, cents)", {"words": "total", "currency": "USD", "minor": True}),
        ("Trial End (UTC)", {"words": "trial end", "zone": "UTC"}),
        ("next_payment_utc", {"words": "next payment", "zone": "UTC"}),
        ("Renewal date (DD/MM/YYYY)", {"words": "renewal date", "date_format": "DD/MM/YYYY"}),
        ("custom.Instrument", {"custom": "instrument"}),
        ("Shoe size (metadata)", {"custom": "shoe_size"}),
    ],
)
def test_headers_carry_hints(theirs: str, hint: dict[str, object]) -> None:
    header = read_header(theirs)
    assert {name: getattr(header, name) for name in hint} == hint


def test_no_two_fields_go_by_the_same_best_header() -> None:
    own = [field.headers[0] for field in FIELDS]
    assert len(own) == len(set(own))
    for field in FIELDS:
        assert all(simplify_header(header) == fold(header) for header in field.headers), field.name


def test_every_tongue_names_fields_that_there_are() -> None:
    assert set(TONGUES) <= set(BY_NAME)


_GERMAN = """
    Vertragsnummer subscription_id, E-Mail-Adresse email, Vorname first_name, Nachname last_name,
    Mitgliedschaft product_name, Betrag amount, Währung currency, Intervall interval,
    Nächste Zahlung next_payment, Straße billing_street, PLZ billing_zip, Ort billing_city,
    Land billing_country, Telefon phone, Mitglied seit joined
"""
_FRENCH = """
    N° de contrat subscription_id, N° d’adhérent member_id, Courriel email, Prénom first_name, Nom last_name,
    Formule product_name, Montant amount, Devise currency, Fréquence interval,
    Prochaine échéance next_payment, Statut status, Adresse billing_street, Code postal billing_zip,
    Ville billing_city, Pays billing_country, Téléphone phone, Date d'adhésion joined
"""
_SPANISH = """
    Número de contrato subscription_id, Correo electrónico email, Nombre first_name, Apellidos last_name,
    Producto product_name, Importe amount, Moneda currency, Frecuencia interval, Próximo pago next_payment,
    País billing_country, Ciudad billing_city, Código postal billing_zip, Teléfono phone
"""
_ITALIAN = """
    Numero contratto subscription_id, Indirizzo e-mail email, Nome first_name, Cognome last_name,
    Prodotto product_name, Importo amount, Valuta currency, Frequenza interval,
    Prossimo pagamento next_payment, Paese billing_country, Città billing_city, Cellulare phone
"""


@pytest.mark.parametrize("told", [_GERMAN, _FRENCH, _SPANISH, _ITALIAN])
@pytest.mark.parametrize("spell", [str, str.upper, fold])
def test_lists_in_other_languages_are_understood(told: str, spell: Callable[[str], str]) -> None:
    pairs = [pair.strip().rpartition(" ") for pair in told.split(",")]
    layout = _lay_out(*(spell(theirs) for theirs, _, _ in pairs))
    assert [column.ours for column in layout.columns] == [ours for _, _, ours in pairs]


@pytest.mark.parametrize(
    "theirs", ["Naechste Zahlung", "NÄCHSTE ZAHLUNG", "nachste_zahlung", "Nächste Fälligkeit"]
)
def test_umlauts_may_be_written_out(theirs: str) -> None:
    assert _lay_out("id", "email", theirs).columns[2].ours == "next_payment"


def test_accents_may_come_apart() -> None:
    assert _lay_out("id", "email", unicodedata.normalize("NFD", "Échéance")).columns[2].ours == "next_payment"
