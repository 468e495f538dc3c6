"""What runs as AWS Lambda functions: each a handler, with the driver bundled and boto3 from the runtime."""
