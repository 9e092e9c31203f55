-- mem0j, the change feed: optional, and run once, with the names that changeFeedStatements() fills in.
CREATE TABLE ${consumer} (name text COLLATE "C" PRIMARY KEY);

CREATE TABLE ${feed} ( -- a set of what is dirty; nobody updates a row, so that no writer waits for a consumer
  seq bigint GENERATED ALWAYS AS IDENTITY,
  consumer text COLLATE "C" NOT NULL,
  owner bytea NOT NULL,
  tenant text COLLATE "C",
  user_id text COLLATE "C" NOT NULL,
  ids uuid[] NOT NULL, -- up to 100 of them
  ended boolean NOT NULL, -- whether they were deleted, or added again
  since timestamptz NOT NULL, -- by the server's clock: only ages are made of it
  PRIMARY KEY (consumer, seq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
CREATE INDEX ${feed_index} ON ${feed} (consumer, owner);

CREATE FUNCTION ${feed_note}() RETURNS trigger LANGUAGE plpgsql AS $feed$
BEGIN
  IF TG_TABLE_NAME = ${relation_name} THEN
    INSERT INTO ${feed} (consumer, owner, tenant, user_id, ids, ended, since)
      SELECT c.name, x.owner, m.tenant, m.user_id, x.ids[p : p + 99], false, clock_timestamp()
        FROM (SELECT owner, array_agg(DISTINCT from_id) AS ids FROM changed GROUP BY owner) x
        JOIN ${memory} m ON m.owner = x.owner AND m.id = x.ids[1]
       CROSS JOIN generate_series(1, cardinality(x.ids), 100) p
       CROSS JOIN ${consumer} c;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO ${feed} (consumer, owner, tenant, user_id, ids, ended, since)
      SELECT c.name, x.owner, x.tenant, x.user_id, x.ids[p : p + 99], x.ended, clock_timestamp()
        FROM (SELECT owner, min(tenant) AS tenant, min(user_id) AS user_id, ended, array_agg(id) AS ids
                FROM (SELECT n.owner, n.tenant, n.user_id, n.id,
                             n.deleted_at IS NOT NULL OR b.deleted_at IS NOT NULL
                             OR (n.created_version <> b.created_version AND n.created_version <> 0) AS ended
                        FROM changed n JOIN before b ON b.owner = n.owner AND b.id = n.id) e
               GROUP BY owner, ended) x
       CROSS JOIN generate_series(1, cardinality(x.ids), 100) p
       CROSS JOIN ${consumer} c;
  ELSE
    INSERT INTO ${feed} (consumer, owner, tenant, user_id, ids, ended, since)
      SELECT c.name, x.owner, x.tenant, x.user_id, x.ids[p : p + 99], TG_OP = 'DELETE', clock_timestamp()
        FROM (SELECT owner, min(tenant) AS tenant, min(user_id) AS user_id, array_agg(id) AS ids
                FROM changed GROUP BY owner) x
       CROSS JOIN generate_series(1, cardinality(x.ids), 100) p
       CROSS JOIN ${consumer} c;
  END IF;
  RETURN NULL;
END $feed$;

CREATE TRIGGER mem0j_feed_insert AFTER INSERT ON ${memory}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ${feed_note}();
CREATE TRIGGER mem0j_feed_update AFTER UPDATE ON ${memory}
  REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION ${feed_note}();
CREATE TRIGGER mem0j_feed_delete AFTER DELETE ON ${memory}
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ${feed_note}();
CREATE TRIGGER mem0j_feed_insert AFTER INSERT ON ${relation}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ${feed_note}();
CREATE TRIGGER mem0j_feed_update AFTER UPDATE ON ${relation}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ${feed_note}();
