"""Shapes of contacts, mandates, notes and files of organisations in the API."""

from typing import Any

from rest_framework import serializers

from actors import phones, terms
from actors.models import ActorFile, ActorNote, Contact, Mandate
from actors.serializers.organisations import ActorName
from actors.vocabulary import ContactAudience, Office
from core import dates
from core.api.fields import Label, PersonSerializer, Told
from core.serializers import FileSerializer


class ContactSerializer(serializers.ModelSerializer[Contact]):
    actor = ActorName(read_only=True)
    audience_label = Label("get_audience_display")
    email = serializers.CharField(read_only=True, help_text="Vacío si no tiene.")
    phone_link = serializers.SerializerMethodField(help_text="Lo que marca un enlace `tel:`.")

    class Meta:
        model = Contact
        fields = (
            "id", "actor", "name", "position", "email", "phone", "phone_link", "audience", "audience_label",
            "is_main", "until", "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_phone_link(self, contact: Contact) -> str:
        return phones.dial(contact.phone)


class ContactChange(Told):
    name = serializers.CharField(max_length=150)
    position = serializers.CharField(max_length=100, allow_blank=True, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    phone = serializers.CharField(
        max_length=30, allow_blank=True, required=False, help_text="Los chilenos se guardan como +56 …"
    )
    audience = serializers.ChoiceField(choices=ContactAudience.choices, required=False)
    is_main = serializers.BooleanField(required=False)


class ContactWrite(ContactChange):
    id = serializers.UUIDField(required=False)


class EndContactWrite(Told):
    until = serializers.DateField(required=False, help_text="Por omisión, hoy.")


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    actor = ActorName(read_only=True)
    office_label = Label("get_office_display")
    state = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()

    class Meta:
        model = Mandate
        fields = (
            "id", "actor", "office", "office_label", "holder", "since", "until", "source", "state", "state_label",
            "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, mandate: Mandate) -> str:
        """to_come, in_force, ending (60 days or less) or ended, as of today."""
        return _term(mandate).value

    def get_state_label(self, mandate: Mandate) -> str:
        return str(terms.LABELS[_term(mandate)])


def _term(mandate: Mandate) -> terms.Term:
    return terms.term_of(mandate.since, mandate.until, dates.today())


class MandateChange(Told):
    office = serializers.ChoiceField(choices=Office.choices)
    holder = serializers.CharField(max_length=200, allow_blank=True, required=False)
    since = serializers.DateField(allow_null=True, required=False)
    until = serializers.DateField(allow_null=True, required=False)
    source: Any = serializers.CharField(max_length=200, allow_blank=True, required=False)


class MandateWrite(MandateChange):
    id = serializers.UUIDField(required=False)


class NoteSerializer(serializers.ModelSerializer[ActorNote]):
    written_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ActorNote
        fields = ("id", "text", "written_by", "created_at", "version")
        read_only_fields = fields


class NoteWrite(Told):
    id = serializers.UUIDField(required=False)
    text = serializers.CharField(max_length=4000)


class ActorFileSerializer(serializers.ModelSerializer[ActorFile]):
    kind_label = Label("get_kind_display")
    file = FileSerializer(read_only=True)
    added_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ActorFile
        fields = ("id", "kind", "kind_label", "label", "file", "added_by", "created_at", "version")
        read_only_fields = fields


class ActorFileWrite(Told):
    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=ActorFile.Kind.choices)
    label: Any = serializers.CharField(max_length=150, allow_blank=True, required=False, default="")
    file: Any = serializers.FileField(help_text="PDF o imagen; el tipo se lee del contenido.")
