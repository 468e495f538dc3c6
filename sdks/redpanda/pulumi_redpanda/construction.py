"""What the classes of this package share: argument classes that type checkers read, and generated constructors."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, dataclass_transform

import pulumi

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, field_specifiers=(pulumi.property,))
def arguments(cls: type[T]) -> type[T]:
    """`pulumi.input_type`, and a keyword-only constructor of the class's fields in the eyes of a type checker."""
    return pulumi.input_type(cls)


def registration(
    resource: type[pulumi.CustomResource],
    args_type: type[Any],
    positional: Sequence[Any],
    keywords: Mapping[str, Any],
    secrets: Sequence[str] = (),
) -> tuple[Any, pulumi.ResourceOptions]:
    """Properties and options to register, from what either form of a generated constructor was called with.

    The forms, after the resource's name: `(args, opts=None)` and `(opts=None, **fields of args)`. `secrets` are the
    fields the provider's schema calls sensitive or write-only: they are secret on the way in and on the way out, as in
    generated code. Raises TypeError for a field that is missing or unknown, and for a call that is of neither form.
    """
    args, opts = _arguments_and_options(args_type, positional, keywords)
    for name, parameter in inspect.signature(args_type).parameters.items():
        if parameter.default is parameter.empty and getattr(args, name) is None:
            raise TypeError(f"Missing required property '{name}'")

    properties = object.__new__(args_type)
    # Pulumi resolves only what is named here: a computed output that is left out would never get its value.
    vars(properties).update({**dict.fromkeys(inspect.get_annotations(resource)), **vars(args)})
    for name in secrets:
        if vars(properties)[name] is not None:
            vars(properties)[name] = pulumi.Output.secret(vars(properties)[name])
    marks = pulumi.ResourceOptions(additional_secret_outputs=list(secrets))
    return properties, pulumi.ResourceOptions.merge(opts, marks)


def _arguments_and_options(
    args_type: type[Any], positional: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[Any, pulumi.ResourceOptions | None]:
    rest, fields = list(positional), dict(keywords)
    args = rest.pop(0) if rest and isinstance(rest[0], args_type) else fields.pop("args", None)
    opts = rest.pop(0) if rest else fields.pop("opts", None)
    if rest or (args is not None and fields):
        raise TypeError(f"got more than {args_type.__name__} and options, or options and keywords")
    return args_type(**fields) if args is None else args, opts
