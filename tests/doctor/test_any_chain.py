"""A chain read out of somebody's own configuration: what is told of it, and that what nobody tells is no pass."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from doctor.any_chain.reading import any_stack
from doctor.any_chain.unknown import ByHand
from doctor.facts.facts import Unavailable
from doctor.facts.gather import NO_DATABASE_LOGIN, Probes, gather
from doctor.finding import Result
from doctor.outputs import OutputsError
from doctor.walk import walk
from tests.doctor.test_command_line import doctor

FILES = Path(__file__).resolve().parent / "pipelines"
DEMO, EC2, MYSQL = (FILES / f"{name}.yaml" for name in ("terraform_demo", "ec2_host", "mysql"))
NOBODY = ByHand()


def nothing():
    return Unavailable("not asked")


NOTHING = Probes(
    redpanda_account=nothing,
    database_account=nothing,
    pipeline_role=nothing,
    connect_role=nothing,
    cluster=nothing,
)


def findings(file, hand=NOBODY):
    stack = any_stack(file, hand)
    return walk(gather(stack.chain, stack.with_what_is_known(NOTHING), 20))


def failures(found):
    return [finding.cause for finding in found if finding.result is Result.FAIL]


def changed(tmp_path, file, change):
    document = yaml.safe_load(file.read_text())
    change(document)
    copy = tmp_path / "changed.yaml"
    copy.write_text(yaml.safe_dump(document))
    return copy


def of_input(**settings):
    return lambda document: document["input"]["postgres_cdc"].update(settings)


def test_the_terraform_demos_mistakes_are_named_and_nothing_else():
    assert failures(findings(DEMO)) == ["T4", "T4", "L11", "L16", "S5", "K8", "K12", "K12", "K13"]


def test_a_right_pipeline_on_an_ec2_host_gives_no_finding():
    assert failures(findings(EC2)) == []


@pytest.mark.parametrize("file", [DEMO, EC2, MYSQL])
def test_only_the_configuration_itself_passes_where_nothing_else_is_read(file):
    passed = {finding.check for finding in findings(file) if finding.result is Result.PASS}
    assert passed
    assert [check for check in passed if not check.startswith(f"{file.stem}: configured ")] == []


@pytest.mark.parametrize("file", [DEMO, EC2, MYSQL])
def test_no_check_fails_by_what_the_chain_does_not_tell(file):
    told = [finding.saw for finding in findings(file) if finding.saw.startswith("the doctor failed")]
    assert told == []


def test_the_chain_has_what_the_configuration_tells():
    chain = any_stack(EC2, NOBODY).chain
    (pipeline,) = chain["pipelines"]
    assert (chain["runtime"], chain["database"]["region"], chain["database"]["port"]) == ("own", "eu-west-1", 5432)
    assert chain["database"]["endpoint"] == "shop.cluster-abc.eu-west-1.rds.amazonaws.com"
    assert chain["database"]["name"] == "shop"
    assert chain["database"]["account_id"] == "222222222222"
    assert chain["trust"]["connect_role_arn"] == "arn:aws:iam::222222222222:role/shop-login"
    assert chain["trust"]["external_id"] == "shop"
    assert (pipeline["user"], pipeline["tables"], pipeline["publication"]) == (
        *("cdc_shop", ["orders"]),
        "pglog_stream_shop_orders",
    )
    assert (pipeline["topic"], pipeline["dead_letter_topic"]) == ("shop.orders", "shop.orders.dlq")
    assert pipeline["kafka_user"] == "shop_writer"
    assert any_stack(DEMO, NOBODY).chain["runtime"] == "cloud"


def test_names_are_those_that_connect_reads_in_the_configuration(tmp_path):
    settings = {"schema": '"Sales"', "tables": ['"OrderLines"', "Orders"]}
    (pipeline,) = any_stack(changed(tmp_path, EC2, of_input(**settings)), NOBODY).chain["pipelines"]
    assert (pipeline["schema"], pipeline["tables"]) == ("Sales", ["OrderLines", "orders"])


def test_of_several_roles_the_last_but_one_assumes_the_last(tmp_path):
    hops = ["arn:aws:iam::111111111111:role/hub", "arn:aws:iam::222222222222:role/login"]
    aws = {"enabled": True, "roles": [{"role": hop} for hop in hops]}
    chain = any_stack(
        changed(tmp_path, EC2, of_input(aws=aws)), ByHand(role="arn:aws:iam::333333333333:role/ignored")
    ).chain
    assert chain["application"]["role_arn"] == hops[0]
    assert (chain["application"]["account_id"], chain["trust"]["connect_role_arn"]) == ("111111111111", hops[1])


def test_a_lone_role_that_is_never_assumed_is_r13(tmp_path):
    aws = {"enabled": True, "region": "eu-west-1", "role": "arn:aws:iam::222222222222:role/login"}
    found = findings(changed(tmp_path, EC2, of_input(aws=aws)))
    assert failures(found)[0] == "R13"


@pytest.mark.parametrize(("aws", "causes"), [({"enabled": True}, []), ({}, ["R13"])])
def test_without_roles_the_pipelines_own_logs_in_if_a_token_is_made_at_all(tmp_path, aws, causes):
    address = {"region": "eu-west-1", "endpoint": "shop.cluster-abc.eu-west-1.rds.amazonaws.com:5432"}
    found = findings(changed(tmp_path, EC2, of_input(aws=aws | address)))
    assert failures(found) == causes


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"dsn": "${DSN}"}, "dsn"),
        ({"dsn": "postgres://cdc.cluster-x.eu-west-1.rds.amazonaws.com/shop"}, "user"),
        ({"slot_name": "${SLOT}"}, "slot"),
        ({"tables": ["${TABLE}"]}, "tables"),
        ({"tables": "orders"}, "tables"),
        ({"aws": {"enabled": True, "roles": [{"role": "${ROLE}"}]}}, "roles"),
        ({"aws": "on"}, "caller"),
    ],
)
def test_what_is_known_only_when_it_runs_is_unknown_and_fails_nothing_of_the_doctor(tmp_path, settings, missing):
    file = changed(tmp_path, EC2, of_input(**settings))
    assert missing in any_stack(file, NOBODY).chain["unknown"]
    assert [finding.saw for finding in findings(file) if "the doctor failed" in finding.saw] == []


def test_without_a_login_each_check_of_the_database_says_so():
    reasons = Counter(finding.saw for finding in findings(EC2) if finding.link == 6)
    assert reasons[NO_DATABASE_LOGIN.reason] == 10


def test_a_fix_is_for_its_yaml_or_for_anybody_and_never_for_a_stack_of_ours():
    fixes = {finding.cause: finding.fix for finding in findings(DEMO) if finding.fix}
    assert fixes["L11"] == "in its YAML: input.postgres_cdc.heartbeat_interval: 5m; then restart it"
    assert [fix for fix in fixes.values() if "pulumi" in fix.lower()] == []


def test_certificates_in_a_file_are_right_where_there_are_files_and_wrong_on_redpanda_cloud(tmp_path):
    assert "T6" not in failures(findings(EC2))
    marked = tmp_path / "marked.yaml"
    marked.write_text(EC2.read_text().replace("${KAFKA_PASSWORD}", "${secrets.KAFKA_PASSWORD}"))
    assert "T6" in failures(findings(marked))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"input: {", "want a file of YAML"),
        (b"\xff", "want a file of YAML"),
        (b"- a", "want a configuration with a postgres_cdc or mysql_cdc input"),
        (b"input: {generate: {mapping: root = 1}}", "want a configuration with a postgres_cdc or mysql_cdc input"),
    ],
)
def test_a_file_without_such_a_pipeline_is_wrong_usage(tmp_path, content, said):
    file = tmp_path / "p.yaml"
    file.write_bytes(content)
    with pytest.raises(OutputsError, match=said):
        any_stack(file, NOBODY)


@pytest.mark.parametrize("hand", [{"cluster": "cdc"}, {"user": "u", "role": "arn:aws:iam::111111111111:role/r"}])
def test_by_hand_everything_is_given_or_it_is_wrong_usage(hand):
    with pytest.raises(OutputsError, match="got no pipeline, want --pipeline FILE, or --cluster, --user and --role"):
        any_stack(None, replace(NOBODY, **hand))


@pytest.mark.parametrize("option", ["role", "connect_role"])
def test_a_role_by_hand_is_an_arn(option):
    with pytest.raises(OutputsError, match=f"^--{option.replace('_', '-')}: got 'host', want the ARN of a role"):
        any_stack(EC2, replace(NOBODY, **{option: "host"}))


def test_the_command_walks_it_and_no_password_of_it_is_shown():
    done = doctor("--pipeline", str(DEMO), COLUMNS="80")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("T4 ")
    assert "not-a-secret-of-anybody" not in done.stdout
    workload = doctor("--pipeline", str(DEMO), "--as", "workload")
    assert (workload.returncode, "--as workload: got a chain without" in workload.stderr) == (3, True)
    rights = doctor("--pipeline", str(DEMO), "permissions")
    assert (rights.returncode, "permissions: got a chain of which too little is known" in rights.stderr) == (3, True)
    both = doctor("--pipeline", str(DEMO), "--lab")
    assert (both.returncode, "got several, want one" in both.stderr) == (3, True)


def several(*inputs, way="broker"):
    def change(document):
        first = document["input"]["postgres_cdc"]
        document["input"] = {way: {"inputs": [{"postgres_cdc": {**first, **settings}} for settings in inputs]}}

    return change


@pytest.mark.parametrize("way", ["broker", "sequence"])
def test_every_input_of_the_database_is_an_entry_of_the_chain(tmp_path, way):
    second = {"slot_name": "shop_lines", "tables": ["lines"]}
    chain = any_stack(changed(tmp_path, EC2, several({}, second, way=way)), NOBODY).chain
    told = [(one["name"], one["slot"], one["tables"], one["publication"]) for one in chain["pipelines"]]
    assert told == [
        ("changed-1", "shop_orders", ["orders"], "pglog_stream_shop_orders"),
        ("changed-2", "shop_lines", ["lines"], "pglog_stream_shop_lines"),
    ]
    assert "other inputs" not in chain["unknown"]


def test_a_fault_of_the_second_input_is_named_once_and_as_its_own(tmp_path):
    file = changed(tmp_path, EC2, several({}, {"slot_name": "shop_lines", "temporary_slot": True}))
    (found,) = [finding for finding in findings(file) if finding.result is Result.FAIL]
    assert (found.cause, found.check) == ("L16", "changed-2: configured slot")
    assert "input.broker.inputs.1.postgres_cdc.temporary_slot" in found.saw


def test_an_input_of_another_database_is_said_not_to_be_looked_at(tmp_path):
    other = {"dsn": "postgres://cdc_shop@bills.cluster-abc.eu-west-1.rds.amazonaws.com:5432/bills?sslmode=verify-full"}
    chain = any_stack(changed(tmp_path, EC2, several({}, other)), NOBODY).chain
    assert [one["name"] for one in chain["pipelines"]] == ["changed"]
    assert chain["unknown"]["other inputs"].startswith("input.broker.inputs.1.postgres_cdc: another database or login")


def test_what_one_of_several_inputs_does_not_tell_is_named_by_its_place(tmp_path):
    chain = any_stack(changed(tmp_path, EC2, several({}, {"slot_name": "${SLOT}"})), NOBODY).chain
    assert chain["unknown"]["slot"].startswith("input.broker.inputs.1.postgres_cdc: slot_name: it is not told")


@pytest.mark.parametrize("value", ["${IAM}", "${IAM:true}", "${secrets.IAM}"])
def test_a_setting_that_is_known_only_when_it_runs_is_unknown_and_no_fault(tmp_path, value):
    hop = {"role": "arn:aws:iam::222222222222:role/shop-login", "role_external_id": "${EXTERNAL_ID}"}
    aws = {"enabled": value, "region": "${REGION}", "endpoint": "${ENDPOINT}", "roles": [hop]}
    dsn = "postgres://${USER}@${HOST:localhost}:5432/${DB}?sslmode=${MODE}"
    file = changed(tmp_path, EC2, of_input(aws=aws, dsn=dsn, slot_name="${SLOT}", heartbeat_interval="${BEAT}"))
    found = findings(file)
    written_for_cloud = value.startswith("${secrets.")  # whose brokers speak TLS
    assert failures(found) == ["K9", "K9"] * written_for_cloud
    (role,) = [finding for finding in found if finding.check == "changed: configured role"]
    assert (role.result, role.saw) == (
        *(Result.UNKNOWN, "input.postgres_cdc.aws.enabled is known only when the pipeline runs"),
    )


@pytest.mark.parametrize("host", ["shop.cluster-abc.eu-west-1.rds.amazonaws.com", "${HOST}"])
def test_a_dsn_of_pairs_is_read_as_one_that_is_a_url(tmp_path, host):
    dsn = f"host={host} port=5432 user=cdc_shop dbname=shop sslmode=verify-full"
    chain = any_stack(changed(tmp_path, EC2, of_input(dsn=dsn)), NOBODY).chain
    known = host != "${HOST}"
    assert (chain["database"]["endpoint"], chain["pipelines"][0]["user"]) == (
        (host, "cdc_shop") if known else ("<unknown>", "<unknown>")
    )
    assert ("dsn" in chain["unknown"]) is not known
