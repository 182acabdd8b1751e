"""Passwords that stand in a public list of the commonest, which is what is guessed first.

The list is that of `zxcvbn` (30,000 passwords by how often they were found in leaks; MIT licence), loaded with the
first password that is set: some 14 MiB. Source: OWASP ASVS 5.0, V6.2.4, V6.2.12 (the 3,000 commonest; leaked ones).
"""

from __future__ import annotations

from functools import lru_cache

from domain.text import fold


@lru_cache(maxsize=1)
def published() -> frozenset[str]:
    """Return the list, without marks and capitals."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    passwords = FREQUENCY_LISTS["passwords"]
    return frozenset(fold(one) for one in passwords)


def is_published(password: str) -> bool:
    """Return whether a password is in the list, as it is or but for digits and signs around it."""
    plain = fold(password)
    bare = plain.strip("".join(sign for sign in set(plain) if not sign.isalpha()))
    return plain in published() or bare in published()
