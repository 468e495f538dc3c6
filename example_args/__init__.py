"""What belongs to one example alone: settings as args of components, and what it tells an operator."""
