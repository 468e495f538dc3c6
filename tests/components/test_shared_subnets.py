import pulumi
import pulumi_aws as aws

from components.shared_subnets import SharedSubnets, SharedSubnetsArgs

VPC = "arn:aws:ec2:us-east-2:111111111111:vpc/vpc-1"


def made(engine):
    told = {}

    def program():
        account = aws.Provider("application-account", region="us-east-2")
        args = SharedSubnetsArgs(
            vpc_id="vpc-1",
            vpc_arn=VPC,
            subnet_ids=["subnet-1", "subnet-2"],
            zones=["us-east-2a", "us-east-2b"],
            account_id="222222222222",
        )
        shared = SharedSubnets("clients", args, pulumi.ResourceOptions(provider=account))
        return pulumi.Output.all(subnets=shared.subnet_ids, vpc=shared.vpc_id).apply(told.update)

    engine.run(program)
    return told


def test_the_subnets_are_shared_with_one_account_of_the_organization(engine):
    assert made(engine) == {"subnets": ["subnet-1", "subnet-2"], "vpc": "vpc-1"}
    share = "arn:aws:ram:us-east-2:111111111111:resource-share/clients-share"
    assert engine.types() == {
        "clients-share": "aws:ram/resourceShare:ResourceShare",
        "clients-subnet-us-east-2a": "aws:ram/resourceAssociation:ResourceAssociation",
        "clients-subnet-us-east-2b": "aws:ram/resourceAssociation:ResourceAssociation",
        "clients-account": "aws:ram/principalAssociation:PrincipalAssociation",
    }
    assert set(engine.provider_names().values()) == {"application-account"}
    assert engine.inputs("clients-share") == {"allowExternalPrincipals": False}
    assert engine.inputs("clients-subnet-us-east-2b") == {
        "resourceShareArn": share,
        "resourceArn": "arn:aws:ec2:us-east-2:111111111111:subnet/subnet-2",
    }
    assert engine.inputs("clients-account") == {"resourceShareArn": share, "principal": "222222222222"}
