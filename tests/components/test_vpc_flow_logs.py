import pulumi
import pulumi_aws as aws

from components.vpc_flow_logs import VpcFlowLogs, VpcFlowLogsArgs
from domain import function_documents

VPC = "arn:aws:ec2:us-east-2:111111111111:vpc/vpc-1"
LOG_GROUP = "arn:aws:logs:us-east-2:111111111111:log-group:clients-flow-logs"


def test_all_traffic_of_the_vpc_is_kept_for_14_days(engine):
    def program():
        account = aws.Provider("application-account", region="us-east-2")
        VpcFlowLogs("clients", VpcFlowLogsArgs(vpc_id="vpc-1", vpc_arn=VPC), pulumi.ResourceOptions(provider=account))

    engine.run(program)
    assert engine.types() == {
        "clients-flow-logs": "aws:cloudwatch/logGroup:LogGroup",
        "clients-flow-logs-role": "aws:iam/role:Role",
        "clients-flow-logs-deliver": "aws:iam/rolePolicy:RolePolicy",
        "clients-flow-log": "aws:ec2/flowLog:FlowLog",
    }
    assert set(engine.provider_names().values()) == {"application-account"}
    assert engine.inputs("clients-flow-logs") == {"retentionInDays": 14}
    assert engine.inputs("clients-flow-log") == {
        "vpcId": "vpc-1",
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": LOG_GROUP,
        "iamRoleArn": "arn:aws:iam::111111111111:role/clients-flow-logs-role",
    }
    assert engine.waits_for("clients-flow-log") == {"clients-flow-logs-deliver"}
    assert engine.inputs("clients-flow-logs-deliver")["policy"] == function_documents.flow_log_delivery(LOG_GROUP)
    assert engine.inputs("clients-flow-logs-role")["assumeRolePolicy"] == function_documents.flow_log_trust(VPC)
