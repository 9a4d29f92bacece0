"""Contacts, mandates, notes and files of organisations in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from actors import rules
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.serializers.records import (
    ActorFileSerializer,
    ActorFileWrite,
    ContactChange,
    ContactSerializer,
    ContactWrite,
    EndContactWrite,
    MandateChange,
    MandateSerializer,
    MandateWrite,
    NoteSerializer,
    NoteWrite,
)
from actors.services import records as services
from core.api.parsers import WITH_FILES
from core.api.views import Rows
from core.api.writes import allow, expected_version, once, require_version


class OfActor(Rows):
    """Records below one organisation: 404 when it is not seen, else those that the asker may see."""

    filter_backends = ()

    @property
    def actor(self) -> Actor:
        return get_object_or_404(Actor.objects.visible_to(self.principal), pk=self.kwargs["pk"]).speaker

    def shape_rows(self, rows: Any) -> Any:
        return rows.of_actor(self.actor)

    def kept(self) -> Actor:
        """The organisation, for whoever keeps its page."""
        actor = self.actor
        allow(rules.can_edit_actor(self.principal, actor))
        return actor


class OneRecord(Rows):
    """One record by its own id."""

    filter_backends = ()

    def mine(self) -> Any:
        row = self.get_object()
        allow(rules.can_edit_actor(self.principal, row.actor))
        return row


@extend_schema_view(list=extend_schema(summary="Contactos de una organización que usted puede ver"))
class ContactsOfActor(OfActor):
    queryset = Contact.objects.all()
    serializer_class = ContactSerializer

    def shape_rows(self, rows: Any) -> Any:
        return super().shape_rows(rows).select_related("actor")

    @extend_schema(summary="Agregar un contacto", request=ContactWrite, responses={201: ContactSerializer})
    def create(self, request: Request, pk: str) -> Response:
        actor = self.kept()

        def act() -> Response:
            told = self.read(ContactWrite)
            contact = services.add_contact(actor=actor, uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(contact, 201)

        return once(request, act)


@extend_schema_view(retrieve=extend_schema(summary="Un contacto"))
class Contacts(OneRecord):
    queryset = Contact.objects.all()
    serializer_class = ContactSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("actor")

    @extend_schema(summary="Corregir un contacto", request=ContactChange, responses=ContactSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        contact = self.mine()
        version = require_version(request)
        told = self.read(ContactChange, partial=True)
        changed = services.update_contact(contact=contact, version=version, by=self.principal, **told)
        return self.tell_again(changed)

    @extend_schema(
        summary="Anotar que un contacto dejó el cargo",
        description="If-Match es opcional.",
        request=EndContactWrite,
        responses=ContactSerializer,
    )
    def end(self, request: Request, pk: str) -> Response:
        contact = self.mine()

        def act() -> Response:
            told = self.read(EndContactWrite)
            version = expected_version(request)
            services.end_contact(contact=contact, version=version, by=self.principal, **told)
            return self.tell_again(contact)

        return once(request, act)


@extend_schema_view(list=extend_schema(summary="Mandatos de una organización, con su estado de hoy"))
class MandatesOfActor(OfActor):
    queryset = Mandate.objects.all()
    serializer_class = MandateSerializer

    def shape_rows(self, rows: Any) -> Any:
        return super().shape_rows(rows).select_related("actor")

    @extend_schema(summary="Agregar un mandato", request=MandateWrite, responses={201: MandateSerializer})
    def create(self, request: Request, pk: str) -> Response:
        actor = self.kept()

        def act() -> Response:
            told = self.read(MandateWrite)
            mandate = services.add_mandate(actor=actor, uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(mandate, 201)

        return once(request, act)


@extend_schema_view(retrieve=extend_schema(summary="Un mandato"))
class Mandates(OneRecord):
    queryset = Mandate.objects.all()
    serializer_class = MandateSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("actor")

    @extend_schema(summary="Corregir un mandato", request=MandateChange, responses=MandateSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        mandate = self.mine()
        version = require_version(request)
        told = self.read(MandateChange, partial=True)
        changed = services.update_mandate(mandate=mandate, version=version, by=self.principal, **told)
        return self.tell_again(changed)


@extend_schema_view(
    list=extend_schema(summary="Notas de la fundación sobre una organización; vacía para los demás")
)
class NotesOfActor(OfActor):
    queryset = ActorNote.objects.all()
    serializer_class = NoteSerializer

    def shape_rows(self, rows: Any) -> Any:
        return super().shape_rows(rows).standing().select_related("written_by")

    @extend_schema(summary="Escribir una nota", request=NoteWrite, responses={201: NoteSerializer})
    def create(self, request: Request, pk: str) -> Response:
        actor = self.actor
        allow(rules.can_keep_notes(self.principal))

        def act() -> Response:
            told = self.read(NoteWrite)
            note = services.add_note(actor=actor, uid=told.get("id"), text=told["text"], by=self.principal)
            return self.tell_again(note, 201)

        return once(request, act)


class Notes(Rows):
    queryset = ActorNote.objects.all()
    serializer_class = NoteSerializer
    filter_backends = ()

    @extend_schema(
        summary="Retirar una nota",
        description="If-Match es opcional.",
        request=None,
        responses=NoteSerializer,
    )
    def withdraw(self, request: Request, pk: str) -> Response:
        note = self.get_object()
        allow(rules.can_keep_notes(self.principal))

        def act() -> Response:
            version = expected_version(request)
            return self.tell(services.withdraw_note(note=note, version=version, by=self.principal))

        return once(request, act)


@extend_schema_view(list=extend_schema(summary="Archivos de una organización; solo para ella y la fundación"))
class FilesOfActor(OfActor):
    queryset = ActorFile.objects.all()
    parser_classes = WITH_FILES
    serializer_class = ActorFileSerializer

    def shape_rows(self, rows: Any) -> Any:
        return super().shape_rows(rows).standing().select_related("file", "added_by")

    @extend_schema(
        summary="Agregar un archivo",
        description="JPG, PNG, WebP, HEIC o PDF; el tipo se lee del contenido, no del nombre.",
        request={"multipart/form-data": ActorFileWrite},
        responses={201: ActorFileSerializer},
    )
    def create(self, request: Request, pk: str) -> Response:
        actor = self.kept()

        def act() -> Response:
            told = self.read(ActorFileWrite)
            upload, uid = told.pop("file"), told.pop("id", None)
            row = services.add_file(actor=actor, upload=upload, uid=uid, by=self.principal, **told)
            return self.tell_again(row, 201)

        return once(request, act)


class ActorFiles(OneRecord):
    queryset = ActorFile.objects.all()
    serializer_class = ActorFileSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("file", "added_by", "actor")

    @extend_schema(
        summary="Retirar un archivo",
        description="If-Match es opcional.",
        request=None,
        responses=ActorFileSerializer,
    )
    def withdraw(self, request: Request, pk: str) -> Response:
        file = self.mine()

        def act() -> Response:
            version = expected_version(request)
            return self.tell(services.withdraw_file(file=file, version=version, by=self.principal))

        return once(request, act)
