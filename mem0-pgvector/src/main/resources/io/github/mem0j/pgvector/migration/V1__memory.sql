-- mem0j, schema version 1, with the names that PgVectorMemoryStoreBuilder.migrations() fills in.
CREATE TABLE ${meta} (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  schema_version int NOT NULL,
  element text NOT NULL,
  dimensions int NOT NULL,
  model text -- claimed by the first memory
);

CREATE TABLE ${memory} (
  owner bytea NOT NULL, -- SHA-256 of the owner key: short and of one length, so that rows fit into covering indexes
  id uuid NOT NULL,
  tenant text COLLATE "C",
  user_id text COLLATE "C" NOT NULL,
  agent text COLLATE "C",
  run text COLLATE "C",
  content text NOT NULL,
  metadata jsonb NOT NULL,
  embedding ${type}(${dimensions}) NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  expires_at timestamptz,
  deleted_at timestamptz,
  version bigint NOT NULL,
  created_version bigint NOT NULL, -- the version at which it last came into being; 0 once restored
  text_hash bytea, -- of agent, run and text, while the memory answers for its text in deduplicated adds
  PRIMARY KEY (owner, id)
) WITH (
  -- Index-only scans live on the visibility map: have it follow inserts and updates closely.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE ${memory} ALTER embedding SET STORAGE ${storage};
CREATE INDEX ${list_index} ON ${memory} (owner, created_at DESC, id DESC)
  INCLUDE (version, updated_at, expires_at) -- all that StoreAdmin.versions looks at
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX ${text_index} ON ${memory} (owner, text_hash) WHERE text_hash IS NOT NULL;
CREATE INDEX ${expiry_index} ON ${memory} (expires_at) WHERE expires_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE ${relation} (
  owner bytea NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  weight float8 NOT NULL,
  created_at timestamptz NOT NULL,
  from_version bigint NOT NULL, -- of its ends the created_version: a memory that is deleted and added again
  to_version bigint NOT NULL, -- has none of the relations it had
  PRIMARY KEY (owner, from_id, to_id, type) INCLUDE (from_version, to_version),
  FOREIGN KEY (owner, from_id) REFERENCES ${memory} (owner, id) ON DELETE CASCADE,
  FOREIGN KEY (owner, to_id) REFERENCES ${memory} (owner, id) ON DELETE CASCADE
);
CREATE INDEX ${relation_index} ON ${relation} (owner, to_id, from_id, type)
  INCLUDE (from_version, to_version);

CREATE TABLE ${ann} ( -- the partial HNSW indexes there are, one owner each
  owner bytea PRIMARY KEY,
  index_name text NOT NULL,
  ready boolean NOT NULL,
  ef_search int NOT NULL,
  row_count bigint NOT NULL,
  calibrated_at timestamptz NOT NULL
);

INSERT INTO ${meta} (schema_version, element, dimensions) VALUES (1, '${element}', ${dimensions});
