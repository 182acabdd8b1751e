"""The installation's own facts, straight from the log."""

from __future__ import annotations

from domain.installation import INSTALLATION, InstallationMarkedFictional, InstallationNamed
from infrastructure.work import PgWork


class PgInstallation:
    """Keeps `application.installation.InstallationState`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def is_empty(self) -> bool:
        """Return whether the log holds no event yet."""
        row = self._work.connection.execute("SELECT 1 FROM es.events LIMIT 1").fetchone()
        return row is None

    def is_fictional(self) -> bool:
        """Return whether all entries are invented."""
        return any(isinstance(r.fact, InstallationMarkedFictional) for r in self._work.history(INSTALLATION))

    def name(self) -> str:
        """Return the association's name, or an empty string."""
        names = [
            r.fact.name for r in self._work.history(INSTALLATION) if isinstance(r.fact, InstallationNamed)
        ]
        return names[-1] if names else ""
