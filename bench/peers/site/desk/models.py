"""A case and a consultation as rows that are overwritten, with their history kept beside them."""

import uuid

from django.conf import settings
from django.db import models


class Case(models.Model):
    """A child's follow-up: the last note stands in the row, the notes before it in the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40)
    unit = models.UUIDField(default=uuid.uuid4)
    child = models.CharField(max_length=200, blank=True)
    situation = models.TextField()
    state = models.CharField(max_length=20, default="open")
    note = models.TextField(blank=True)
    lateness = models.CharField(max_length=20, blank=True)
    notes = models.IntegerField(default=0)
    due_on = models.DateField(null=True)
    counsellor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    changed_at = models.DateTimeField(auto_now=True)


class Consultation(models.Model):
    """One consultation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    client = models.CharField(max_length=20, blank=True)
    minutes = models.IntegerField(null=True, blank=True)
    narrative = models.TextField()
    advice = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    counsellor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    changed_at = models.DateTimeField(auto_now=True)


if settings.PEER == "simple-history":
    from simple_history import register

    register(Case)
    register(Consultation)
else:
    import pghistory

    pghistory.track()(Case)
    pghistory.track()(Consultation)
