"""Operations on a lesson plan: what each is, and what it makes of a plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from timeback_sandbox.powerpath.plan_items import Item, ItemKind
from timeback_sandbox.powerpath.plan_outline import Outline

__all__ = ["Applied", "Operation", "apply", "operation_of", "wanted_resources"]

Name = Annotated[str, Meta(min_length=1, pattern=r"\S")]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation is about, by its id in the course."""

    type: ItemKind
    id: Name


class SetSkippedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to skip, or not to skip any more."""

    target: Target
    value: bool


class AddCustomResourcePayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lesson to add where."""

    resource_id: Name
    parent_component_id: Name
    skipped: bool = False


class MovePayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to move next to which of its siblings."""

    target: Target
    reference_id: Name


class MoveToEdgePayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to move to an edge of its list."""

    target: Target


class ChangeItemParentPayload(msgspec.Struct, frozen=True, kw_only=True):
    """What to put into which component."""

    target: Target
    new_parent_id: Name
    position: Literal["start", "end"] = "end"


class _Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """One operation; its type tells what the payload is."""


class SetSkipped(_Command, frozen=True, kw_only=True, tag="set-skipped"):
    """Hides something from the student, or shows it again."""

    payload: SetSkippedPayload


class AddCustomResource(_Command, frozen=True, kw_only=True, tag="add-custom-resource"):
    """Adds a lesson at the end of a component."""

    payload: AddCustomResourcePayload


class MoveItemBefore(_Command, frozen=True, kw_only=True, tag="move-item-before"):
    """Moves something before one of its siblings."""

    payload: MovePayload


class MoveItemAfter(_Command, frozen=True, kw_only=True, tag="move-item-after"):
    """Moves something behind one of its siblings."""

    payload: MovePayload


class MoveItemToStart(_Command, frozen=True, kw_only=True, tag="move-item-to-start"):
    """Moves something before all of its siblings."""

    payload: MoveToEdgePayload


class MoveItemToEnd(_Command, frozen=True, kw_only=True, tag="move-item-to-end"):
    """Moves something behind all of its siblings."""

    payload: MoveToEdgePayload


class ChangeItemParent(_Command, frozen=True, kw_only=True, tag="change-item-parent"):
    """Puts something into another component."""

    payload: ChangeItemParentPayload


Operation = (
    SetSkipped | AddCustomResource | MoveItemBefore | MoveItemAfter | MoveItemToStart | MoveItemToEnd | ChangeItemParent
)
"""An operation; its class tells what it does."""


def operation_of(value: Mapping[str, Any]) -> Operation:
    """The operation that an object with `type` and `payload` stands for.

    Raises:
        msgspec.ValidationError: It is none.
    """
    found: Operation = msgspec.convert(value, Operation)
    return found


def wanted_resources(operations: Iterable[Operation]) -> set[str]:
    """The lessons that operations want to add: whether they are there has to be known before they are applied."""
    return {one.payload.resource_id for one in operations if isinstance(one, AddCustomResource)}


# ---------------------------------------------------------------- applying


class Applied(NamedTuple):
    """What operations have made of a plan.

    Attributes:
        items: The plan afterwards.
        errors: For each operation why it could not be applied, or None when it could.
    """

    items: list[Item]
    errors: list[str | None]


class Refused(Exception):  # noqa: N818 - it is no fault of the program
    """An operation cannot be applied; the plan stays as it is."""


def apply(
    items: Sequence[Item], operations: Iterable[Operation], available: Collection[str], new_id: Callable[[], str]
) -> Applied:
    """Applies operations to a plan, one after the other; one that cannot be applied does not keep the others back.

    Args:
        items: The plan.
        operations: In order.
        available: Of the lessons that operations add, those that are there.
        new_id: Gives each new item its id.
    """
    outline = Outline(items)
    errors: list[str | None] = []
    for operation in operations:
        try:
            _apply(outline, operation, available, new_id)
        except Refused as refused:
            errors.append(str(refused))
        else:
            errors.append(None)
    return Applied(outline.items(), errors)


def _apply(outline: Outline, operation: Operation, available: Collection[str], new_id: Callable[[], str]) -> None:
    match operation:
        case SetSkipped(payload=wanted):
            outline.skip(_target(outline, wanted.target), wanted.value)
        case MoveItemBefore(payload=wanted) | MoveItemAfter(payload=wanted):
            item = _target(outline, wanted.target)
            place = outline.place_of(_sibling(outline, item, wanted.reference_id))
            own = outline.place_of(item)
            after = isinstance(operation, MoveItemAfter)
            outline.move(item, item.parent, place + after - (own < place))  # it leaves its own place first
        case MoveItemToStart(payload=edge):
            item = _target(outline, edge.target)
            outline.move(item, item.parent, 0)
        case MoveItemToEnd(payload=edge):
            item = _target(outline, edge.target)
            outline.move(item, item.parent, None)
        case AddCustomResource(payload=added):
            _add(outline, added, available, new_id)
        case ChangeItemParent(payload=change):
            _change_parent(outline, change)


def _add(
    outline: Outline, wanted: AddCustomResourcePayload, available: Collection[str], new_id: Callable[[], str]
) -> None:
    if wanted.resource_id not in available:
        raise Refused(f"Resource not found: {_short(wanted.resource_id)}")
    parent = _component(outline, wanted.parent_component_id)
    _check_free(outline, parent, wanted.resource_id)
    outline.add(Item(new_id(), parent.id, "resource", wanted.resource_id, wanted.skipped, custom=True))


def _change_parent(outline: Outline, wanted: ChangeItemParentPayload) -> None:
    item = _target(outline, wanted.target)
    parent = _component(outline, wanted.new_parent_id)
    if outline.is_within(parent, item):
        raise Refused(f"{_short(item.ref)} cannot be put into itself, nor into a component that is in it")
    if item.kind == "resource" and item.parent != parent.id:
        _check_free(outline, parent, item.ref)
    outline.move(item, parent.id, 0 if wanted.position == "start" else None)


def _target(outline: Outline, target: Target) -> Item:
    item = outline.find(target.type, target.id)
    if item is None:
        raise Refused(f"Target not found in the plan: {target.type} {_short(target.id)}")
    return item


def _component(outline: Outline, component_id: str) -> Item:
    item = outline.find("component", component_id)
    if item is None:
        raise Refused(f"Parent component not found in the plan: {_short(component_id)}")
    return item


def _sibling(outline: Outline, item: Item, reference_id: str) -> Item:
    """The other item of a list that stands for something."""
    found = outline.find_in(item.parent, item.kind, reference_id)
    if found is not None and found.id != item.id:
        return found
    if outline.find(item.kind, reference_id) is None:
        raise Refused(f"Reference not found in the plan: {item.kind} {_short(reference_id)}")
    raise Refused(f"Reference is no sibling of {_short(item.ref)}: {_short(reference_id)}")


def _check_free(outline: Outline, parent: Item, resource_id: str) -> None:
    if outline.find_in(parent.id, "resource", resource_id) is not None:
        raise Refused(f"Resource {_short(resource_id)} is in component {_short(parent.ref)} already")


def _short(name: str) -> str:
    return name[:200]
