"""The workflow files: valid, without credentials where strangers' code runs, and careful where the cloud changes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from domain import github_trust
from preview_roles.settings import GithubSettings
from previews import stacks
from previews.__main__ import SECRETS
from tests.conftest import REPOSITORY

FILES = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
PIN = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
NAMES = ["deploy", "preview", "test"]


def workflow(name):
    file = REPOSITORY / ".github" / "workflows" / f"{name}.yml"
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in yaml.safe_load(file.read_text()).items()}


def jobs(name):
    return workflow(name)["jobs"]


def steps(name, job):
    return jobs(name)[job]["steps"]


def using(name, job, action):
    return [step["with"] for step in steps(name, job) if step.get("uses", "").startswith(f"{action}@")]


def all_jobs():
    return [(name, job) for name in NAMES for job in jobs(name)]


def test_these_are_all_workflows():
    assert [file.stem for file in FILES] == NAMES


def test_they_are_valid_for_github():
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--builtin-schema",
        "vendor.github-workflows",
        *map(str, FILES),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(file):
    used = [line.strip().removeprefix("- ") for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PIN.search(line)] == []


def test_an_action_has_one_version_in_all_workflows():
    used = {line.split("uses: ")[1] for file in FILES for line in file.read_text().splitlines() if "uses: " in line}
    assert len(used) == len({line.partition("@")[0] for line in used})


def test_triggers_are_these_and_no_other():
    assert workflow("test")["on"] == {"pull_request": None, "push": {"branches": ["main"]}}
    assert workflow("preview")["on"] == {"pull_request": None}
    assert set(workflow("deploy")["on"]) == {"push", "workflow_dispatch"}
    assert workflow("deploy")["on"]["push"] == {"branches": ["main"]}
    assert not [file.stem for file in FILES if "pull_request_target" in file.read_text()]


def test_permissions_are_the_least_of_each_job():
    granted = {f"{name} {job}": jobs(name)[job].get("permissions") for name, job in all_jobs()}
    assert [workflow(name)["permissions"] for name in NAMES] == [{"contents": "read"}] * 3
    assert granted == {
        "test test": None,
        "preview no-preview": {},
        "preview stacks": None,
        "preview preview": {"contents": "read", "id-token": "write"},
        "preview comment": {"contents": "read", "pull-requests": "write"},
        "deploy stacks": None,
        "deploy deploy": {"contents": "read", "id-token": "write"},
    }


def test_the_tests_know_no_secret_and_run_for_forks():
    text = (REPOSITORY / ".github/workflows/test.yml").read_text()
    assert "secrets." not in text
    assert "vars." not in text
    assert "if" not in jobs("test")["test"]
    assert steps("test", "test")[-1] == {"run": "make test"}
    assert using("test", "test", "actions/setup-python") == [{"python-version": "3.11"}]
    (java,) = using("test", "test", "actions/setup-java")
    assert java["java-version"] == "17"


def test_no_secret_reaches_a_fork():
    with_secrets = {f"{name} {job}" for name, job in all_jobs() if "secrets." in str(jobs(name)[job])}
    assert with_secrets == {"preview preview", "deploy deploy"}
    assert jobs("preview")["stacks"]["if"].startswith(SAME_REPOSITORY)
    assert "||" not in jobs("preview")["stacks"]["if"]
    assert "stacks" in jobs("preview")["preview"]["needs"]  # skipped where stacks is
    assert "needs.stacks.result != 'skipped'" in jobs("preview")["comment"]["if"]


@pytest.mark.parametrize(("name", "job"), [("preview", "preview"), ("deploy", "deploy")])
def test_a_stack_that_is_wrong_keeps_no_other_from_its_run(name, job):
    """The job stacks fails with the others in its outputs; where it told none, or was skipped, they are empty."""
    told, some = "needs.stacks.outputs.stacks != ''", "needs.stacks.outputs.stacks != '[]'"
    assert jobs(name)[job]["if"] == f"${{{{ !cancelled() && {told} && {some} }}}}"


def test_the_comment_of_before_does_not_outlive_what_it_says():
    ran = "!cancelled() && needs.stacks.result != 'skipped' && needs.stacks.result != 'cancelled'"
    assert jobs("preview")["comment"]["if"] == f"${{{{ {ran} }}}}"


def test_the_comment_is_written_by_the_code_of_main():
    (checkout,) = using("preview", "comment", "actions/checkout")
    assert checkout["ref"] == "${{ github.event.pull_request.base.sha }}"


def test_a_run_that_is_repeated_replaces_its_records():
    (upload,) = using("preview", "preview", "actions/upload-artifact")
    assert upload["overwrite"] is True


def test_a_fork_gets_a_sentence_instead_of_a_failure():
    fork = jobs("preview")["no-preview"]
    assert fork["if"].startswith(SAME_REPOSITORY.replace("==", "!="))
    assert "uses" not in str(fork["steps"])
    assert "GITHUB_STEP_SUMMARY" in fork["steps"][0]["run"]


@pytest.mark.parametrize(("name", "job"), all_jobs())
def test_no_text_of_a_stranger_is_run(name, job):
    for step in steps(name, job):
        assert "${{" not in step.get("run", ""), step


@pytest.mark.parametrize(("name", "job"), all_jobs())
def test_every_job_ends_and_no_checkout_keeps_its_token(name, job):
    assert jobs(name)[job]["timeout-minutes"] <= 60
    for checkout in using(name, job, "actions/checkout"):
        assert checkout["persist-credentials"] is False


@pytest.mark.parametrize(("name", "job"), [("preview", "preview"), ("deploy", "deploy")])
def test_both_accounts_are_entered_by_the_profiles_of_the_stack(name, job):
    entered = using(name, job, "aws-actions/configure-aws-credentials")
    assert entered == [
        {
            "role-to-assume": f"${{{{ matrix.stack.{which}.role }}}}",
            "role-session-name": f"{name}-${{{{ github.run_id }}}}",
            "allowed-account-ids": f"${{{{ matrix.stack.{which}.account_id }}}}",
            "aws-region": f"${{{{ matrix.stack.{which}.region }}}}",
            "aws-profile": f"${{{{ matrix.stack.{which}.profile }}}}",
            "output-env-credentials": False,
            "overwrite-aws-profile": True,
        }
        for which in ("first", "second")
    ]


@pytest.mark.parametrize(("name", "job"), [("preview", "preview"), ("deploy", "deploy")])
def test_pulumi_runs_with_the_pack_at_the_pinned_version_and_shows_no_secret(name, job):
    (command,) = [step for step in steps(name, job) if "pulumi --version" not in str(step) and "--stack" in str(step)]
    assert '--policy-pack "$GITHUB_WORKSPACE/policy"' in command["run"]
    assert "--diff" in command["run"]
    assert "show-secrets" not in command["run"]
    assert {"PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL"} <= set(command["env"])
    assert '--stack "${PULUMI_ORG:+$PULUMI_ORG/}$STACK"' in command["run"]
    assert command["env"]["PULUMI_ORG"] == "${{ vars.PULUMI_ORG }}"
    secret = {variable for variable, value in command["env"].items() if "secrets." in value}
    assert secret == set(SECRETS)  # what the comment is kept free of
    (pulumi,) = using(name, job, "pulumi/actions")
    assert f"pulumi=={pulumi['pulumi-version']} " in (REPOSITORY / "requirements.txt").read_text()


def test_a_deployment_is_approved_alone_and_never_cancelled():
    assert "concurrency" not in workflow("deploy")
    job = jobs("deploy")["deploy"]
    assert job["environment"] == GithubSettings.model_fields["environment"].default
    assert job["concurrency"] == {"group": "deploy-${{ matrix.stack.slug }}", "cancel-in-progress": False}
    assert jobs("deploy")["stacks"]["if"] == "github.ref == 'refs/heads/main'"
    cancelling = {name for name in NAMES if workflow(name).get("concurrency", {}).get("cancel-in-progress")}
    assert cancelling == {"preview", "test"}
    groups = [workflow(name)["concurrency"]["group"] for name in sorted(cancelling)]
    assert not [group for group in groups if group.startswith("deploy")]


@pytest.mark.parametrize(("tip", "code"), [("abc", 0), ("abd", 1), ("", 1)])
def test_an_approval_deploys_nothing_that_main_has_moved_on_from(tmp_path, tip, code):
    """Run after the approval, and before any credentials; `curl` is the test's own."""
    named = [step.get("name") or step.get("uses", "") for step in steps("deploy", "deploy")]
    at = named.index("Only the tip of main")
    assert at < min(n for n, name in enumerate(named) if name.startswith(("aws-actions/", "pulumi up")))
    step = steps("deploy", "deploy")[at]
    assert step["env"] == {"GITHUB_TOKEN": "${{ github.token }}"}
    curl = tmp_path / "curl"
    curl.write_text(f"#!/bin/sh\necho \"$*\" > {tmp_path}/asked\nprintf '{tip}'\n")
    curl.chmod(0o700)
    github = {"GITHUB_API_URL": "https://api", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_TOKEN": "t"}
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_SHA": "abc", **github},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("::error::" in done.stdout) == (code == 1)
    asked = (tmp_path / "asked").read_text()
    assert "https://api/repos/acme/shop/commits/main" in asked
    assert "--fail" in asked


def test_the_preview_has_no_environment_since_that_would_be_another_subject():
    assert not [job for job in jobs("preview").values() if "environment" in job]
    assert github_trust.pull_request_subject("a/b").endswith(":pull_request")


def test_roles_are_called_as_the_example_makes_them():
    fields = GithubSettings.model_fields
    for name, field in (("preview", "preview_role_name"), ("deploy", "deploy_role_name")):
        (step,) = [step for step in steps(name, "stacks") if step.get("id") == "concerned"]
        assert step["env"]["ROLE"].endswith(f"|| '{fields[field].default}' }}}}")


def expressions(name, job):
    """Every dotted name in a `${{ }}` or an `if` of the job."""
    text = str(jobs(name)[job])
    inside = " ".join([*re.findall(r"\$\{\{(.*?)\}\}", text), str(jobs(name)[job].get("if", ""))])
    return set(re.findall(r"\b(?:needs|matrix|steps)(?:\.[\w-]+)+", inside))


def known(name, job):
    """What a job can refer to: the outputs of those it needs, its own steps', and a stack as `previews` tells it."""
    needs = jobs(name)[job].get("needs", [])
    for other in [needs] if isinstance(needs, str) else needs:
        yield f"needs.{other}.result"
        yield from (f"needs.{other}.outputs.{output}" for output in jobs(name)[other].get("outputs", {}))
    if "strategy" in jobs(name)[job]:
        stack = stacks.entry(REPOSITORY, stacks.StackName.parse("dev"), "r")
        yield from (f"matrix.stack.{key}" for key, value in stack.items() if isinstance(value, str))
        for account in ("first", "second"):
            yield from (f"matrix.stack.{account}.{key}" for key in stack[account])
    for step in steps(name, job):
        yield from (f"steps.{step.get('id')}.outputs.{output}" for output in ("stacks", "notes"))


@pytest.mark.parametrize(("name", "job"), all_jobs())
def test_every_name_in_an_expression_is_one_that_there_is(name, job):
    assert expressions(name, job) <= set(known(name, job))


def test_names_in_expressions_are_found():
    assert "needs.stacks.outputs.notes" in expressions("preview", "comment")
    assert "matrix.stack.second.role" in expressions("deploy", "deploy")
    assert "steps.concerned.outputs.stacks" in expressions("deploy", "stacks")


def test_the_page_says_where_every_secret_and_variable_comes_from():
    page = (REPOSITORY / "docs/pull-requests.md").read_text()
    read = {name for file in FILES for name in re.findall(r"\b(?:vars|secrets)\.(\w+)", file.read_text())}
    assert {name for name in read if f"`{name}`" not in page} == set()


def test_the_picture_of_the_comment_shows_a_pipelines_configuration_as_pulumi_does():
    assert "configYaml: [secret] =&gt; [secret]" in (REPOSITORY / "docs/comment.svg").read_text().replace(">", "&gt;")
