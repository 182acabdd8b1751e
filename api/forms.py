"""The binder: what was typed into a form, as the value that command and fact carry.

Names of fields are paths (`child.birth.year`, `sessions.0.minutes`); names that begin with `_` belong to the form
itself. A blank field counts as not filled in; a name that the value does not have is refused. A form that does
not fit keeps everything typed, so that it is shown again with what is wrong beside each field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Fault, faults
from api.uploads import MOST_DRAINED, let_go, takes_file
from domain.calendar import VIETNAM
from domain.codes import Code
from domain.kernel import DomainError, Erased
from domain.units import AdminUnit

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Largest body of a request. Source: quy ước nội bộ; the longest text (500,000 characters) fits, percent-encoded."""
MAX_ROWS = 200
"""Largest index in a list of rows (`sessions.0`, `sessions.1`, …)."""

T = TypeVar("T", bound=BaseModel)
Typed = dict[str, list[str]]
_Node = dict[str, Any]

_LOCAL_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?")
_MANY = (tuple, list, set, frozenset)


class FormTooLarge(HTTPException):
    """The body is larger than anything a person types."""

    vi = "Nội dung gửi lên quá lớn: nhiều nhất 4 MB. Hãy quay lại trang trước và chia nhỏ nội dung."
    en = "What was sent is too large: at most 4 MB. Go back to the page before and divide it."

    def __init__(self) -> None:
        super().__init__(413)


class LimitedBody:
    """Refuses bodies over `MAX_BODY_BYTES`: before reading when the length is announced, else while reading."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting the bytes of its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read, most = 0, MOST_DRAINED if takes_file(scope["path"]) else MAX_BODY_BYTES
        announced = dict(scope["headers"]).get(b"content-length", b"0")

        async def counted() -> Message:
            nonlocal read
            if announced.isdigit() and int(announced) > most:
                raise FormTooLarge
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise FormTooLarge
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            let_go(scope)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, or with the whole form when the path is empty."""

    path: str
    code: str
    vi: str
    en: str

    def sentence(self, language: str = "vi") -> str:
        """Return what is wrong, in the reader's language."""
        return self.en if language == "en" else self.vi

    @property
    def has_field(self) -> bool:
        """Whether the error can be corrected in a field of the page."""
        return bool(self.path) and self.code != "extra_forbidden"


class FormHasErrors(Exception):
    """The value of a form with errors was asked for."""


@dataclass(frozen=True, slots=True)
class Bound(Generic[T]):
    """A form: what was typed, and either its value or what is wrong with it."""

    typed: Typed = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    _value: T | None = None

    @property
    def value(self) -> T:
        """The value.

        Raises:
            FormHasErrors: There is none.
        """
        if self._value is None or self.errors:
            raise FormHasErrors
        return self._value

    @property
    def is_valid(self) -> bool:
        """Whether the form has a value."""
        return self._value is not None and not self.errors

    def first(self, name: str, default: str = "") -> str:
        """Return what was typed into a field that holds one text."""
        return next((text for text in self.typed.get(name, ())), default)

    def last(self, name: str, default: str = "") -> str:
        """Return the last text of a field: what counts where a hidden blank stands before a checkbox."""
        return next((text for text in reversed(self.typed.get(name, ()))), default)

    def error(self, name: str) -> FieldError | None:
        """Return what is wrong with a field."""
        return next((error for error in self.errors if error.path == name), None)

    def error_within(self, name: str) -> FieldError | None:
        """Return what is wrong with a group of fields, or with one of them."""
        inside = f"{name}."
        return next((e for e in self.errors if e.path == name or e.path.startswith(inside)), None)

    def refused(self, error: DomainError, path: str = "") -> Bound[T]:
        """Return the same form with a refusal on top, to be shown again with what was typed."""
        kind = type(error).__name__
        more = FieldError(path, kind, error.sentence("vi"), error.sentence("en"))
        return replace(self, errors=(*self.errors, more))


