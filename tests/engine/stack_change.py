"""A change of the catalogue as a change of the lab's stack file, and a plan in the catalogue's words."""

from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, REPLACED_DELETE_FIRST, UPDATED

STEPS = {
    ("create",): CREATED,
    ("update",): UPDATED,
    ("delete",): DELETED,
    ("create-replacement", "delete-replaced"): REPLACED,
    ("delete-replaced", "create-replacement"): REPLACED_DELETE_FIRST,
}
NAMED = PIPELINE.partition("-")[0]


def found(sections, key):
    """The value under a key, None where it is left out; of a pipeline's key: the first pipeline's."""
    holder, last = _holder(sections, key)
    return holder.get(last)


def put(sections, key, value):
    """Set a key, or leave it out for None."""
    holder, last = _holder(sections, key)
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value


def _holder(sections, key):
    *path, last = key.replace("[]", ".0").split(".")
    for part in path:
        sections = sections[int(part)] if isinstance(sections, list) else sections.setdefault(part, {})
    return sections, last


def standing(change, values):
    """The stack file before the change."""

    def edit(sections):
        for key, value in change.under.items():
            put(sections, key, values.of(value))

    return edit


def changed(changes, values):
    """The stack file after all of the changes."""

    def edit(sections):
        for change in changes:
            for key, value in {**change.under, **change.beside, change.key: change.after}.items():
                put(sections, key, values.of(value))

    return edit


def in_words(seen):
    """What the engine says of each resource, in the catalogue's words; two types may share a name."""
    plan = {}
    for name, steps in seen.items():
        told = tuple(dict.fromkeys(steps))
        for step in [told] if told in STEPS else [(one,) for one in told]:
            plan.setdefault(STEPS[step], set()).add(name)
    return plan


def expected(change, name, values):
    """The catalogue's plan for a pipeline of this name."""
    return {step: {values.named(one.replace(NAMED, name)) for one in names} for step, names in change.plan.items()}
