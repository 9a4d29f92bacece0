"""Forms of the ledger: what is promised, what arrives, where it goes, what is taken back. Rules are the services'."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from convergence.models import Alliance, Cycle
from core.forms import DateField, OnceForm, accepted_files
from core.forms_look import PhotoInput
from core.money import format_clp
from portfolio.forms.amounts import CommaField, PesosField
from portfolio.models import Initiative, Movement, Pledge
from portfolio.money import PledgeState
from portfolio.services.books import Amount
from portfolio.vocabulary import Character


class _Named(forms.ModelChoiceField):
    """`name_of` gives the words of an option."""

    def __init__(self, *args: Any, name_of: Any = str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_of = name_of

    def label_from_instance(self, obj: Any) -> str:
        return str(self.name_of(obj))


def cycle_words(cycle: Cycle) -> str:
    told = {"n": cycle.number, "first": f"{cycle.starts_on:%d-%m-%Y}", "last": f"{cycle.ends_on:%d-%m-%Y}"}
    return gettext("Ciclo %(n)d · %(first)s al %(last)s") % told


def pledge_words(pledge: Pledge) -> str:
    """Needs with_state()."""
    state = PledgeState(pledge.amount, pledge.received)  # type: ignore[attr-defined]
    told = {"who": pledge.contributor.display_name, "year": pledge.year, "amount": format_clp(state.amount)}
    told["missing"] = format_clp(state.missing)
    if state.missing:
        return gettext("%(who)s · %(year)d · %(amount)s, faltan %(missing)s") % told
    return gettext("%(who)s · %(year)d · %(amount)s, ya recibido") % told


class LedgerForm(OnceForm):
    """Every act may carry its paper; a good one is kept while another field is mended."""

    note = forms.CharField(
        label=_("Detalle"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.FileField(
        label=_("Respaldo"), required=False, help_text=accepted_files(), widget=PhotoInput
    )
    kept_document = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def terms(self) -> dict[str, Any]:
        """What the service takes; the document is kept by the view."""
        apart = {"uid", "document", "kept_document", "amount", "uf", "uf_rate", "uf_date"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class ContributionForm(LedgerForm):
    """What promise and receipt share: whose, how much, for what."""

    contributor = _Named(
        label=_("Organización que aporta"), queryset=None, name_of=lambda actor: actor.display_name
    )
    amount = PesosField(label=_("Monto en pesos"), required=False, help_text=_("Por ejemplo 1.234.567"))
    uf = CommaField(
        label=_("Monto en UF"), required=False, digits=10, places=4, example="120,5", help_text="120,5"
    )
    uf_rate = CommaField(
        label=_("Valor de la UF en pesos"),
        required=False,
        digits=8,
        places=2,
        example="39.485,65",
        help_text="39.485,65",
    )
    uf_date = DateField(label=_("Fecha de ese valor"), required=False)
    in_kind = forms.BooleanField(
        label=_("Es en especie: un bien o servicio, no dinero"),
        required=False,
        help_text=_("Se suma aparte del fondo. Explique en el detalle cómo se valorizó."),
    )
    character = forms.ChoiceField(
        label=_("Carácter"),
        choices=Character,
        required=False,
        help_text=_("Solo lo voluntario cuenta en el apalancamiento."),
    )
    cycle = _Named(
        label=_("Ciclo de financiamiento"),
        queryset=None,
        required=False,
        empty_label=_("El que incluye la fecha"),
        name_of=cycle_words,
    )
    initiative = forms.ModelChoiceField(
        label=_("Destinado a una iniciativa"),
        queryset=None,
        required=False,
        empty_label=_("No: va al fondo común"),
    )

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("character", Character.VOLUNTARIO)
        partners = Actor.objects.filter(pk__in=alliance.participations.values("actor__canonical_id"))
        fields = self.fields
        fields["contributor"].queryset = partners.select_related("kind").in_order()  # type: ignore[attr-defined]
        fields["contributor"].empty_label = str(_("Elija una organización"))  # type: ignore[attr-defined]
        fields["cycle"].queryset = alliance.cycles.order_by("number")  # type: ignore[attr-defined]
        living = Initiative.objects.filter(alliance=alliance).living()
        fields["initiative"].queryset = living.in_order()  # type: ignore[attr-defined]

    def clean_character(self) -> str:
        return self.cleaned_data["character"] or Character.VOLUNTARIO

    def given_amount(self) -> Amount:
        told = self.cleaned_data
        return Amount(told["amount"], told["uf"], told["uf_rate"], told["uf_date"])

    @property
    def says_uf(self) -> bool:
        """The UF part was used or refused: the page opens it."""
        names = ("uf", "uf_rate", "uf_date")
        return any(self[name].value() or name in self.errors for name in names)


class PledgeForm(ContributionForm):
    year = forms.IntegerField(label=_("Año calendario"), min_value=2000, max_value=2100)
    signed_on = DateField(label=_("Firmado el"))

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, alliance=alliance, **kwargs)
        today = alliance.today()
        self.initial.setdefault("signed_on", today)
        self.initial.setdefault("year", today.year)


class ReceiptForm(ContributionForm):
    """With a pledge its terms rule, whatever else was chosen; its organisation need not be told again."""

    pledge = _Named(
        label=_("Por el compromiso"),
        queryset=None,
        required=False,
        empty_label=_("Sin compromiso previo"),
        name_of=pledge_words,
        help_text=_(
            "Con un compromiso rigen sus términos: organización, ciclo, destino, carácter y si es en especie."
        ),
    )
    happened_on = DateField(label=_("Recibido el"))

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, alliance=alliance, **kwargs)
        self.initial.setdefault("happened_on", alliance.today())
        pledges = Pledge.objects.filter(alliance=alliance).with_state().filter(amount__gt=0)
        self.fields["pledge"].queryset = pledges.with_place()  # type: ignore[attr-defined]
        self.fields["contributor"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("contributor") and "contributor" not in self.errors:
            if data.get("pledge"):
                data["contributor"] = data["pledge"].contributor
            else:
                self.add_error("contributor", _("Elija la organización o el compromiso."))
        return data


class FundForm(LedgerForm):
    """Allocate to an initiative or record what was spent on it; `left` are the pesos there are, by cycle."""

    amount = PesosField(label=_("Monto en pesos"), help_text=_("Por ejemplo 1.234.567"))
    happened_on = DateField(label=_("Fecha"))
    cycle = _Named(
        label=_("Ciclo de financiamiento"),
        queryset=None,
        required=False,
        empty_label=_("El que incluye la fecha"),
    )

    def __init__(
        self, *args: Any, initiative: Initiative, left: Mapping[uuid.UUID, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        alliance = initiative.alliance
        self.initial.setdefault("happened_on", alliance.today())
        cycle = self.fields["cycle"]
        cycle.queryset = alliance.cycles.order_by("number")  # type: ignore[attr-defined]
        cycle.name_of = lambda row: f"{cycle_words(row)} · {format_clp(left.get(row.pk, 0))}"  # type: ignore[attr-defined]


class ReverseForm(OnceForm):
    reason = forms.CharField(
        label=_("Por qué se revierte"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Queda en el libro junto a la reversa."),
    )
    happened_on = DateField(
        label=_("Fecha de la reversa"), help_text=_("Entre la fecha del movimiento y hoy.")
    )

    def __init__(self, *args: Any, movement: Movement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("happened_on", movement.alliance.today())
