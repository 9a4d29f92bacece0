"""GET /api/v1/me/data/: what is kept about the person who asks."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.services.anonymising import subject_of_user
from accounts.telling import told_about
from core import dates
from core.api.views import Door


class RecordSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    # Named after the class's own property: what the answer says wins here, as nobody asks a record for its input.
    data = serializers.DictField(  # type: ignore[assignment]
        help_text=_("Cada dato con el nombre con que se le conoce.")
    )


class ActSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    count = serializers.IntegerField()


class TreatmentSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    treatment = serializers.CharField(source="label")
    purpose = serializers.CharField()
    basis = serializers.CharField()
    retention = serializers.CharField()
    records = RecordSerializer(many=True)
    acts = ActSerializer(many=True)


class MyDataSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    treatments = TreatmentSerializer(many=True)


class MyData(Door):
    serializer_class = MyDataSerializer
    queryset = User.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(summary="Lo que se guarda de usted", responses=MyDataSerializer)
    def retrieve(self, request: Request) -> Response:
        return self.tell({"as_of": dates.today(), "treatments": told_about(subject_of_user(request.user))})
