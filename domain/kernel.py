"""What every subject is made of: values, facts, states, acts and refusals.

A *fact* (`Event`) is immutable and named for ever by its `TOPIC`. A *state* is folded from facts and
decides: its methods read it and return a new fact or raise a `Refused`. Time and actor come in as an `Act`.

Fields that name a person are written with a marker outermost (`Identity[str | None]`). The ledger
encrypts them under the key of their stream, one ciphertext for each `FieldClass`; all other fields are
codes, units, dates and counts that stay readable (DESIGN, section 6).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar, Union, cast, get_args
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationInfo,
)
from pydantic_core import core_schema

STORED: Mapping[str, bool] = {"stored": True}
"""Validation context of facts that come out of the ledger: shape is checked, rules that may tighten are not."""


class FieldClass(StrEnum):
    """A class of personal fields; each has its own key, derived from the key of its stream."""

    SUMMARY = "summary"
    NARRATIVE = "narrative"
    HEALTH = "health"
    IDENTITY = "identity"
    CONTACT = "contact"
    REPORTER_IDENTITY = "reporter_identity"
    EVIDENCE = "evidence"
    LEGAL = "legal"


class Erased:
    """Stands where a personal field cannot be read: its key was destroyed, or the reader holds no keys."""

    _one: ClassVar[Erased | None] = None

    def __new__(cls) -> Self:
        """Return the one instance."""
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cast(Self, cls._one)

    def __repr__(self) -> str:
        return "ERASED"

    def __bool__(self) -> Literal[False]:
        return False


ERASED = Erased()


@dataclass(frozen=True)
class Personal:
    """Marks a field as personal data of one class; `ERASED` may stand in it, in stored facts only."""

    field_class: FieldClass

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        kinds = [kind for kind in (get_args(source) or (source,)) if kind is not Erased]
        inner = handler.generate_schema(Union[tuple(kinds)])  # noqa: UP007 - built at run time

        def validate(
            value: object, inward: core_schema.ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo
        ) -> object:
            if isinstance(value, Erased) and isinstance(info.context, Mapping) and info.context.get("stored"):
                return value
            return inward(value)

        def serialize(value: object, onward: core_schema.SerializerFunctionWrapHandler) -> object:
            return {"$erased": True} if isinstance(value, Erased) else onward(value)

        return core_schema.with_info_wrap_validator_function(
            validate,
            inner,
            serialization=core_schema.wrap_serializer_function_ser_schema(serialize, schema=inner),
        )


T = TypeVar("T")
Summary = Annotated[T | Erased, Personal(FieldClass.SUMMARY)]
Narrative = Annotated[T | Erased, Personal(FieldClass.NARRATIVE)]
Health = Annotated[T | Erased, Personal(FieldClass.HEALTH)]
Identity = Annotated[T | Erased, Personal(FieldClass.IDENTITY)]
Contact = Annotated[T | Erased, Personal(FieldClass.CONTACT)]
ReporterIdentity = Annotated[T | Erased, Personal(FieldClass.REPORTER_IDENTITY)]
Evidence = Annotated[T | Erased, Personal(FieldClass.EVIDENCE)]
Legal = Annotated[T | Erased, Personal(FieldClass.LEGAL)]


class Value(BaseModel):
    """A frozen value: equal by content, no unknown fields, never shows its input in an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, ser_json_inf_nan="strings"
    )


def on_the_way_in(check: Callable[[T], T]) -> AfterValidator:
    """Return a validator for a rule that may tighten: it runs on forms and API, and is skipped for stored facts."""

    def unless_stored(value: T, info: ValidationInfo) -> T:
        stored = isinstance(info.context, Mapping) and info.context.get("stored")
        return value if stored else check(value)

    return AfterValidator(unless_stored)


