"""Frozen, slotted records that are cheap to define.

``@frozen`` gives what ``@dataclass(frozen=True, slots=True)`` gives: named fields with defaults, immutability,
equality, hash, repr. The standard decorator compiles six methods for each class, 1.4 ms; `who-owns` defines some 50
records, so that alone was a sixth of a call. Here only ``__init__`` is compiled; the other methods are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
_MISSING = object()
FEW = 16  # records of a class that are made before its __init__ is worth compiling
MANY = 5  # fields of a record that is filled as one of a twin class
_SET = object.__setattr__
_BE = object.__dict__["__class__"].__set__  # as ``record.__class__ =``, past a refusal


class FrozenError(AttributeError):
    """A field of a frozen record was to be changed."""


class Fresh:
    """How to make a default anew."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def fresh(*, factory: Callable[[], T]) -> T:
    """A default made anew for each record, for what must not be shared."""
    return Fresh(factory)  # type: ignore[return-value]


class Later(Sequence[T]):
    """A tuple that is made when it is first looked at: of a record's field which few answers show."""

    __slots__ = ("_found", "_make")

    def __init__(self, make: Callable[[], tuple[T, ...]]) -> None:
        self._make: Callable[[], tuple[T, ...]] | None = make
        self._found: tuple[T, ...] = ()

    def all(self) -> tuple[T, ...]:
        """The tuple."""
        if self._make is not None:
            self._found, self._make = self._make(), None
        return self._found

    def __getitem__(self, place: Any) -> Any:
        return self.all()[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self.all())

    def __repr__(self) -> str:
        return repr(self.all())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.all(),)


@dataclass_transform(frozen_default=True, field_specifiers=(fresh,))
def frozen(cls: type[T]) -> type[T]:
    """Make a class of annotated fields a frozen, slotted record."""
    names = tuple(cls.__annotations__)
    defaults_of = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    space = {key: value for key, value in cls.__dict__.items() if key not in (*names, "__dict__", "__weakref__")}
    space |= {
        "__slots__": names,
        "__match_args__": names,
        "__values__": _getter(names),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__defaults__": defaults_of,
    }
    for name, method in (("__eq__", _equal), ("__hash__", _hash), ("__repr__", _repr)):
        space.setdefault(name, method)
    if space["__hash__"] is None:  # a class with an __eq__ of its own
        space["__hash__"] = _hash
    space["__reduce__"] = _reduce
    made: type[T] = type(cls.__name__, cls.__bases__, space)
    made.__init__ = _init_once_made(made, names, defaults_of)  # type: ignore[method-assign]
    return made


@dataclass_transform(frozen_default=True, field_specifiers=(fresh,))
def frozen_with_dict(cls: type[T]) -> type[T]:
    """The same for a class that keeps what it works out: it has cached properties, so no slots."""
    names = tuple(cls.__annotations__)
    defaults_of = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    for name in defaults_of:
        delattr(cls, name)
    cls.__match_args__, cls.__values__ = names, _getter(names)  # type: ignore[misc,attr-defined]
    cls.__defaults__ = defaults_of  # type: ignore[attr-defined]
    cls.__init__ = _init_once_made(cls, names, defaults_of)  # type: ignore[method-assign]
    cls.__setattr__ = cls.__delattr__ = _refuse  # type: ignore[method-assign]
    cls.__eq__, cls.__hash__, cls.__repr__ = _equal, _hash, _repr  # type: ignore[method-assign]
    return cls


def replace(record: T, **changes: Any) -> T:
    """The record with some fields otherwise."""
    names, values = record.__match_args__, list(_values(record))  # type: ignore[attr-defined]
    for name, value in changes.items():
        if name not in names:
            raise TypeError(f"{type(record).__name__} has no field {name!r}")
        values[names.index(name)] = value
    return type(record)(*values)


def defaults(cls: type[Any]) -> dict[str, Any]:
    """The defaults of a record's fields, by name."""
    return {name: value.make() if isinstance(value, Fresh) else value for name, value in cls.__defaults__.items()}


def as_dict(record: object) -> dict[str, Any]:
    """The fields of a record by name."""
    return dict(zip(record.__match_args__, _values(record), strict=True))  # type: ignore[attr-defined]


def _init_once_made(cls: Any, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """An ``__init__`` that is compiled when the class has made FEW records: most make none or few in a call.

    To compile one takes as long as to make some twenty records without. What does not fit is refused by the compiled.
    """
    few = iter(range(FEW))

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        if next(few, None) is not None and len(args) <= len(names):
            for name, value in zip(names, args, strict=False):
                _SET(self, name, value)
            named = 0
            for name in names[len(args) :]:
                if name in kwargs:
                    _SET(self, name, kwargs[name])
                    named += 1
                elif name in defaults:
                    value = defaults[name]
                    _SET(self, name, value.make() if isinstance(value, Fresh) else value)
                else:
                    break
            else:
                if named == len(kwargs):
                    return
        cls.__init__ = _init(cls, names, defaults)
        cls.__init__(self, *args, **kwargs)

    return __init__


def _init(cls: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """An ``__init__`` with the fields as its parameters, compiled so that making a record stays fast.

    To set a slot past the refusal is a call for each field. A record of MANY is of a twin class without the refusal
    while it is filled, which takes two calls in all.
    """
    slotted = "__slots__" in cls.__dict__
    twin = slotted and len(names) >= MANY
    scope: dict[str, Any] = {"_missing": _MISSING}
    if twin:
        space = {"__slots__": names, "__setattr__": object.__setattr__}
        scope |= {"_twin": type(cls.__name__, cls.__bases__, space), "_be": _BE}
    elif slotted:
        scope |= {f"_set_{name}": cls.__dict__[name].__set__ for name in names}
    parameters, body = [], []
    for name in names:
        value = name
        if name not in defaults:
            parameters.append(name)
        elif isinstance(defaults[name], Fresh):
            scope[f"_make_{name}"] = defaults[name].make
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        else:
            scope[f"_default_{name}"] = defaults[name]
            parameters.append(f"{name}=_default_{name}")
        one = f"self.{name} = {value}" if twin else f"_set_{name}(self, {value})"
        body.append(f" {one}" if slotted else f" self.__dict__[{name!r}] = {value}")
    if twin:
        body = [" _own = self.__class__", " _be(self, _twin)", *body, " self.__class__ = _own"]
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(body or [" pass"]), scope)  # noqa: S102 (field names)
    made: Callable[..., None] = scope["__init__"]
    return made


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of a record."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple([getattr(record, name) for name in names])


def _values(record: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = type(record).__values__(record)
    return found


def _equal(self: Any, other: object) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]
    return bool(_values(self) == _values(other))


def _hash(self: Any) -> int:
    return hash(type(self).__values__(self))


def _repr(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__match_args__)})"


def _refuse(self: Any, name: str, *_: object) -> None:
    raise FrozenError(f"cannot change field {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    """Copied and sent as a call of its class: to set the fields one by one takes twice as long."""
    return type(self), _values(self)
