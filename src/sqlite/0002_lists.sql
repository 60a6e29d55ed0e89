-- SPDX-License-Identifier: MIT
-- Version 2: what users are sorted, filtered and found by is kept beside them, and mails may come back.

-- Each is what service/user_keys.hpp gives. The library fills them in for the users who are there already.
ALTER TABLE users ADD COLUMN name_key    TEXT    NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN roles_key   TEXT    NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN team_count  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN inbox_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN sent_key    INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE users ADD COLUMN joined_key  INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE users ADD COLUMN search_text TEXT    NOT NULL DEFAULT '';
-- Of the newest mail, as in the outbox, kept by every write there.
ALTER TABLE users ADD COLUMN delivery    INTEGER;

-- The position of the account's latest event that the index for searches has taken in.
ALTER TABLE accounts ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;

-- That index, by the users' rows: where three letters in a row occur in the text that they were searched by when it took
-- them in, which ends in three letters for the account.
CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0);

CREATE INDEX users_by_name     ON users (account, name_key,    email_key) WHERE state < 4;
CREATE INDEX users_by_roles    ON users (account, roles_key,   email_key) WHERE state < 4;
CREATE INDEX users_by_teams    ON users (account, team_count,  email_key) WHERE state < 4;
CREATE INDEX users_by_inboxes  ON users (account, inbox_count, email_key) WHERE state < 4;
CREATE INDEX users_by_state    ON users (account, state,       email_key) WHERE state < 4;
CREATE INDEX users_by_sent     ON users (account, sent_key,    email_key) WHERE state < 4;
CREATE INDEX users_by_joined   ON users (account, joined_key,  email_key) WHERE state < 4;
CREATE INDEX users_by_delivery ON users (account, delivery) WHERE state < 4;
CREATE INDEX users_by_inviter  ON users (account, invited_by) WHERE state < 4 AND invited_by IS NOT NULL;

-- Those who are due to be purged.
CREATE INDEX users_by_removal ON users (account, since) WHERE state = 4;

-- The outbox again, with one more delivery.
CREATE TABLE new_outbox (
  row             INTEGER PRIMARY KEY,
  account         INTEGER NOT NULL REFERENCES accounts,
  user            INTEGER NOT NULL REFERENCES users,
  revision        INTEGER NOT NULL,                 -- of the user, written by the same commit
  generation      INTEGER NOT NULL,                 -- of the link to send
  email           TEXT    NOT NULL,
  email_key       TEXT    NOT NULL,
  queued_at       INTEGER NOT NULL,
  delivery        INTEGER NOT NULL CHECK (delivery BETWEEN 1 AND 6),
                                                    -- 1 queued, 2 sent, 3 deferred, 4 failed, 5 dropped, 6 bounced
  attempts        INTEGER NOT NULL,
  unknown         INTEGER NOT NULL,
  lapses          INTEGER NOT NULL,
  next_attempt_at INTEGER,
  settled_at      INTEGER,
  detail          TEXT    NOT NULL,
  fence           INTEGER NOT NULL,                 -- of the latest claim
  held_from       INTEGER,                          -- the claim holds from here ...
  held_until      INTEGER,                          -- ... until just before here; both NULL once it is settled
  UNIQUE (user, revision)
) STRICT;

INSERT INTO new_outbox SELECT row, account, user, revision, generation, email, email_key, queued_at, delivery, attempts,
  unknown, lapses, next_attempt_at, settled_at, detail, fence, held_from, held_until FROM outbox;

DROP TABLE outbox;
ALTER TABLE new_outbox RENAME TO outbox;

-- The mails that are queued or deferred, in their order.
CREATE INDEX outbox_open ON outbox (row) WHERE delivery IN (1, 3);

CREATE INDEX outbox_by_address ON outbox (account, email_key);

UPDATE users SET delivery = (SELECT delivery FROM outbox AS o WHERE o.user = users.row ORDER BY o.revision DESC LIMIT 1);
