"""A booster as a form: its words in each language, for whom it is, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.accounts.models import Organization
from forenotice.composer.boosters.library import BoosterSource
from forenotice.composer.boosters.offers import BoosterKind, BoosterTerms, BoosterWords
from forenotice.entrypoints.console.frame.languages import language_name
from forenotice.entrypoints.console.frame.shared_form import SharedForm
from forenotice.ledger.queries import product_rows

KINDS = {
    BoosterKind.NEWS: gettext_lazy("News"),
    BoosterKind.TIP: gettext_lazy("Tip"),
    BoosterKind.PERK: gettext_lazy("Perk"),
    BoosterKind.TESTIMONIAL: gettext_lazy("Testimonial"),
}
# More products than these are named by their ids: nobody reads so long a list.
_MOST_PRODUCTS = 50


class BoosterForm(SharedForm):
    """Everything of a booster but its key, which its title gives."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=100,
        initial=1,
        help_text=gettext_lazy("One of weight 2 is shown twice as often as one of weight 1."),
    )
    coupon = forms.CharField(
        label=gettext_lazy("Coupon code"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("Stands in the words where you write {{ booster.coupon }}."),
    )
    link = forms.URLField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Stands in the words where you write {{ booster.link }}."),
    )
    countries = forms.CharField(
        label=gettext_lazy("Countries"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Codes of two letters, such as FR, BE. Empty: all of them."),
    )

    def __init__(self, organization: Organization, locales: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.locales = locales
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  As declared above.
        kind.choices = [*KINDS.items()]
        self.fields["products"] = _products(organization)
        for locale in locales:
            self.fields[f"title-{locale}"] = forms.CharField(label=_("Title"), max_length=200, required=False)
            self.fields[f"words-{locale}"] = forms.CharField(
                label=_("Words"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
            )

    @property
    def by_locale(self) -> list[tuple[str, Any, Any]]:
        """The fields of each language: its name, title and words."""
        return [
            (language_name(locale), self[f"title-{locale}"], self[f"words-{locale}"])
            for locale in self.locales
        ]

    @property
    def terms_fields(self) -> list[Any]:
        """The fields that say for whom, when and how often."""
        names = ("kind", "starts_on", "ends_on", "weight", "coupon", "link", "countries", "products")
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Refuse a booster that ends before it begins, or that says nothing."""
        given = super().clean() or {}
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("It would end before it begins: choose a later day."))
        if not self.texts():
            self.add_error(
                f"title-{self.locales[0]}", _("Give it a title and words in at least one language.")
            )
        countries = [code.strip().upper() for code in given.get("countries", "").replace(";", ",").split(",")]
        given["countries"] = [code for code in countries if code]
        if any(len(code) != 2 or not code.isalpha() for code in given["countries"]):
            self.add_error("countries", _("Write codes of two letters with commas between them: FR, BE."))
        return given

    def texts(self) -> dict[str, BoosterWords]:
        """The words of each language that has any."""
        found = {}
        for locale in self.locales:
            title = self.cleaned_data.get(f"title-{locale}", "").strip()
            words = self.cleaned_data.get(f"words-{locale}", "").replace("\r\n", "\n").strip()
            if title or words:
                found[locale] = BoosterWords(title, words)
        return found

    def terms(self) -> BoosterTerms:
        """For whom it is, when and how often."""
        given = self.cleaned_data
        products = given["products"]
        if isinstance(products, str):
            products = [each.strip() for each in products.split(",") if each.strip()]
        return BoosterTerms(
            kind=BoosterKind(given["kind"]),
            products=tuple(products),
            countries=tuple(given["countries"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            weight=given["weight"],
            coupon=given["coupon"],
            link=given["link"],
        )


def typed(source: BoosterSource) -> dict[str, Any]:
    """What stands in the form of a booster that is there already."""
    terms = source.terms
    words = {
        f"{name}-{locale}": getattr(text, name)
        for locale, text in source.texts.items()
        for name in ("title", "words")
    }
    return {
        "kind": terms.kind,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "weight": terms.weight,
        "coupon": terms.coupon,
        "link": terms.link,
        "countries": ", ".join(terms.countries),
        "products": list(terms.products),
        **words,
    }


class _Ids(forms.CharField):
    """Ids of products, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value


def _products(organization: Organization) -> forms.Field:
    label, hint = _("Products"), _("None chosen: all of them.")
    found = list(
        product_rows(organization).order_by("pk").values_list("external_id", "name")[: _MOST_PRODUCTS + 1]
    )
    if len(found) > _MOST_PRODUCTS:
        hint = _("Their ids, with commas between them. Empty: all of them.")
        return _Ids(label=label, required=False, help_text=hint)
    choices = [(key, name or key) for key, name in dict(found).items()]
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=widget, help_text=hint
    )
