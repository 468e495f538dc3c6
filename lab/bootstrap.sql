-- The demonstration table, with one row for the snapshot. Repeatable: it runs again whenever this file changes.
CREATE TABLE IF NOT EXISTS iamuser_test (
    x integer PRIMARY KEY,
    note text
);
INSERT INTO iamuser_test VALUES (1, 'there before the pipeline') ON CONFLICT DO NOTHING;
