"""What GitHub's workflows compute: which stacks a change concerns, and the comment in the pull request."""
