"""Value lists: coded, versioned, labelled in Vietnamese and English.

A list is a class with one member a value:

    class Sex(Code, name="sex"):
        MALE = "male", "Nam", "Male"

Forms and programs send the short code (`male`) or the whole one (`sex/1/male`); stored facts and answers
carry the whole one: list, version, code. A member is never removed or given another meaning; a list that
changes in meaning gets a new version, and its old codes stay members.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

C = TypeVar("C", bound="Code")


class Code(StrEnum):
    """One value of a list; equal to its short code."""

    LIST: ClassVar[str]
    VERSION: ClassVar[int]

    vi: str
    en: str

    def __init_subclass__(cls, *, name: str, version: int = 1) -> None:
        """Name the list and its version."""
        super().__init_subclass__()
        cls.LIST = name
        cls.VERSION = version

    def __new__(cls, code: str, vi: str = "", en: str = "") -> Self:
        """Make a member from its code and its labels."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.vi = vi or code
        member.en = en or code
        return member

    def label(self, language: str = "vi") -> str:
        """Return the label for a reader of `vi` or `en`."""
        return self.en if language == "en" else self.vi

    @property
    def coded(self) -> str:
        """The stored form: list, version and code."""
        return f"{self.LIST}/{self.VERSION}/{self.value}"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the member for a member, a short code or a stored code.

        Raises:
            ValueError: `unknown_code`; the value itself is not repeated.
        """
        if type(value) is cls:
            return value
        found = _spellings(cls).get(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError("unknown_code")
        return cast(Self, found)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda member: member.coded, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        answered = handler.mode == "serialization"
        return {
            "type": "string",
            "title": cls.__name__,
            "enum": [member.coded if answered else member.value for member in cls],
        }


@cache
def _spellings(kind: type[C]) -> dict[str, C]:
    """Return the member of each short code, and of each whole one in every version up to today's."""
    whole = {
        f"{kind.LIST}/{version}/{member.value}": member
        for version in range(1, kind.VERSION + 1)
        for member in kind
    }
    return whole | {member.value: member for member in kind}
