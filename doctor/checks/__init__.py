"""One file per link: functions from facts to findings."""
