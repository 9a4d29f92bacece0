"""Forms of a traspaso: who leaves which organisation and who takes over, then the confirmation."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor, Membership
from actors.querysets import managed_actor_ids
from core.forms import OnceForm

TEAM = "team"


def actors_offered(principal: Principal) -> QuerySet[Actor]:
    """Organisations whose people the principal may hand over: those somebody ever acted for."""
    rows = Actor.objects.canonical()
    if not principal.is_foundation:
        return rows.filter(pk__in=managed_actor_ids(principal)).in_order()
    return rows.filter(pk__in=Membership.objects.values("actor__canonical_id")).in_order()


class WhereForm(forms.Form):
    """Of which organisation; the foundation may also hand over within its own team."""

    actor = forms.ChoiceField(label=gettext_lazy("Organización"))

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = [(TEAM, _("Equipo de la fundación"))] if principal.is_foundation else []
        named = [(str(pk), name) for pk, name in actors_offered(principal).values_list("pk", "name")]
        self.fields["actor"].choices = [("", "---------"), *team, *named]

    def clean_actor(self) -> Actor | None:
        told = self.cleaned_data["actor"]
        return None if told == TEAM else Actor.objects.get(pk=told)


class PeopleForm(forms.Form):
    """Who leaves and who takes over. The foundation may name a successor from elsewhere by her address."""

    actor = forms.CharField(widget=forms.HiddenInput)
    leaver = forms.ModelChoiceField(label=gettext_lazy("Quién deja"), queryset=User.objects.none())
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Quién recibe"), queryset=User.objects.none(), required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("O el correo de quien recibe, si no está en la lista"), required=False
    )

    def __init__(
        self,
        *args: Any,
        principal: Principal,
        actor: Actor | None,
        is_confirmed: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_confirmed`: the successor was found by her address before, and comes back by her id."""
        super().__init__(*args, **kwargs)
        everybody = User.objects.order_by("name", "pk")
        active = everybody.filter(is_active=True, kind=User.Kind.PERSON)
        if actor is None:
            self.fields["leaver"].queryset = everybody.filter(is_foundation_staff=True)
            self.fields["successor"].queryset = active.filter(is_foundation_staff=True)
        else:
            rows = Membership.objects.of_actor(actor)
            self.fields["leaver"].queryset = everybody.filter(pk__in=rows.values("user_id"))
            if not (is_confirmed and principal.is_foundation):
                active = active.filter(pk__in=rows.living().values("user_id"))
            self.fields["successor"].queryset = active
        if actor is None or not principal.is_foundation:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        email, successor = told.get("email"), told.get("successor")
        if email and successor is None:
            told["successor"] = User.objects.filter(
                email=email.lower(), is_active=True, kind=User.Kind.PERSON
            ).first()
            if told["successor"] is None:
                self.add_error("email", _("Nadie tiene una cuenta activa con este correo: invítela primero."))
        elif email and successor is not None and successor.email != email.lower():
            self.add_error("email", _("Elija de la lista o escriba el correo, no ambas cosas."))
        elif not email and successor is None and "successor" not in self.errors:
            self.add_error("successor", _("Elija quién recibe."))
        return told


class ConfirmForm(OnceForm):
    """What was looked at goes along in `mark`, so that nothing else is moved."""

    actor = forms.CharField(widget=forms.HiddenInput)
    leaver = forms.UUIDField(widget=forms.HiddenInput)
    successor = forms.UUIDField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput, max_length=32)
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Por ejemplo: cambio de cargo. Figura en la hoja de traspaso."),
    )
    close_account = forms.BooleanField(
        label=gettext_lazy("Desactivar la cuenta de quien deja"),
        required=False,
        help_text=gettext_lazy(
            "No le queda otra organización en la plataforma. La fundación puede reactivarla."
        ),
    )

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole:
            del self.fields["close_account"]
