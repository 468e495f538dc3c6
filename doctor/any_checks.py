"""Which checks a chain is walked by that is no stack of ours."""

from doctor.chain import Chain, reads_mysql
from doctor.check import Check
from doctor.checks import (
    any_chain,
    client,
    endpoint,
    link_1,
    link_2,
    link_3,
    link_4,
    link_5,
    link_6,
    link_7,
    login_metrics,
    own_slot,
    password_users,
    pipeline_input,
    pipeline_login,
    pipeline_mysql,
    pipeline_output,
    pipeline_secrets,
    publication,
    replica_identity,
    slots,
)
from doctor.checks.any_chain import needs

LOGIN = (
    any_chain.check_told,
    link_1.check_accounts,
    needs("caller", 1, client.check_client_role),
    any_chain.check_runtime,
    link_2.check_assume_policy,
    needs("caller", 3, link_3.check_trust),
    link_3.check_session_tags,
    needs("user", 4, link_4.check_login_policy),
    link_5.check_cluster_is_available,
    link_5.check_endpoint_is_the_writer,
    any_chain.check_network,
    link_5.check_iam_authentication,
    *login_metrics.CHECKS,
    *endpoint.CHECKS,
)
"""Of a client's chain, and of every other."""

OF_POSTGRES = (needs("user", 5, link_5.check_user_logs_in_by_token), *password_users.CHECKS)

CONFIGURED = (
    link_5.check_capacity,
    needs("roles", 2, any_chain.check_role),
    needs("cluster", 5, pipeline_login.check_host),
    pipeline_login.check_token,
    pipeline_login.check_verification,
    pipeline_login.check_certificates,
    *link_7.CHECKS,
    pipeline_secrets.check_secrets,
    any_chain.check_components,
    any_chain.check_tls,
    pipeline_output.check_topic_creation,
    pipeline_output.check_order,
    pipeline_output.check_threads,
    pipeline_output.check_dead_letters,
    pipeline_output.check_snapshot_metadata,
    any_chain.check_pipeline_runs,
)
"""Of a pipeline, whatever it reads."""

STREAMS_POSTGRES = (
    *link_6.CHECKS,
    slots.check_room_for_the_slot,
    *own_slot.CHECKS,
    *publication.CHECKS,
    *replica_identity.CHECKS,
    pipeline_input.check_heartbeat,
    pipeline_input.check_slot,
)
STREAMS_MYSQL = pipeline_mysql.CHECKS


def any_checks(chain: Chain) -> tuple[Check, ...]:
    """Of a client that is given by hand, or of a pipeline by its file."""
    if "pipelines" not in chain:
        return (*LOGIN, *OF_POSTGRES)
    if reads_mysql(chain):
        return (*LOGIN, *CONFIGURED, *STREAMS_MYSQL)
    return (*LOGIN, *OF_POSTGRES, *CONFIGURED, *STREAMS_POSTGRES)
