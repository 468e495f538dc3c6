-- What is in the database that exists already, as others made it: nothing of it is the program's.
-- It runs once, as a superuser who becomes each of those others.

-- A team's tables that the master has no part in.
CREATE ROLE billing_owner;
CREATE SCHEMA billing AUTHORIZATION billing_owner;
SET SESSION AUTHORIZATION billing_owner;
CREATE TABLE billing.invoices (x integer PRIMARY KEY, note text);
RESET SESSION AUTHORIZATION;

-- The shop's: their owner is a role that the master made, and is a member of.
SET SESSION AUTHORIZATION postgres;
CREATE ROLE shop_owner;
GRANT shop_owner TO postgres;
CREATE ROLE shop_application LOGIN;
GRANT CREATE, USAGE ON SCHEMA public TO shop_owner;
GRANT USAGE ON SCHEMA public TO shop_application;
SET ROLE shop_owner;
CREATE TABLE orders (x integer PRIMARY KEY, note text);
INSERT INTO orders VALUES (1, 'there before the pipeline');
CREATE TABLE shipments (x integer PRIMARY KEY, note text);
INSERT INTO shipments VALUES (7, 'there before it was asked for');
CREATE TABLE order_events (x integer, day date, note text, PRIMARY KEY (x, day)) PARTITION BY RANGE (day);
CREATE TABLE order_events_2025 PARTITION OF order_events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE order_events_2026 PARTITION OF order_events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE audit_log (at timestamptz, note text); -- no key: published, it could not be updated any more
CREATE TABLE "OrderLines" ("Order" integer, "Line" integer, PRIMARY KEY ("Order", "Line"));
GRANT SELECT, INSERT, UPDATE, DELETE ON orders, order_events TO shop_application;
RESET ROLE;

-- Who runs the SQL of pipelines by login token, as docs/database.md has it.
CREATE ROLE rpcn_administrator LOGIN CREATEROLE;
GRANT rds_iam, rds_replication TO rpcn_administrator WITH ADMIN OPTION;
GRANT CONNECT ON DATABASE lab_db TO rpcn_administrator WITH GRANT OPTION;
GRANT CREATE ON DATABASE lab_db TO rpcn_administrator;
GRANT USAGE ON SCHEMA public TO rpcn_administrator WITH GRANT OPTION;
GRANT shop_owner TO rpcn_administrator;

-- Another consumer's.
CREATE PUBLICATION reporting FOR TABLE orders;
RESET SESSION AUTHORIZATION;

-- What the lab's gate gives to every member of rds_replication when it first logs in.
ALTER ROLE rpcn_administrator REPLICATION;
