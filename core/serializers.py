"""Shapes of jobs and files in the API."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api.fields import Label, Told
from core.models import File, Job


class FileSerializer(serializers.ModelSerializer[File]):
    download_url = serializers.SerializerMethodField()

    class Meta:
        model = File
        fields = ("id", "name", "media_type", "size", "sha256", "created_at", "download_url", "version")
        read_only_fields = fields

    def get_download_url(self, file: File) -> str:
        """Answers to the same token as the rest of the API."""
        request = self.context.get("request")
        path = reverse("api:file-content", args=[file.pk])
        return request.build_absolute_uri(path) if request else path


class JobSerializer(serializers.ModelSerializer[Job]):
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    state_label = Label("get_state_display")
    result_file = FileSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields: tuple[str, ...] = (
            "id", "kind", "label", "params", "state", "state_label", "progress", "step", "result", "result_file",
            "error", "created_at", "started_at", "finished_at", "version",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"params": {"help_text": "{…}"}}  # noqa: RUF012


class AskedJobSerializer(JobSerializer):
    """`told_broker` false: the job is kept, and waits until the worker can be reached again."""

    told_broker = serializers.BooleanField(read_only=True)
    note = serializers.CharField(read_only=True)

    class Meta(JobSerializer.Meta):
        fields = (*JobSerializer.Meta.fields, "told_broker", "note")
        read_only_fields = fields


class PlainJSON(serializers.JSONField):
    """A JSON object that PostgreSQL can keep: no NUL."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError(_("Se espera un objeto."))
        if "\\u0000" in json.dumps(value):
            raise serializers.ValidationError(_("Hay caracteres que no se pueden guardar."))
        return value


class AskJob(Told):
    id = serializers.UUIDField(required=False)
    kind = serializers.CharField(max_length=60)
    params = PlainJSON(required=False, default=dict)
