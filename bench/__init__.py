"""Figures: what importing, evaluating and bringing up the lab cost. No test asserts a time."""
