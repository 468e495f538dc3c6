"""What each resource type becomes in the lab: create and delete, one file per service."""
