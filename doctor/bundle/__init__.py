"""One archive for whoever is asked for help: what was seen, without what logs in anywhere."""
