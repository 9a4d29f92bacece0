"""Shapes of meetings with their attendance, agreements and commitments."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from actors.models import Actor
from actors.serializers import ActorName
from actors.spoken import ActorField
from convergence import vocabulary as words
from convergence.forms.meeting import MOST_PEOPLE
from convergence.models import Agreement, Alliance, Attendance, Meeting, MeetingFile
from convergence.serializers.commitments import CommitmentFields, CommitmentLine
from convergence.serializers.names import AllianceName, MeetingName
from core.api.fields import CodesField, Label, PersonSerializer, SeenField, Told
from core.serializers import FileSerializer

ROW = (
    "id", "alliance", "kind", "kind_label", "held_on", "place", "spaces", "women", "men", "others", "headcount",
    "recorded_by", "created_at", "updated_at", "version",
)  # fmt: skip
COUNTS = ("organisation_count", "agreement_count", "commitment_count")
MOST_LINES = 200


class MeetingBase(serializers.ModelSerializer[Meeting]):
    alliance = AllianceName(read_only=True)
    kind_label = Label("get_kind_display")
    headcount = serializers.IntegerField(read_only=True)
    recorded_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ROW
        read_only_fields = fields


class MeetingRow(MeetingBase):
    organisation_count = serializers.IntegerField(read_only=True)
    agreement_count = serializers.IntegerField(read_only=True)
    commitment_count = serializers.IntegerField(read_only=True)

    class Meta(MeetingBase.Meta):
        fields = (*ROW, *COUNTS)
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    actor = ActorName(read_only=True)  # `came` tells whoever speaks

    class Meta:
        model = Attendance
        fields = ("actor", "people")
        read_only_fields = fields


class AgreementLine(serializers.ModelSerializer[Agreement]):
    nature_label = Label("get_nature_display")

    class Meta:
        model = Agreement
        fields: tuple[str, ...] = ("id", "number", "text", "nature", "nature_label")
        read_only_fields = fields


class AgreementSerializer(AgreementLine):
    meeting = MeetingName(read_only=True)
    alliance = AllianceName(source="meeting.alliance", read_only=True)

    class Meta(AgreementLine.Meta):
        fields = (*AgreementLine.Meta.fields, "meeting", "alliance", "version")
        read_only_fields = fields


class MeetingFileSerializer(serializers.ModelSerializer[MeetingFile]):
    kind_label = Label("get_kind_display")
    file = FileSerializer(read_only=True)

    class Meta:
        model = MeetingFile
        fields = ("id", "kind", "kind_label", "file")
        read_only_fields = fields


class MeetingSerializer(MeetingBase):
    attendances = AttendanceSerializer(source="came", many=True, read_only=True)
    agreements = AgreementLine(many=True, read_only=True)
    commitments = CommitmentLine(many=True, read_only=True)
    files = MeetingFileSerializer(many=True, read_only=True)

    class Meta(MeetingBase.Meta):
        fields = (*ROW, "summary", "attendances", "agreements", "commitments", "files")
        read_only_fields = fields


def people(*, default: int | None = None) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=MOST_PEOPLE, **({} if default is None else {"default": default})
    )


class AttendanceWrite(Told):
    actor = ActorField(queryset=Actor.objects.all())
    people = people(default=0)


class AttendancesField(serializers.ListSerializer):
    """One line an organisation: twice the same is a slip, not a sum."""

    def to_internal_value(self, data: object) -> object:
        lines = super().to_internal_value(data)
        told = {line["actor"]: line["people"] for line in lines}
        if len(told) != len(lines):
            raise serializers.ValidationError(_("Una organización aparece dos veces."))
        return told


class AgreementWrite(Told):
    text = serializers.CharField(max_length=1000)
    nature = serializers.ChoiceField(choices=words.AgreementNature.choices)


class CommitmentOfMeeting(CommitmentFields):
    agreement = serializers.IntegerField(
        min_value=1,
        required=False,
        allow_null=True,
        help_text="Lugar (1, 2, …) del acuerdo de esta reunión del que nace.",
    )


class MeetingChange(Told):
    """Sent fields change; `attendances`, when sent, replaces the whole list."""

    kind = serializers.ChoiceField(choices=words.MeetingKind.choices)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200, allow_blank=True)
    spaces = CodesField(choices=words.MeetingSpace.choices)
    women = people()
    men = people()
    others = people()
    summary = serializers.CharField(max_length=4000, allow_blank=True)
    attendances = AttendancesField(child=AttendanceWrite(), max_length=MOST_LINES)


class MeetingWrite(Told):
    """Every field has the value that the page's form gives it when left empty, so both doors replay alike."""

    id = serializers.UUIDField(required=False)
    alliance = SeenField(queryset=Alliance.objects.all())
    kind = serializers.ChoiceField(choices=words.MeetingKind.choices, default=words.MeetingKind.SESION.value)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    spaces = CodesField(choices=words.MeetingSpace.choices, default=list)
    women = people(default=0)
    men = people(default=0)
    others = people(default=0)
    summary = serializers.CharField(max_length=4000, allow_blank=True, default="")
    attendances = AttendancesField(child=AttendanceWrite(), max_length=MOST_LINES, default=dict)
    agreements = serializers.ListSerializer(child=AgreementWrite(), max_length=MOST_LINES, default=list)
    commitments = serializers.ListSerializer(child=CommitmentOfMeeting(), max_length=MOST_LINES, default=list)


class MeetingFileWrite(Told):
    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(
        choices=MeetingFile.Kind.choices, default=MeetingFile.Kind.SIGNED_LIST.value
    )
