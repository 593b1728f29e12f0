"""Forms for sources that are asked: Stripe, a WordPress database, a WooCommerce shop."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}
_PRESETS = (
    ("memberpress", "MemberPress"),
    ("membermouse", "MemberMouse"),
    ("paid-memberships-pro", "Paid Memberships Pro"),
    ("woocommerce-subscriptions", _("WooCommerce Subscriptions")),
    ("woocommerce-subscriptions-posts", _("WooCommerce Subscriptions, in posts (before HPOS)")),
)


def _secret(label: Any, help_text: Any, *, is_needed: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=is_needed,
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(_HIDDEN),
    )


class SourceForm(forms.Form):
    """What a source needs: ``settings`` and ``secrets`` once it is valid."""

    kind = ""
    key = ""
    title: Promise
    lead: Promise

    def __init__(self, told: Any = None, *, kept: Mapping[str, Any] | None = None) -> None:
        """``kept`` are the settings of a source that is there already: its secrets may be left out."""
        super().__init__(told, initial=self.begins_with(kept) if kept else None)
        for field in self.fields.values() if kept is not None else ():
            if isinstance(field.widget, forms.PasswordInput):
                field.required = False
                field.help_text = _("Empty: the one that is kept stays. It is never shown.")

    @classmethod
    def begins_with(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields begin with for a source that is there already."""
        return dict(kept)

    def settings_beside(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """All settings of that source, with what the form says."""
        return {**kept, **self.settings}

    @property
    def settings(self) -> Mapping[str, Any]:
        """Everything but the secrets."""
        return {}

    @property
    def secrets(self) -> Mapping[str, str]:
        """What is sealed."""
        return {}


class StripeForm(SourceForm):
    """A restricted key, and the secret by which Stripe's calls are known."""

    kind = key = "stripe"
    title = _("Connect Stripe")
    lead = _("Forenotice reads subscriptions, cards and next invoices. It changes nothing there.")
    api_key = _secret(
        _("Restricted key"),
        _("In Stripe under Developers, API keys. It begins with rk_live_ or rk_test_."),
    )
    webhook_secret = _secret(
        _("Signing secret of the webhook"),
        _("It begins with whsec_. With it, changes arrive at once; without, within minutes."),
        is_needed=False,
    )

    @property
    def settings(self) -> Mapping[str, Any]:
        """A rehearsal may read a live account: nobody hears anything of it."""
        return {"allow_live": True} if "_live_" in self.cleaned_data["api_key"] else {}

    def settings_beside(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Another key may be of trials where the one before was not."""
        is_another = bool(self.cleaned_data["api_key"])
        others = {name: kept[name] for name in kept if not (is_another and name == "allow_live")}
        return {**others, **self.settings}

    @property
    def secrets(self) -> Mapping[str, str]:
        """Both, where both were given."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class WordPressForm(SourceForm):
    """A database of WordPress and the plugin whose rows are read."""

    kind = "sql"
    key = "wordpress"
    title = _("Connect a WordPress database")
    lead = _("Forenotice reads the tables of your plugin. An account that may only read is enough.")
    preset = forms.ChoiceField(label=_("Plugin"), choices=_PRESETS)
    host = forms.CharField(label=_("Host of the database"), max_length=250, initial="localhost")
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=3306)
    name = forms.CharField(
        label=_("Name of the database"), max_length=100, help_text=_("DB_NAME in wp-config.php.")
    )
    account = forms.CharField(label=_("Account"), max_length=100, widget=forms.TextInput(_HIDDEN))
    password = _secret(_("Password of the account"), _("It is sealed, and never shown again."))
    table_prefix = forms.CharField(
        label=_("Beginning of the tables’ names"), max_length=40, initial="wp_", required=False
    )

    @classmethod
    def begins_with(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The parts of the address."""
        address = urlsplit(str(kept.get("database", "")))
        parts = {
            "host": unquote(address.hostname or ""),
            "port": address.port,
            "name": unquote(address.path.removeprefix("/")),
            "account": unquote(address.username or ""),
        }
        return {**kept, **{name: value for name, value in parts.items() if value}}

    def settings_beside(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The same, with how a blueprint wants the database to be called: its encryption, its socket."""
        found = super().settings_beside(kept)
        if query := urlsplit(str(kept.get("database", ""))).query:
            found["database"] += f"?{query}"
        return found

    @property
    def settings(self) -> Mapping[str, Any]:
        """The address without the password, and the preset."""
        said = self.cleaned_data
        account, name = quote(said["account"], safe=""), quote(said["name"], safe="")
        return {
            "database": f"mysql://{account}@{quote(said['host'], safe='[]:')}:{said['port']}/{name}",
            "preset": said["preset"],
            "table_prefix": said["table_prefix"] or "wp_",
        }

    @property
    def secrets(self) -> Mapping[str, str]:
        """The password."""
        password = self.cleaned_data["password"]
        return {"password": password} if password else {}


class ShopForm(SourceForm):
    """A shop and the key of its REST API."""

    kind = key = "woocommerce"
    title = _("Connect a WooCommerce shop")
    lead = _("Forenotice asks WooCommerce Subscriptions by its REST API for what changed.")
    url = forms.URLField(label=_("Address of the shop"), max_length=500, assume_scheme="https")
    consumer_key = _secret(
        _("Consumer key"), _("In WooCommerce under Settings, Advanced, REST API. Reading is enough.")
    )
    consumer_secret = _secret(_("Consumer secret"), _("It is shown there together with the key."))

    @property
    def settings(self) -> Mapping[str, Any]:
        """Where the shop is."""
        return {"url": self.cleaned_data["url"]}

    @property
    def secrets(self) -> Mapping[str, str]:
        """The key and its secret."""
        said = {name: self.cleaned_data[name] for name in ("consumer_key", "consumer_secret")}
        return {name: text for name, text in said.items() if text}


FORMS: Mapping[str, type[SourceForm]] = {
    "stripe": StripeForm,
    "wordpress": WordPressForm,
    "woocommerce": ShopForm,
}


def form_for(kind: str, settings: Mapping[str, Any]) -> type[SourceForm] | None:
    """The form by which a source that is there is changed; None for what only a blueprint can say."""
    if kind == WordPressForm.kind:
        is_ours = "preset" in settings and str(settings.get("database", "")).startswith("mysql://")
        return WordPressForm if is_ours else None
    return {StripeForm.kind: StripeForm, ShopForm.kind: ShopForm}.get(kind)
