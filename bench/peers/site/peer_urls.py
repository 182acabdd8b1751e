"""The journeys that are measured."""

from desk.views import Consultations, History, Notes
from django.urls import path

urlpatterns = [
    path("consultations", Consultations.as_view()),
    path("cases/<uuid:case>/notes", Notes.as_view()),
    path("cases/<uuid:case>/history", History.as_view()),
]
