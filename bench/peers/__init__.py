"""Peers: Django REST Framework with django-simple-history, and with django-pghistory, doing the journeys that we do."""
