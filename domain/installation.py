"""The installation itself: whose it is, and whether all of it is fictional."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Event, Named, State

INSTALLATION = UUID("6c616368-616e-4000-8000-000000000001")
"""The one stream of the installation."""


class InstallationMarkedFictional(Event):
    """Every entry is invented; only ever the first event of a log. A simulated clock is accepted after it."""

    TOPIC: ClassVar[str] = "installation.marked-fictional.1"
    seed: int


class InstallationNamed(Event):
    """The association's own name, as it appears on pages and papers (it changed with the provinces' merger)."""

    TOPIC: ClassVar[str] = "installation.named.1"
    name: Named


class Installation(State[InstallationMarkedFictional | InstallationNamed, InstallationNamed]):
    """Whose the installation is."""

    fictional: bool = False
    name: str = ""

    @classmethod
    def began(cls, stream: UUID, fact: InstallationMarkedFictional | InstallationNamed) -> Installation:
        """Return the state after the first fact."""
        match fact:
            case InstallationMarkedFictional():
                return cls(id=stream, version=0, fictional=True)
            case InstallationNamed():
                return cls(id=stream, version=0, name=fact.name)

    def apply(self, fact: InstallationNamed) -> Installation:
        """Return the state after one more fact."""
        return self.but(name=fact.name)