def cleaned(value: object) -> object:
    """Return text as NFC without control characters (tab and line feed stay) and without outer blanks."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():
        return text.strip()
    kept = (c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text)
    return "".join(kept).strip()


def at_most(characters: int) -> AfterValidator:
    """Return a rule for the way in: no more than this many characters."""

    def check(text: str) -> str:
        if len(text) > characters:
            raise ValueError(f"too_long:{characters}")
        return text

    return on_the_way_in(check)


def _some_text(text: str) -> str:
    if not text:
        raise ValueError("required")
    return text


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("time_zone_required")
    return value.astimezone(UTC)


Line = Annotated[str, BeforeValidator(cleaned), at_most(300)]
"""One line of text, at most 300 characters; may be empty."""
Text = Annotated[str, BeforeValidator(cleaned), at_most(500_000)]
"""Free text, at most 500,000 characters; may be empty."""
Said = Annotated[str, BeforeValidator(cleaned), at_most(500_000), on_the_way_in(_some_text)]
"""Free text that may not be empty."""
Named = Annotated[str, BeforeValidator(cleaned), at_most(300), on_the_way_in(_some_text)]
"""One line that may not be empty."""
Instant = Annotated[datetime, AfterValidator(_aware)]
"""A moment with its time zone, kept in UTC."""


class Event(Value):
    """A fact. Subclasses add domain fields only; who, when recorded and why travel in the ledger's envelope."""

    TOPIC: ClassVar[str]
    occurred_at: Instant
    """When it happened."""
    received_at: Instant | None = None
    """For information: when it reached the association."""


class Actor(Value):
    """Who acts: `account:<uuid>`, `system:<reaction>` or `import:<uuid>`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def account(cls, account_id: UUID) -> Actor:
        """Return the actor for a person's account."""
        return cls(kind="account", name=str(account_id))

    @classmethod
    def system(cls, reaction: str) -> Actor:
        """Return the actor for a reaction of the service itself."""
        return cls(kind="system", name=reaction)


@dataclass(frozen=True)
class Act:
    """Who does something, in which role and for which unit, and when (server clock, UTC)."""

    by: Actor
    at: datetime
    role: str = ""
    unit: UUID | None = None

    @property
    def account(self) -> UUID | None:
        """The account behind the act, when a person acts."""
        return UUID(self.by.name) if self.by.kind == "account" else None


First = TypeVar("First", bound=Event)
Next = TypeVar("Next", bound=Event)


