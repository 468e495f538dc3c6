"""What may never be deployed: rules on the stack's resources, run by Pulumi as a policy pack or here on mocks."""
