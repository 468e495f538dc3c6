"""A private way that is broken at one of its hops: N8 to N11. What stands at its ends is N2 and N5."""

from doctor.cause import Cause

PEERING = (
    Cause(
        id="N8",
        link=5,
        title="the VPC peering is not active",
        symptom="Expected, not yet seen live: the connection attempt times out; both VPCs have their routes.",
        why=(
            "A peering carries packets only while it is active. A request that the database's account has not accepted "
            "expires after seven days; one that was rejected, has expired, failed or was deleted never comes back. "
            "Networks that overlap make it fail."
        ),
        detect=(
            "Status.Code in DescribeVpcPeeringConnections is not `active`. What is on its way there "
            "(`initiating-request`, `provisioning`) is not judged yet. Routes over a deleted peering are `blackhole` "
            "too (N9, N10): this comes first."
        ),
        fix=(
            "`pending-acceptance`: `aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id <connection>` in "
            "the database's account. `rejected`, `expired`, `deleted`, or gone: a new request, which `pulumi up "
            "--refresh --run-program` makes. `failed`: mend what the status's message names, such as networks "
            "that overlap, then the same."
        ),
        source=(
            "Amazon VPC Peering Guide, vpc-peering-basics (connection lifecycle); EC2 API reference, "
            "VpcPeeringConnectionStateReason, CreateVpcPeeringConnection (seven days, overlaps); "
            "terraform-provider-aws, internal/service/ec2/find.go (which statuses count as gone)"
        ),
    ),
    Cause(
        id="N9",
        link=5,
        title="no route from the pipelines' subnets over the peering",
        symptom="Expected, not yet seen live: the connection attempt times out while the peering is active.",
        why=(
            "Each route table of the pipelines' subnets needs a route to the database's network over the peering. One "
            "that is missing, leads elsewhere because it is more specific, or is a `blackhole` loses the packets of "
            "its subnets alone: some pods connect, others do not."
        ),
        detect=(
            "Of each route table that the stack names, the most specific route to the database's network is not over "
            "the connection, or is not active. A route to the Internet does not count: behind it a private address is "
            "nobody's."
        ),
        fix=(
            "`aws ec2 create-route --route-table-id <table> --destination-cidr-block <the database's network> "
            "--vpc-peering-connection-id <connection>` in the pipelines' account, or `replace-route` for one that is "
            "there. In this program: `peering.routeTableIds` has every table, then `pulumi up --refresh "
            "--run-program`."
        ),
        source=(
            "Amazon VPC Peering Guide, vpc-peering-routing; Amazon VPC User Guide, VPC_Route_Tables (route priority); "
            "EC2 API reference, Route (State)"
        ),
    ),
    Cause(
        id="N10",
        link=5,
        title="no route back from the database's subnets over the peering",
        symptom="Expected, not yet seen live: the connection attempt times out; packets arrive and answers get lost.",
        why=(
            "The database answers to the pipelines' addresses. Without a route to their network over the peering in "
            "each route table of its subnets, the answers go nowhere: a failover to another zone can begin it."
        ),
        detect=(
            "As N9, in the database's account: of each route table of its subnets, the most specific route to the "
            "pipelines' network is not over the connection, or is not active."
        ),
        fix=(
            "`aws ec2 create-route --route-table-id <table> --destination-cidr-block <the pipelines' network> "
            "--vpc-peering-connection-id <connection>` in the database's account, or `replace-route`. In this program: "
            "`peering.database.routeTableIds` where the network exists already, then `pulumi up --refresh "
            "--run-program`."
        ),
        source=(
            "Amazon VPC Peering Guide, vpc-peering-routing; Amazon VPC User Guide, VPC_Route_Tables (route priority); "
            "EC2 API reference, Route (State)"
        ),
    ),
    Cause(
        id="N11",
        link=5,
        title="the endpoint resolves to its public address over the peering",
        symptom=(
            "Expected, not yet seen live: the pipelines time out although every hop of the peering is there: they dial "
            "the public address."
        ),
        why=(
            "The name of a publicly accessible database has two addresses. From a peered VPC it resolves to the "
            "public one, unless the database's side of the peering allows remote DNS resolution. Packets then leave "
            "by the NAT gateway, whose address the security group may not let in."
        ),
        detect=(
            "The writer is publicly accessible, and AllowDnsResolutionFromRemoteVpc of the accepter, in "
            "DescribeVpcPeeringConnections of the database's account, is not true. A private database has only its "
            "private address, wherever it is asked for."
        ),
        fix=(
            "`aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id <connection> "
            "--accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=true` in the database's account. "
            "Both VPCs need DNS hostnames and DNS resolution."
        ),
        source=(
            "Amazon VPC Peering Guide, vpc-peering-dns; EC2 API reference, PeeringConnectionOptions; Aurora User "
            "Guide, hiding a DB cluster in a VPC from the internet"
        ),
    ),
)
