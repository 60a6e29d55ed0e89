// SPDX-License-Identifier: MIT
#pragma once

namespace host {

/// The table that existed before beckon. The same person may be in several tenants under one id.
inline constexpr const char* own_schema = R"sql(
CREATE TABLE IF NOT EXISTS users (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  email         TEXT NOT NULL,
  full_name     TEXT NOT NULL,
  password_hash TEXT,
  PRIMARY KEY (tenant_id, id)
);
)sql";

/// What beckon needs in addition. Instants are microseconds since 1970. Lists of names are JSON. The numbers of states,
/// removals and deliveries are beckon's and never change.
inline constexpr const char* added_schema = R"sql(
ALTER TABLE users ADD COLUMN revision INTEGER;       -- NULL: beckon does not know the user
ALTER TABLE users ADD COLUMN roles TEXT;             -- a list of names
ALTER TABLE users ADD COLUMN attributes TEXT;        -- such lists, by names
ALTER TABLE users ADD COLUMN locale TEXT;
ALTER TABLE users ADD COLUMN reference TEXT;
ALTER TABLE users ADD COLUMN state INTEGER;          -- 1 invited, 2 active, 3 deactivated, 4 removed
ALTER TABLE users ADD COLUMN since INTEGER;          -- of the state; of an invitation: when it was last sent
ALTER TABLE users ADD COLUMN expires_at INTEGER;     -- of the invited
ALTER TABLE users ADD COLUMN times_sent INTEGER;     -- of the invited
ALTER TABLE users ADD COLUMN opened_at INTEGER;      -- of the invited
ALTER TABLE users ADD COLUMN note TEXT;              -- of the invited
ALTER TABLE users ADD COLUMN removal INTEGER;        -- of the removed
ALTER TABLE users ADD COLUMN link_generation INTEGER;
ALTER TABLE users ADD COLUMN link_key INTEGER;
ALTER TABLE users ADD COLUMN created_at INTEGER;
ALTER TABLE users ADD COLUMN joined_at INTEGER;
ALTER TABLE users ADD COLUMN invited_by TEXT;
CREATE UNIQUE INDEX users_by_email ON users (tenant_id, lower(email)) WHERE state < 4;

CREATE TABLE feeds (tenant_id TEXT PRIMARY KEY, position INTEGER NOT NULL);  -- of the latest event: never given again
CREATE TABLE events (
  tenant_id TEXT NOT NULL, position INTEGER NOT NULL, user_id TEXT NOT NULL, event TEXT NOT NULL,  -- as JSON
  PRIMARY KEY (tenant_id, position)
);
CREATE TABLE emails (
  number          INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which they were queued
  tenant_id       TEXT NOT NULL,
  user_id         TEXT NOT NULL,
  revision        INTEGER NOT NULL,
  generation      INTEGER NOT NULL,
  email           TEXT NOT NULL,
  queued_at       INTEGER NOT NULL,
  delivery        INTEGER NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  unknown         INTEGER NOT NULL DEFAULT 0,
  lapses          INTEGER NOT NULL DEFAULT 0,
  refusals        INTEGER NOT NULL DEFAULT 0,
  refused_since   INTEGER,
  next_attempt_at INTEGER,
  settled_at      INTEGER,
  cause           INTEGER,
  detail          TEXT NOT NULL DEFAULT '',
  claims          INTEGER NOT NULL DEFAULT 0,         -- how many there were: the fence of the latest
  held_from       INTEGER,
  held_until      INTEGER,
  UNIQUE (tenant_id, user_id, revision)
);
CREATE INDEX emails_by_address ON emails (lower(email), tenant_id);
CREATE TABLE keys (
  tenant_id TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, user_id TEXT NOT NULL, revision INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
)sql";

}  // namespace host
