"""What is told of a walk, to people and to machines."""
