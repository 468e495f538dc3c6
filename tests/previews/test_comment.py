import pytest

from previews.comment import HIDDEN, LONGEST_COMMENT, MARKER, Preview, text, without

OUTPUT = """Previewing update (dev):
+ aws:rds/cluster:Cluster: (create)
    masterPassword: [secret]

Resources:
    + 31 to create
    ~ 2 to update
    12 unchanged
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def preview(stack="dev", exit_code=0, output=OUTPUT):
    return Preview(stack=stack, exit_code=exit_code, output=output)


def test_the_comment_says_what_each_stack_would_change():
    assert text([preview(), preview("examples/ec2-client/prod", 255, "error: no")], COMMIT) == (
        f"{MARKER}\n"
        "### Preview of 0123456789ab\n\n"
        "**dev** would change: 31 to create, 2 to update, 12 unchanged\n\n"
        "<details><summary>diff</summary>\n\n"
        "```diff\n" + OUTPUT.strip() + "\n```\n\n"
        "</details>\n\n"
        "**examples/ec2-client/prod** **failed** (exit code 255)\n\n"
        "<details><summary>diff</summary>\n\n"
        "```diff\nerror: no\n```\n\n"
        "</details>"
    )


def test_what_was_not_previewed_is_said_first():
    said = text([preview()], COMMIT, ["`Pulumi.x.yaml` changed.", "second"])
    assert said.startswith(f"{MARKER}\n### Preview of 0123456789ab\n\n`Pulumi.x.yaml` changed.\n\nsecond\n\n**dev**")
    assert text([], COMMIT, ["only this"]) == f"{MARKER}\n### Preview of 0123456789ab\n\nonly this"


def test_a_stack_that_stays_as_it_is_is_said_to_change_no_resource():
    same = "Previewing update (dev):\n\nResources:\n    41 unchanged\n"
    assert "**dev** changes no resource: 41 unchanged\n" in text([preview(output=same)], COMMIT)
    assert "**dev** would change\n" in text([preview(output="no summary")], COMMIT)


def test_without_a_stack_or_a_note_the_comment_says_that_none_is_concerned():
    assert text([], COMMIT) == f"{MARKER}\n### Preview of 0123456789ab\n\nThis change concerns no stack."


@pytest.mark.parametrize("stacks", [1, 2, 7])
def test_a_long_preview_keeps_its_beginning_its_end_and_githubs_limit(stacks):
    long = "begins here\n" + "x" * 2 * LONGEST_COMMENT + "\n    + 31 to create"
    said = text([preview(f"stack{n}", output=long) for n in range(stacks)], COMMIT, ["a note"])
    assert LONGEST_COMMENT - 10 * stacks < len(said) <= LONGEST_COMMENT
    assert said.count("begins here") == said.count("    + 31 to create\n```") == said.count("left out") == stacks
    assert said.endswith("</details>")


def test_more_notes_than_github_takes_are_cut():
    assert len(text([preview()], COMMIT, ["x" * 1000] * 100)) == LONGEST_COMMENT


def test_output_cannot_end_its_fence():
    said = text([preview(output="a\n````\n</details> @everybody")], COMMIT)
    assert "`````diff\na\n````\n</details> @everybody\n`````\n" in said


def test_values_of_secrets_are_hidden_the_longest_first():
    shown = without(["", "abc", "abcdef"], "x abcdef y abc z")
    assert shown == f"x {HIDDEN} y {HIDDEN} z"
