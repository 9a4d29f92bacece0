"""Kept views of lists in the API."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Told
from core.api.views import Rows
from core.api.writes import allow, once
from core.lists import saved
from core.models import SavedView


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    query = serializers.CharField(
        read_only=True, help_text="Filtros y orden, como en la dirección de la lista."
    )
    columns = serializers.ListField(child=serializers.CharField(), read_only=True)
    shared_with = serializers.CharField(
        read_only=True, help_text="Vacío, `foundation` o `actor:<id>`: quiénes la ven además de usted."
    )
    is_own = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="La lista así, en las páginas.")

    class Meta:
        model = SavedView
        fields = (
            "id", "page", "name", "query", "columns", "shared_with", "is_own", "url", "created_at", "updated_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_own(self, view: SavedView) -> bool:
        return bool(view.owner_id == self.context["request"].user.pk)

    def get_url(self, view: SavedView) -> str:
        return saved.address(view)


class SavedViewWrite(Told):
    page = serializers.CharField(max_length=40, help_text="`actores`.")
    name = serializers.CharField(max_length=80)
    query = serializers.CharField(max_length=saved.MOST_QUERY, allow_blank=True, required=False)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=saved.MOST_COLUMNS, required=False
    )
    shared_with = serializers.CharField(max_length=50, allow_blank=True, required=False)


@extend_schema_view(
    list=extend_schema(summary="Vistas guardadas, suyas y compartidas con usted"),
    retrieve=extend_schema(summary="Una vista guardada"),
)
class SavedViews(Rows):
    queryset = SavedView.objects.all()
    serializer_class = SavedViewSerializer
    filter_backends = ()

    @extend_schema(summary="Guardar una vista", request=SavedViewWrite, responses={201: SavedViewSerializer})
    def create(self, request: Request) -> Response:
        allow(self.principal.can_write)

        def act() -> Response:
            view = saved.save_view(by=self.principal, **self.read(SavedViewWrite))
            return self.tell_again(view, 201)

        return once(request, act)

    @extend_schema(summary="Quitar una vista propia", responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        saved.delete_view(view=self.get_object(), by=self.principal)
        return Response(status=204)
