"""The 90-second form: date, headcount, organisations, up to three agreements, commitments, signed list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from convergence import vocabulary as words
from convergence.forms.commitment import owners_of
from convergence.models import Alliance, Meeting
from core.forms import DateField, OnceForm, VersionedForm, accepted_files
from core.forms_look import CountInput, PhotoInput

ROWS = 3
MOST_PEOPLE = 5000


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_PEOPLE, required=False, initial=0, widget=CountInput
    )


class MeetingFacts(forms.Form):
    """What is told of a meeting held, whether recorded or corrected."""

    held_on = DateField(label=_("Fecha de la reunión"))
    kind = forms.ChoiceField(label=_("Tipo de reunión"), choices=words.MeetingKind)
    women = _count(_("Mujeres"))
    men = _count(_("Hombres"))
    others = _count(_("Otras personas"))
    place = forms.CharField(label=_("Lugar o enlace"), max_length=200, required=False)
    spaces = forms.MultipleChoiceField(
        label=_("Para qué se reunieron"),
        choices=words.MeetingSpace,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = forms.CharField(
        label=_("De qué se habló"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_women(self) -> int:
        return self.cleaned_data["women"] or 0

    def clean_men(self) -> int:
        return self.cleaned_data["men"] or 0

    def clean_others(self) -> int:
        return self.cleaned_data["others"] or 0

    def add_organisations(self, alliance: Alliance, present: dict[Actor, int] | None = None) -> None:
        """One number a partner, or whoever came and has left since: empty means it did not come."""
        present = present or {}
        partners = list(owners_of(alliance).select_related("kind"))
        self.organisations = [*partners, *(actor for actor in present if actor not in partners)]
        for actor in self.organisations:
            field = forms.IntegerField(
                label=actor.display_name,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                widget=CountInput,
            )
            self.fields[f"org_{actor.pk}"] = field
            self.initial[f"org_{actor.pk}"] = present.get(actor)

    def organisation_fields(self) -> list[Any]:
        """(actor, bound field) pairs for the page."""
        return [(actor, self[f"org_{actor.pk}"]) for actor in self.organisations]

    def meeting_fields(self) -> dict[str, Any]:
        names = ("held_on", "kind", "women", "men", "others", "place", "spaces", "summary")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def org_errors(self) -> bool:
        return any(name.startswith("org_") for name in self.errors)

    def attendances(self) -> dict[Any, int]:
        counted = {actor: self.cleaned_data.get(f"org_{actor.pk}") for actor in self.organisations}
        return {actor: people for actor, people in counted.items() if people is not None}


class MeetingForm(MeetingFacts, OnceForm):
    photo = forms.FileField(
        label=_("Foto de la lista firmada"),
        required=False,
        help_text=accepted_files(),
        widget=PhotoInput,
    )
    kept_photo = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("held_on", alliance.today())
        self.add_organisations(alliance)


class AmendMeetingForm(MeetingFacts, VersionedForm):
    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(meeting, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.add_organisations(meeting.alliance, {row.actor: row.people for row in meeting.came})


class AgreementRow(forms.Form):
    text = forms.CharField(
        label=_("Qué se acordó"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    nature = forms.ChoiceField(label=_("Naturaleza del acuerdo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = [("", _("Elija una")), *words.AgreementNature.choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text") and not data.get("nature"):
            self.add_error("nature", _("Elija la naturaleza del acuerdo."))
        if data.get("nature") and not data.get("text"):
            self.add_error("text", _("Escriba qué se acordó."))
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("text"))


class CommitmentRow(forms.Form):
    """`agreement` is the place of a row of AgreementRows; with one agreement only, it needs not be told."""

    what = forms.CharField(label=_("Qué se hará"), max_length=500, required=False)
    owner = forms.ModelChoiceField(label=_("Quién responde"), queryset=None, required=False)
    due_on = DateField(label=_("Para cuándo"), required=False)
    agreement = forms.TypedChoiceField(
        label=_("Por el acuerdo"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].empty_label = str(_("Elija una organización"))
        numbers = [(str(n), _("Acuerdo %(n)d") % {"n": n}) for n in range(1, ROWS + 1)]
        self.fields["agreement"].choices = [("", _("Ninguno en particular")), *numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("what", "owner", "due_on")):
            for name, message in (
                ("what", _("Escriba qué se hará.")),
                ("owner", _("Elija quién responde.")),
                ("due_on", _("Indique para cuándo.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("what"))


class RowsFormSet(forms.BaseFormSet):
    """Rows that may stay empty; `filled_forms()` are those that say something, in order."""

    def filled_forms(self) -> list[Any]:
        return [form for form in self.forms if form.is_filled]

    def filled(self) -> list[Any]:
        return [form.cleaned_data for form in self.filled_forms()]


AgreementRows = forms.formset_factory(
    AgreementRow, formset=RowsFormSet, extra=ROWS, max_num=ROWS, validate_max=True, absolute_max=ROWS
)
CommitmentRows = forms.formset_factory(
    CommitmentRow, formset=RowsFormSet, extra=ROWS, max_num=10, absolute_max=10
)
