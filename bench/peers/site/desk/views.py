"""Log a consultation, add a note to a case, read a case's history: plain Django REST Framework."""

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from rest_framework import serializers, status
from rest_framework.generics import CreateAPIView, ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from desk.models import Case, Consultation

KEPT, WHICH, ORDER = {
    "simple-history": ("HistoricalCase", "id", "history_id"),
    "pghistory": ("CaseEvent", "pgh_obj_id", "pgh_id"),
}[settings.PEER]


class ConsultationShown(serializers.ModelSerializer):
    """A consultation as it comes and goes."""

    class Meta:
        """All of it; who counselled is whoever is signed in."""

        model = Consultation
        fields = "__all__"
        read_only_fields = ("counsellor",)


class NoteSaid(serializers.Serializer):
    """What is added to a case."""

    note = serializers.CharField(max_length=20_000)
    lateness = serializers.CharField(max_length=20, required=False, default="")


class CaseOnceShown(serializers.ModelSerializer):
    """A case as it once was."""

    class Meta:
        """All of it."""

        model = apps.get_model("desk", KEPT)
        fields = "__all__"


class Consultations(CreateAPIView):
    """Log a consultation."""

    serializer_class = ConsultationShown

    @transaction.atomic
    def perform_create(self, serializer):
        """Save it with its history in one transaction."""
        serializer.save(counsellor=self.request.user)


class Notes(APIView):
    """Add a note to a case: an update with history."""

    def post(self, request, case):
        """Change the row under its lock."""
        said = NoteSaid(data=request.data)
        said.is_valid(raise_exception=True)
        with transaction.atomic():
            row = get_object_or_404(Case.objects.select_for_update(), pk=case)
            row.note, row.lateness = said.validated_data["note"], said.validated_data["lateness"]
            row.notes += 1
            row.save()
        return Response({"id": str(row.pk), "notes": row.notes}, status.HTTP_201_CREATED)


class History(ListAPIView):
    """Read the history of a case."""

    serializer_class = CaseOnceShown
    pagination_class = None

    def get_queryset(self):
        """Return what was kept of this case, the oldest first."""
        return CaseOnceShown.Meta.model.objects.filter(**{WHICH: self.kwargs["case"]}).order_by(ORDER)
