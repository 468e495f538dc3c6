-- The tables that the stack files stream, for a new cluster, which has none. Repeatable: it runs again whenever this file
-- changes. Where the tables exist already, leave `bootstrapSql` out of the stack file.
--
-- They belong to whoever runs this: with `sql: iam` the administrator, with `master` and `dataApi` the master. Let in
-- whoever else writes to them: GRANT SELECT, INSERT, UPDATE, DELETE ON orders, order_items TO <your application's role>;
CREATE TABLE IF NOT EXISTS orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer text NOT NULL,
    ordered_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS order_items (
    order_id bigint NOT NULL REFERENCES orders (id),
    line integer NOT NULL,
    article text NOT NULL,
    quantity integer NOT NULL DEFAULT 1,
    PRIMARY KEY (order_id, line)
);
