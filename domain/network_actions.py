"""The actions of VPCs, their routes, groups and peerings, by Pulumi type.

Service Authorization Reference, per service; which of the calls the provider makes is in terraform-provider-aws,
internal/service/<service>.
"""

from collections.abc import Mapping

from domain.type_actions import TypeActions

NETWORK: Mapping[str, TypeActions] = {
    "aws:ec2/vpc:Vpc": TypeActions(
        read=(
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcs",
        ),
        create=("ec2:CreateVpc",),
        change=("ec2:DeleteVpc", "ec2:ModifyVpcAttribute"),
    ),
    "aws:ec2/subnet:Subnet": TypeActions(
        read=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
        create=("ec2:CreateSubnet",),
        change=("ec2:DeleteSubnet", "ec2:ModifySubnetAttribute"),
    ),
    "aws:ec2/routeTable:RouteTable": TypeActions(
        read=("ec2:DescribeRouteTables",), create=("ec2:CreateRouteTable",), change=("ec2:DeleteRouteTable",)
    ),
    "aws:ec2/route:Route": TypeActions(
        read=("ec2:DescribeRouteTables",), change=("ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ReplaceRoute")
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": TypeActions(
        read=("ec2:DescribeVpcPeeringConnections",),
        create=("ec2:CreateVpcPeeringConnection",),
        change=("ec2:DeleteVpcPeeringConnection",),
    ),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": TypeActions(
        read=("ec2:DescribeVpcPeeringConnections",),
        change=("ec2:AcceptVpcPeeringConnection", "ec2:DeleteVpcPeeringConnection"),
    ),
    "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": TypeActions(
        read=("ec2:DescribeVpcPeeringConnections",), change=("ec2:ModifyVpcPeeringConnectionOptions",)
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": TypeActions(
        read=("ec2:DescribeRouteTables",), change=("ec2:AssociateRouteTable", "ec2:DisassociateRouteTable")
    ),
    "aws:ec2/internetGateway:InternetGateway": TypeActions(
        read=("ec2:DescribeInternetGateways",),
        create=("ec2:CreateInternetGateway",),
        change=("ec2:AttachInternetGateway", "ec2:DeleteInternetGateway", "ec2:DetachInternetGateway"),
    ),
    "aws:ec2/securityGroup:SecurityGroup": TypeActions(
        read=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups"),
        create=("ec2:CreateSecurityGroup",),
        change=("ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": TypeActions(
        read=("ec2:DescribeSecurityGroupRules",),
        change=(
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:ModifySecurityGroupRules",
            "ec2:RevokeSecurityGroupIngress",
        ),
    ),
}
