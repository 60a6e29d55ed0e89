CREATE TABLE beckon_accounts (
  row         INTEGER PRIMARY KEY CHECK (row < 1 << 23),
  account     TEXT    NOT NULL UNIQUE,              -- the host's name for it
  position    INTEGER NOT NULL CHECK (position < 1 << 40),  -- of its latest event: events are numbered from 1
  users       INTEGER NOT NULL CHECK (users < 1 << 40),     -- how many it has ever had
  -- How many users have each state, kept by every commit, so that rules and counts read no users.
  pending     INTEGER NOT NULL CHECK (pending >= 0),
  active      INTEGER NOT NULL CHECK (active >= 0),
  deactivated INTEGER NOT NULL CHECK (deactivated >= 0)
) STRICT;
CREATE TABLE beckon_events (
  row         INTEGER PRIMARY KEY,
  user        INTEGER NOT NULL REFERENCES beckon_users CHECK (user >> 40 = row >> 40),
  revision    INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  event       TEXT    NOT NULL,                     -- all of it, as JSON: see records/event_json.hpp
  UNIQUE (user, revision)
) STRICT;
CREATE TABLE beckon_keys (
  account     INTEGER NOT NULL REFERENCES beckon_accounts,
  key         TEXT    NOT NULL,
  digest      BLOB    NOT NULL CHECK (length(digest) = 32),
  user        BLOB    NOT NULL CHECK (length(user) = 16),
  revision    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE beckon_outbox (
  row             INTEGER PRIMARY KEY,
  account         INTEGER NOT NULL REFERENCES beckon_accounts,
  user            INTEGER NOT NULL REFERENCES beckon_users,
  revision        INTEGER NOT NULL,                 -- of the user, written by the same commit
  generation      INTEGER NOT NULL,                 -- of the link to send
  email           TEXT    NOT NULL,
  email_key       TEXT    NOT NULL,
  queued_at       INTEGER NOT NULL,
  delivery        INTEGER NOT NULL CHECK (delivery BETWEEN 1 AND 8),
                                                    -- 1 queued, 2 sent, 3 deferred, 4 failed, 5 dropped, 6 bounced,
                                                    -- 7 given by hand, 8 unconfirmed
  attempts        INTEGER NOT NULL,
  unknown         INTEGER NOT NULL,
  lapses          INTEGER NOT NULL,
  refusals        INTEGER NOT NULL,                 -- of its address
  refused_since   INTEGER CHECK ((refused_since IS NULL) = (refusals = 0)),
  next_attempt_at INTEGER,
  settled_at      INTEGER,
  cause           INTEGER CHECK (cause BETWEEN 1 AND 5),  -- why it has failed
  detail          TEXT    NOT NULL,
  fence           INTEGER NOT NULL,                 -- of the latest claim
  held_from       INTEGER,                          -- the claim holds from here ...
  held_until      INTEGER,                          -- ... until just before here; both NULL once it is settled
  UNIQUE (user, revision)
) STRICT;
CREATE TABLE beckon_role_holders (
  account     INTEGER NOT NULL REFERENCES beckon_accounts,
  role        TEXT    NOT NULL,
  active      INTEGER NOT NULL CHECK (active >= 0),
  PRIMARY KEY (account, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE beckon_storage (
  version     INTEGER NOT NULL
) STRICT;
CREATE TABLE beckon_users (
  row             INTEGER PRIMARY KEY,
  account         INTEGER NOT NULL REFERENCES beckon_accounts CHECK (account = row >> 40),
  state           INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 invited, 2 active, 3 deactivated, 4 removed
  expires_at      INTEGER CHECK ((expires_at IS NULL) = (state <> 1)),
  delivery        INTEGER,                          -- of the latest email, as in the outbox, kept by every write there
  invited_by      BLOB    CHECK (length(invited_by) = 16),
  -- What lists are sorted and searched by: see sorting/sort_keys.hpp.
  sent_key        INTEGER NOT NULL,
  joined_key      INTEGER NOT NULL,
  email_key       TEXT    NOT NULL,                 -- the folded address
  name_key        TEXT    NOT NULL,
  roles_key       TEXT    NOT NULL,
  search_text     TEXT    NOT NULL,
  roles           TEXT    NOT NULL,                 -- a JSON list of texts
  attributes      TEXT    NOT NULL,                 -- a JSON object of such lists, none of them empty
  id              BLOB    NOT NULL CHECK (length(id) = 16),
  revision        INTEGER NOT NULL CHECK (revision > 0),
  email           TEXT    NOT NULL,                 -- as typed
  name            TEXT    NOT NULL,
  locale          TEXT    NOT NULL,
  reference       TEXT    NOT NULL,                 -- the host's own, never changed
  since           INTEGER NOT NULL,                 -- of the state; of an invitation: when it was last sent
  times_sent      INTEGER CHECK ((times_sent IS NULL) = (state <> 1)),
  opened_at       INTEGER CHECK (opened_at IS NULL OR state = 1),
  removal         INTEGER CHECK ((removal IS NULL) = (state <> 4)),
  link_generation INTEGER,
  link_key        INTEGER CHECK ((link_key IS NULL) = (link_generation IS NULL)),
  created_at      INTEGER NOT NULL,
  joined_at       INTEGER,
  note            TEXT    CHECK ((note IS NULL) = (state <> 1))
) STRICT;
CREATE INDEX beckon_keys_by_expiry ON beckon_keys (account, expires_at);
CREATE INDEX beckon_outbox_by_address ON beckon_outbox (email_key, account);
CREATE INDEX beckon_outbox_open ON beckon_outbox (row) WHERE delivery IN (1, 3);
CREATE UNIQUE INDEX beckon_users_by_address ON beckon_users (account, email_key) WHERE state < 4;
CREATE INDEX beckon_users_by_expiry ON beckon_users (account, expires_at) WHERE state = 1;
CREATE UNIQUE INDEX beckon_users_by_id ON beckon_users (account, id);
CREATE INDEX beckon_users_by_removal ON beckon_users (account, since) WHERE state = 4;
