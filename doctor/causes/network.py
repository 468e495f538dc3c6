"""Packets that do not arrive: N1 to N7."""

from doctor.cause import Cause

NETWORK = (
    Cause(
        id="N1",
        link=5,
        title="the endpoint's name does not resolve",
        symptom=(
            '`could not translate host name "<host>" to address` from libpq, `no such host` from Go clients such as '
            "Redpanda Connect."
        ),
        why=(
            "The resolver in use does not know the name: a misspelt endpoint, one of a deleted cluster, or a private "
            "zone that only its own VPC answers."
        ),
        detect=(
            "The endpoint is resolved here and compared with Endpoint in DescribeDBClusters. Different names: the "
            "endpoint is wrong. Same name and no answer: DNS. No packet was sent, which tells it from N2."
        ),
        fix=(
            "Dial the writer endpoint that DescribeDBClusters returns. For a private zone, associate the zone with the "
            "caller's VPC. An alias of your own is no way out: the token is signed for the endpoint (I7)."
        ),
        source=(
            "RDS API reference, DescribeDBClusters (Endpoint); Aurora User Guide, UsingWithRDS.IAMDBAuth (no custom "
            "DNS names)"
        ),
    ),
    Cause(
        id="N2",
        link=5,
        title="no network path to the database",
        symptom="The connection attempt times out; nothing is logged on the database's side.",
        why=(
            "A security group, a route or a missing public address swallows the packets. A rule for the wrong address "
            "is the usual one: pipelines arrive from the Redpanda cluster's NAT addresses, an operator from their own."
        ),
        detect=(
            "TCP to the endpoint gets no answer within 5 s while the cluster is `available` (else N4) and not paused "
            "(else N3). Then the ingress rules are compared with the caller's and the NAT addresses, and "
            "PubliclyAccessible with the kind of address the endpoint resolves to."
        ),
        fix=(
            "Add one ingress rule on the database's port for each NAT address, or for the peer VPC's CIDR: `aws ec2 "
            "authorize-security-group-ingress --group-id <security group> --protocol tcp --port <port> --cidr "
            "<address>/32`. In this program: `redpanda.natCidrs`, `database.adminCidrs`. A private cluster also needs "
            "routes both ways."
        ),
        source=(
            "RDS API reference, DescribeDBClusters and DescribeDBInstances (PubliclyAccessible); EC2 API reference, "
            "DescribeSecurityGroupRules"
        ),
    ),
    Cause(
        id="N3",
        link=5,
        title="the instance was paused and is waking up",
        symptom="The first connection takes 15 s to 30 s or runs into its timeout; the next ones are quick.",
        why=(
            "An Aurora Serverless v2 instance with a minimum of 0 ACU pauses when idle. It needs about 15 s to resume, "
            "and 30 s or more after a pause of over 24 hours."
        ),
        detect=(
            "MinCapacity is 0 and the metric ServerlessDatabaseCapacity was 0 just before. Without both it is N2. A "
            "writer with logical replication never pauses (S2), so suspect a reader, or a cluster whose replication is "
            "not on yet."
        ),
        fix=(
            "Set the client's connect timeout to 30 s or more, or the minimum to 0.5 ACU: `aws rds modify-db-cluster "
            "--db-cluster-identifier <cluster> --serverless-v2-scaling-configuration "
            "MinCapacity=0.5,MaxCapacity=<max>`."
        ),
        source="Aurora User Guide, aurora-serverless-v2-auto-pause",
    ),
    Cause(
        id="N4",
        link=5,
        title="the cluster or its writer is not available",
        symptom="`Connection refused`, or no answer at all, from every client at once.",
        why="The cluster is stopped, still being created, or in maintenance, so nothing listens on the endpoint.",
        detect=(
            "Status of the cluster and DBInstanceStatus of the writer in RDS are not `available`. This is read before "
            "any network probe is believed."
        ),
        fix=(
            "`aws rds start-db-cluster --db-cluster-identifier <cluster>`, then `aws rds wait db-cluster-available "
            "--db-cluster-identifier <cluster>`. A stopped cluster starts by itself after seven days; one in "
            "maintenance only needs time."
        ),
        source="RDS API reference, DescribeDBClusters (Status); Aurora User Guide, aurora-cluster-stop-start",
    ),
    Cause(
        id="N5",
        link=5,
        title="the Redpanda cluster's egress firewall blocks the private address",
        symptom=(
            "Expected, not yet seen live: the pipeline times out to a private Aurora cluster while a test host in the "
            "peered VPC connects."
        ),
        why=(
            "Pipeline pods sit behind an egress firewall that lets public destinations pass and blocks private "
            "addresses on most ports. Peering and routes alone do not open it."
        ),
        detect=(
            "The endpoint resolves to a private address, and no entry of the Redpanda cluster's "
            "`redpanda_connect.allowed_destination_cidr_ports` covers it on the database's port. That other hosts of "
            "the VPC connect tells it from N2."
        ),
        fix=(
            "Add an entry with the database's CIDR and its port as `port_start` and `port_end` (16 entries at most): "
            "with the Terraform provider 2.1.1 or later, or by PATCH `/v1/clusters/<cluster id>` of the Redpanda Cloud "
            "API. It changes in place."
        ),
        source="redpanda-data/cloud-docs, VPC peering on AWS and Terraform provider release notes (2.1.1)",
    ),
    Cause(
        id="N6",
        link=1,
        title="STS cannot be reached from the pods",
        symptom=(
            "Expected text: `lookup sts.<region>.amazonaws.com: no such host`, or a timeout there, in the pipeline's "
            "log; the database sees no attempt."
        ),
        why=(
            "Every hop of the chain asks the regional STS endpoint over 443. Without a NAT gateway, behind a hub that "
            "filters egress, or without an interface endpoint, no credentials are ever made."
        ),
        detect=(
            "The pipeline's log names an STS host beside a timeout. A refusal by STS (`AccessDenied`) is an answer, so "
            "it is R1 to R13 and not this."
        ),
        fix=(
            "Allow egress on 443 to `sts.<region>.amazonaws.com` for the Redpanda region and the database's region, or "
            "put an STS interface endpoint into the Redpanda VPC."
        ),
        source=(
            "redpanda-data/connect internal/impl/postgresql/aws (GetCallerIdentity on the regional endpoint); STS "
            "guide, regional endpoints"
        ),
    ),
    Cause(
        id="N7",
        link=5,
        title="the Redpanda cluster's NAT addresses have changed",
        symptom=(
            "Expected, not yet seen live: a pipeline that worked for weeks times out after every reconnect; nobody "
            "touched the database."
        ),
        why=(
            "The security group admits the NAT addresses of the day it was written. A rebuilt or rezoned Redpanda "
            "cluster leaves by other addresses."
        ),
        detect=(
            "`nat_gateways` of the Redpanda Cloud API is compared with the ingress rules and with the chain's "
            "`nat_cidrs`. An address without a rule is the proof; it needs the Cloud API, because the provider's "
            "cluster data source does not have the addresses."
        ),
        fix=(
            "Take the addresses from `GET https://api.cloud.redpanda.com/v1/clusters/<cluster id>` "
            "(`.cluster.nat_gateways`), put them into `redpanda.natCidrs` as /32 each, `pulumi up`."
        ),
        source="Redpanda Cloud API reference, GET /v1/clusters/{id} (nat_gateways)",
    ),
)