def blank(**typed: str | Sequence[str]) -> Bound[Any]:
    """Return a form to be filled in; `typed` are texts that stand in it already (`__` in a name is a dot)."""
    texts = {name.replace("__", "."): value for name, value in typed.items()}
    return Bound({name: [v] if isinstance(v, str) else list(v) for name, v in texts.items()})


def filled(value: BaseModel | None) -> Bound[Any]:
    """Return a form that shows a value, to be changed."""
    return Bound({} if value is None else dict(_texts(value)))


def _texts(value: BaseModel, above: str = "") -> Iterable[tuple[str, list[str]]]:
    for name in type(value).model_fields:
        inner, path = getattr(value, name), f"{above}{name}"
        if isinstance(inner, BaseModel) and not isinstance(inner, AdminUnit):
            yield from _texts(inner, f"{path}.")
        elif isinstance(inner, tuple | list) and inner and isinstance(inner[0], BaseModel):
            for index, row in enumerate(inner):
                yield from _texts(row, f"{path}.{index}.")
        else:
            many = isinstance(inner, _MANY)
            yield path, [as_typed(part) for part in inner] if many else [as_typed(inner)]


def as_typed(value: object) -> str:
    """Return a value as it stands in a form's field; what was erased stands there blank."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Code():
            return value.value
        case AdminUnit():
            return value.key
        case datetime():
            return f"{value.astimezone(VIETNAM):%Y-%m-%dT%H:%M}"
        case Erased():
            return ""
        case _:
            return str(value)


def bind(model: type[T], raw: FormData | Mapping[str, Sequence[str]]) -> Bound[T]:
    """Return what was typed as a value of the model, or as a form with errors."""
    typed = _as_typed(raw)
    binding = _Binding()
    nested = binding.shaped(model, _nested(typed, binding))
    try:
        value = model.model_validate(nested)
    except ValidationError as wrong:
        found = (_field_error(fault, model, binding) for fault in faults(wrong.errors(include_url=False)))
        return Bound(typed, (*binding.errors, *dict.fromkeys(found)))
    return Bound(typed, tuple(binding.errors), value)


def _as_typed(raw: FormData | Mapping[str, Sequence[str]]) -> Typed:
    if not isinstance(raw, FormData):
        return {name: list(texts) for name, texts in raw.items() if name != "_csrf"}
    typed: Typed = {}
    for name, text in raw.multi_items():
        if isinstance(text, str) and name != "_csrf":
            typed.setdefault(name, []).append(text)
    return typed


def _nested(typed: Typed, binding: _Binding) -> _Node:
    """Return the texts by the steps of their names; the last step holds the list of texts."""
    root: _Node = {}
    for name, texts in typed.items():
        if name.startswith("_"):
            continue
        *above, last = name.split(".")
        node: Any = root
        for step in above[:8]:
            node = node.setdefault(step, {}) if isinstance(node, dict) else None
        if not isinstance(node, dict) or isinstance(node.get(last), dict) or len(above) > 8:
            binding.unknown(name)
        else:
            node[last] = texts
    return root


@dataclass(slots=True)
class _Binding:
    """Shapes nested texts after a model, noting names that it does not have and rows left out."""

    errors: list[FieldError] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def unknown(self, path: str) -> None:
        self.errors.append(_worded(Fault((), "extra_forbidden"), path))

    def shaped(self, model: type[BaseModel], node: _Node, above: str = "") -> _Node:
        """Return the input for a model; fields left blank are left out."""
        out: _Node = {}
        for name, typed in node.items():
            info, path = model.model_fields.get(name), f"{above}{name}"
            if info is None:
                self.unknown(path)
                continue
            given, said = self._field(_Kind.of(info), typed, path)
            if said is not None and (given or (info.is_required() and _Kind.of(info).keeps_blank)):
                out[name] = said
        for name, info in model.model_fields.items():
            absent = _Kind.of(info).when_absent
            if name not in out and info.is_required() and absent is not _NO_VALUE:
                out[name] = absent
        return out

    def _field(self, kind: _Kind, typed: Any, path: str) -> tuple[bool, Any]:
        """Return whether something was filled in, and what."""
        if isinstance(typed, dict):
            if kind.is_many and kind.model is not None:
                return self._rows(kind.model, typed, path)
            if kind.model is None:
                self.unknown(path)
                return False, None
            inner = self.shaped(kind.model, typed, f"{path}.")
            return bool(inner) and _anything_said(typed), inner
        if kind.is_many:
            said = [kind.read(text) for text in typed if text.strip()]
            return True, said
        last = typed[-1] if typed else ""
        if kind.is_yes_or_no and not last.strip():
            return True, False
        return bool(last.strip()), kind.read(last)

    def _rows(self, model: type[BaseModel], typed: _Node, path: str) -> tuple[bool, Any]:
        rows: list[_Node] = []
        kept: list[int] = []
        for index in sorted(typed, key=lambda step: int(step) if _is_index(step) else -1):
            if not _is_index(index) or not isinstance(typed[index], dict):
                self.unknown(f"{path}.{index}")
            elif _anything_said(typed[index]):
                rows.append(self.shaped(model, typed[index], f"{path}.{index}."))
                kept.append(int(index))
        self.rows[path] = kept
        return True, rows


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdecimal() and len(step) < 4 and int(step) < MAX_ROWS


def _anything_said(node: Any) -> bool:
    if isinstance(node, dict):
        return any(_anything_said(inner) for inner in node.values())
    return any(text.strip() for text in node)


_NO_VALUE = object()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the binder needs to know of a field's type."""

    leaves: tuple[Any, ...]
    model: type[BaseModel] | None
    is_many: bool

    @classmethod
    def of(cls, info: FieldInfo) -> _Kind:
        leaves = tuple(_leaves(info.annotation))
        many = next((leaf for leaf in leaves if get_origin(leaf) in _MANY or leaf in _MANY), None)
        inner = tuple(_leaves(get_args(many)[0])) if many is not None and get_args(many) else leaves
        models = (leaf for leaf in inner if isinstance(leaf, type) and issubclass(leaf, BaseModel))
        return cls(inner, next(models, None), many is not None)

    @property
    def keeps_blank(self) -> bool:
        """Whether a blank is passed on when the field is required, so that its own rule may say what is missing."""
        return str in self.leaves or self.model is not None

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the field is a single box: ticked or not, never unanswered."""
        return bool in self.leaves and type(None) not in self.leaves

    @property
    def when_absent(self) -> object:
        """What an unticked box or an empty list of boxes means: nothing at all is sent for them."""
        return () if self.is_many else False if self.is_yes_or_no else _NO_VALUE

    def read(self, text: str) -> str:
        """Return the text, with Vietnam's zone where a browser's date-and-time field leaves it out."""
        if datetime in self.leaves and _LOCAL_MOMENT.fullmatch(text.strip()):
            return f"{text.strip()}+07:00"
        return text


def _leaves(annotation: Any) -> Iterable[Any]:
    if get_origin(annotation) is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield annotation


def _field_error(fault: Fault, model: type[BaseModel], binding: _Binding) -> FieldError:
    return _worded(fault, _path(fault.at, model, binding))


def _worded(fault: Fault, path: str) -> FieldError:
    return FieldError(path, fault.code, fault.sentence("vi"), fault.sentence("en"))


def _path(at: tuple[str | int, ...], model: type[BaseModel] | None, binding: _Binding) -> str:
    """Return the name of the field on the page; steps that pydantic adds inside a union are left out."""
    steps: list[str] = []
    for step in at:
        if isinstance(step, int):
            kept = binding.rows.get(".".join(steps))
            if kept is not None and step < len(kept):
                steps.append(str(kept[step]))
        elif model is not None and step in model.model_fields:
            steps.append(step)
            model = _Kind.of(model.model_fields[step]).model
    return ".".join(steps)
