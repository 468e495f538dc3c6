"""The programs run on mocks, without an engine and without a cloud: what they register, and in what order."""
