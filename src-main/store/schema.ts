/** One step of the schema's history. Never edited once released: a change is a new one at the end. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Marks the file as a trace store of Parallax ("PLXT"). */
export const APPLICATION_ID = 0x504c5854;

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-begin',
    sql: `
      -- Processes that have the store open for writing: what a dead one left unfinished was interrupted.
      CREATE TABLE session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pid INTEGER NOT NULL,
        started_at INTEGER NOT NULL
      ) STRICT;

      -- Strings that come again and again: step paths, node ids and hashes, names of runtimes.
      CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

      -- Nodes of values, by content.
      CREATE TABLE value (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body BLOB NOT NULL) STRICT;

      CREATE TABLE source (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        node TEXT NOT NULL,
        file TEXT NOT NULL,
        body BLOB NOT NULL
      ) STRICT;

      CREATE TABLE comparison (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        node INTEGER NOT NULL REFERENCES word,
        hash INTEGER NOT NULL REFERENCES word,
        effects INTEGER NOT NULL REFERENCES word,
        inputs INTEGER NOT NULL REFERENCES value,
        started_at INTEGER NOT NULL,
        diverged INTEGER
      ) STRICT;
      CREATE INDEX comparison_by_node ON comparison (node);

      CREATE TABLE divergence (
        comparison INTEGER NOT NULL REFERENCES comparison,
        position INTEGER NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (comparison, position)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE trace (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        comparison TEXT NOT NULL,
        session INTEGER NOT NULL,
        path TEXT NOT NULL,
        node INTEGER NOT NULL REFERENCES word,
        hash INTEGER NOT NULL REFERENCES word,
        runtime INTEGER NOT NULL REFERENCES word,
        inputs INTEGER NOT NULL REFERENCES value,
        started_at INTEGER NOT NULL,
        clock_scale REAL NOT NULL,
        chunk_events INTEGER NOT NULL,
        events INTEGER NOT NULL DEFAULT 0,
        duration_us REAL NOT NULL DEFAULT 0,
        -- A value: how it ended; 0: its process died first; NULL: it is being recorded.
        ended INTEGER
      ) STRICT;
      CREATE INDEX trace_by_comparison ON trace (comparison);
      CREATE INDEX trace_unfinished ON trace (id) WHERE ended IS NULL;

      CREATE TABLE trace_source (
        trace INTEGER NOT NULL REFERENCES trace,
        source INTEGER NOT NULL REFERENCES source,
        PRIMARY KEY (trace, source)
      ) STRICT, WITHOUT ROWID;

      -- Events [first, first + count): full chunks, and the parts of the last one while it grows.
      CREATE TABLE chunk (
        id INTEGER PRIMARY KEY,
        trace INTEGER NOT NULL REFERENCES trace,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        body BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX chunk_by_event ON chunk (trace, first);

      -- For each full chunk and each step that has events in it: the first of its occurrences there.
      CREATE TABLE visit (
        trace INTEGER NOT NULL REFERENCES trace,
        step INTEGER NOT NULL REFERENCES word,
        first INTEGER NOT NULL,
        occ TEXT NOT NULL,
        PRIMARY KEY (trace, step, first)
      ) STRICT, WITHOUT ROWID;

      -- Violated contracts and requested effects.
      CREATE TABLE mark (
        trace INTEGER NOT NULL REFERENCES trace,
        event INTEGER NOT NULL,
        kind TEXT NOT NULL,
        PRIMARY KEY (trace, event)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE blob (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        body BLOB NOT NULL
      ) STRICT;

      CREATE TABLE attachment (
        id INTEGER PRIMARY KEY,
        trace TEXT NOT NULL,
        name TEXT NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (trace, name)
      ) STRICT;
    `,
  },
  {
    name: '0002-library',
    sql: `
      -- What the library knows of each comparison: all of it but name, tags, pin and deletion follows from other tables.
      CREATE TABLE library (
        -- In the order of time: started_at * 1024 and up.
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL UNIQUE REFERENCES comparison,
        session INTEGER NOT NULL,
        node TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        duration_us REAL NOT NULL,
        events INTEGER NOT NULL,
        -- Of its chunks and documents, as stored.
        bytes INTEGER NOT NULL,
        status TEXT NOT NULL,
        -- 1: it has a reference path; 2: a direct one.
        paths INTEGER NOT NULL,
        -- How each path ended: '' success, else the error's code; NULL: not there, or not yet.
        reference TEXT,
        direct TEXT,
        -- Where it diverged first; NULL: nowhere.
        step TEXT,
        name TEXT,
        -- Hash of its content, where that was needed.
        content TEXT,
        pinned INTEGER NOT NULL DEFAULT 0,
        deleted_at INTEGER
      ) STRICT;
      CREATE INDEX library_by_node ON library (node, id);
      CREATE INDEX library_by_status ON library (status, id);
      CREATE INDEX library_by_duration ON library (duration_us, id);
      CREATE INDEX library_by_step ON library (step, node, id) WHERE step IS NOT NULL;
      CREATE INDEX library_by_reference ON library (reference, id) WHERE reference <> '';
      CREATE INDEX library_by_direct ON library (direct, id) WHERE direct <> '';
      CREATE INDEX library_pinned ON library (id) WHERE pinned = 1;
      CREATE INDEX library_deleted ON library (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE INDEX library_by_content ON library (content) WHERE content IS NOT NULL;

      CREATE TABLE tag (
        entry INTEGER NOT NULL REFERENCES library,
        text TEXT NOT NULL,
        PRIMARY KEY (entry, text)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tag_by_text ON tag (text, entry);

      -- Words of each entry, by its id. The texts themselves are not kept a second time.
      CREATE VIRTUAL TABLE library_text USING fts5(
        node, inputs, outputs, error, labels,
        content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
      );

      -- generation: counts removals, after which ids of rows may come again; unswept: traces removed since the last sweep.
      CREATE TABLE library_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO library_state (name, value) VALUES ('generation', 0), ('unswept', 0);
    `,
  },
  {
    name: '0003-origin',
    sql: `
      -- run, ingested, replay, what_if or proof; NULL: not looked up yet.
      ALTER TABLE library ADD COLUMN origin TEXT;
      -- Name of the comparison it is a branch of, which may be gone or elsewhere.
      ALTER TABLE library ADD COLUMN branch_of TEXT;
      CREATE INDEX library_by_origin ON library (origin, id);
      CREATE INDEX library_by_original ON library (branch_of, id) WHERE branch_of IS NOT NULL;
    `,
  },
  {
    name: '0004-verdict',
    sql: `
      -- What its differences are under rules of the ledger, diverged or accepted, and which rules; NULL: what its record says.
      ALTER TABLE library ADD COLUMN verdict TEXT;
      ALTER TABLE library ADD COLUMN judged TEXT NOT NULL DEFAULT '';
      CREATE INDEX library_judged ON library (id) WHERE judged <> '';
    `,
  },
  {
    name: '0005-pending',
    sql: `
      -- What came faster than it could be recorded, as it came: taken out in the transaction that records it.
      CREATE TABLE pending (
        id INTEGER PRIMARY KEY,
        session INTEGER NOT NULL,
        name TEXT NOT NULL UNIQUE,
        body BLOB NOT NULL
      ) STRICT;
    `,
  },
  {
    name: '0006-groups',
    sql: `
      -- All that a list of groups is counted from, in their order: no entry is read for it.
      CREATE INDEX library_groups ON library (node, status, started_at, origin, branch_of) WHERE deleted_at IS NULL;
      CREATE INDEX library_steps ON library (step, node, status, started_at, origin, branch_of)
        WHERE step IS NOT NULL AND deleted_at IS NULL;
      DROP INDEX library_by_step;
    `,
  },
];
