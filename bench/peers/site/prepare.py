"""Make the tables, the triggers, a person with a token, and cases; print what the bench needs, as JSON.

python prepare.py CASES ENTRIES NOTE
"""

import json
import sys
from importlib.metadata import version

import django

django.setup()

from desk.models import Case  # noqa: E402 - models can be read once Django is set up
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

CASES, ENTRIES, NOTE = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
NAMED = ("Django", "djangorestframework", f"django-{settings.PEER}", "gunicorn")

call_command("migrate", verbosity=0)  # what our own tables refer to comes first
call_command("migrate", run_syncdb=True, verbosity=0)
if settings.PEER == "pghistory":
    call_command("pgtrigger", "install", verbosity=0)
person = User.objects.create_user("tuvan")


def opened(number):
    """Open a case."""
    return Case.objects.create(code=f"BN.T.{number:04}.2026", situation=NOTE, counsellor=person)


cases = [str(opened(number).pk) for number in range(CASES)]
long = opened(CASES)
for number in range(1, ENTRIES):
    long.note, long.notes = NOTE, number
    long.save()
made = {"token": Token.objects.create(user=person).key, "cases": cases, "long": str(long.pk)}
made["versions"] = [f"{name} {version(name)}" for name in NAMED]
print(json.dumps(made))
