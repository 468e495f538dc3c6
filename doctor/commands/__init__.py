"""What can be typed after `python -m doctor`, one file per command, and the options they share."""