class State(Value, Generic[First, Next]):
    """What some rule asks for about one stream, folded from its facts.

    `began` makes the state of the first fact, `apply` that of each further one. Neither refuses anything
    nor reads a clock.
    """

    SKIMS: ClassVar[frozenset[type[Event]]] = frozenset()
    """Facts whose personal fields no rule asks for: they are folded without being opened."""
    id: UUID
    version: int
    """Version of the last fact; the first fact of a stream has version 0."""

    @classmethod
    def is_begun_by(cls, fact: Event) -> bool:
        """Return whether a stream that starts with this fact is of this kind; ids of other kinds are nobody's here."""
        named = (getattr(base, "__pydantic_generic_metadata__", {}).get("args") for base in cls.__mro__)
        first = next(kinds[0] for kinds in named if kinds)
        return isinstance(fact, get_args(first) or first)

    @classmethod
    def began(cls, stream: UUID, fact: First) -> Self:
        """Return the state after the first fact."""
        raise NotImplementedError(cls)

    def apply(self, fact: Next) -> Self:
        """Return the state after one more fact (`version` is kept by `fold`)."""
        raise NotImplementedError(type(self))

    @classmethod
    def of_stored(cls, **fields: Any) -> Self:
        """Return a state of what was stored, for `began`: no rule of the way in is asked, `ERASED` may stand in it."""
        return cls.model_validate(fields, context=STORED)

    def but(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, for `apply`, in a tenth of the time of `model_copy`."""
        made = object.__new__(type(self))
        object.__setattr__(made, "__dict__", {**self.__dict__, **changes})
        object.__setattr__(made, "__pydantic_fields_set__", self.__pydantic_fields_set__ | changes.keys())
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


S = TypeVar("S", bound="State[Any, Any]")


def fold(kind: type[S], stream: UUID, facts: Iterable[Event], *, onto: S | None = None) -> S | None:
    """Return the state of a stream, or None when it has no facts.

    Args:
        onto: A state already folded from the facts before these.
    """
    state = onto
    for fact in facts:
        state = (
            kind.began(stream, fact) if state is None else state.apply(fact).but(version=state.version + 1)
        )
    return state


class DomainError(Exception):
    """Something the house says no to, with its sentence in both languages and its source of law, if any."""

    vi: ClassVar[str] = "Không thực hiện được."
    en: ClassVar[str] = "This could not be done."
    source: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details = details

    def sentence(self, language: str) -> str:
        """Return the sentence for the reader (`vi` or `en`), with the details filled in (codes and numbers only)."""
        return (self.en if language == "en" else self.vi).format(**self.details)


class Unknown(DomainError):
    """There is no such thing, or it is not for this reader; both look the same."""

    vi = "Không tìm thấy, hoặc không thuộc phạm vi của bạn."
    en = "Not found, or not within your scope."


class Refused(DomainError):
    """A rule says no. Subclasses name the state that forbids and cite their source."""


class Conflict(DomainError):
    """A value was changed by someone else since the form was opened."""

    vi = "Có người vừa thay đổi thông tin này. Hãy xem thay đổi rồi lưu lại; những gì bạn đã gõ vẫn còn."
    en = "Someone has just changed this. Look at the change, then save again; what you typed is kept."


def personal_class(metadata: Iterable[object]) -> FieldClass | None:
    """Return the class of a field from its metadata, or None when the field is not personal."""
    return next((m.field_class for m in metadata if isinstance(m, Personal)), None)


def _value_type(annotation: object) -> type[BaseModel] | None:
    """Return the model behind `Model` or `Model | None`."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


@cache
def _fields_of(kind: type[BaseModel]) -> tuple[tuple[str, FieldClass | None, type[BaseModel] | None], ...]:
    """Return (name, class when personal, model when nested) of each field; worked out once a model."""
    return tuple(
        (name, personal_class(field.metadata), _value_type(field.annotation))
        for name, field in kind.model_fields.items()
    )


Parts = tuple[dict[str, Any], dict[FieldClass, dict[str, Any]]]


def split(value: BaseModel) -> Parts:
    """Return (coded, personal by class) of a value as JSON-ready dictionaries of the same nesting."""
    return _partition(value, value.model_dump(mode="json"))


def _partition(value: BaseModel, dumped: dict[str, Any]) -> Parts:
    coded: dict[str, Any] = {}
    personal: dict[FieldClass, dict[str, Any]] = {}
    for name, marked, _ in _fields_of(type(value)):
        inner = getattr(value, name)
        if marked is not None:
            personal.setdefault(marked, {})[name] = dumped[name]
        elif isinstance(inner, BaseModel):
            coded[name], below = _partition(inner, dumped[name])
            for field_class, part in below.items():
                personal.setdefault(field_class, {})[name] = part
        else:
            coded[name] = dumped[name]
    return coded, personal


M = TypeVar("M", bound=BaseModel)


def join(
    kind: type[M],
    coded: Mapping[str, Any],
    personal: Mapping[FieldClass, Mapping[str, Any]],
    unreadable: frozenset[FieldClass] = frozenset(),
) -> M:
    """Return the value whose parts were split, with `ERASED` in fields of the classes that cannot be read."""
    whole = dict(coded)
    for part in personal.values():
        whole = _merged(whole, part)
    if unreadable:
        whole = _with_erased(kind, whole, unreadable)
    return kind.model_validate(whole, context=STORED)


def _merged(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(left)
    for name, part in right.items():
        below = out.get(name)
        out[name] = _merged(below, part) if isinstance(below, dict) and isinstance(part, dict) else part
    return out


def _with_erased(
    kind: type[BaseModel], whole: Mapping[str, Any], unreadable: frozenset[FieldClass]
) -> dict[str, Any]:
    out = dict(whole)
    for name, marked, inner in _fields_of(kind):
        if marked is not None:
            if marked in unreadable and name not in out:
                out[name] = ERASED
        elif inner is not None and isinstance(out.get(name), dict):
            out[name] = _with_erased(inner, out[name], unreadable)
    return out
