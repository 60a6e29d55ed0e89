-- SPDX-License-Identifier: MIT
-- The first version of the storage format. The schema is called as the host says; here it is beckon.
--
-- Codes are the numbers of the enumerations in include/beckon. Every key begins with the account, and nothing is shared
-- between accounts, so that the tables can be distributed by it. Text is compared octet by octet, in every database alike.

CREATE TABLE beckon.accounts (
  account     text   COLLATE "C" PRIMARY KEY,       -- the host's name for it
  position    bigint NOT NULL DEFAULT 0,            -- of its latest event: events are numbered from 1
  -- How many users have each state, kept by every commit, so that rules and counts read no users.
  pending     bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
  active      bigint NOT NULL DEFAULT 0 CHECK (active >= 0),
  deactivated bigint NOT NULL DEFAULT 0 CHECK (deactivated >= 0)
);

-- How many active users hold each role, kept by every commit.
CREATE TABLE beckon.role_holders (
  account text   COLLATE "C" NOT NULL REFERENCES beckon.accounts,
  role    text   COLLATE "C" NOT NULL,
  active  bigint NOT NULL CHECK (active >= 0),
  PRIMARY KEY (account, role)
);

CREATE TABLE beckon.users (
  account         text   COLLATE "C" NOT NULL REFERENCES beckon.accounts,
  id              uuid   NOT NULL,
  revision        bigint NOT NULL CHECK (revision > 0),
  email           text   COLLATE "C" NOT NULL,      -- as typed
  email_key       text   COLLATE "C" NOT NULL,      -- folded
  name            text   COLLATE "C" NOT NULL,
  roles           jsonb  NOT NULL,                  -- this and the next two: lists of text
  teams           jsonb  NOT NULL,
  inboxes         jsonb  NOT NULL,
  locale          text   COLLATE "C" NOT NULL,
  state           smallint NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 invited, 2 active, 3 deactivated, 4 removed
  since           timestamptz NOT NULL,             -- of the state; of an invitation: when it was last sent
  expires_at      timestamptz CHECK ((expires_at IS NULL) = (state <> 1)),
  times_sent      bigint CHECK ((times_sent IS NULL) = (state <> 1)),
  opened_at       timestamptz CHECK (opened_at IS NULL OR state = 1),
  removal         smallint CHECK ((removal IS NULL) = (state <> 4)),
  removed_at      timestamptz CHECK ((removed_at IS NULL) = (state <> 4)),
                                                    -- in the indexes' place of `state`, which more commands change
  link_generation bigint,
  link_key        smallint CHECK ((link_key IS NULL) = (link_generation IS NULL)),
  created_at      timestamptz NOT NULL,
  joined_at       timestamptz,
  invited_by      uuid,
  -- What users are sorted and found by: each is what service/user_keys.hpp gives.
  name_key        text   COLLATE "C" NOT NULL,
  roles_key       text   COLLATE "C" NOT NULL,
  team_count      bigint NOT NULL,
  inbox_count     bigint NOT NULL,
  sent_key        bigint NOT NULL,
  joined_key      bigint NOT NULL,
  search_text     text   COLLATE "C" NOT NULL,
  -- Of the newest mail: the revision that asked for it, and its state as in the outbox, kept by every write there.
  mail_revision   bigint,
  delivery        smallint CHECK ((delivery IS NULL) = (mail_revision IS NULL)),
  PRIMARY KEY (account, id)
) WITH (fillfactor = 85);                           -- room for the next version of a row beside it

-- What a command or a settlement changes is in no index, so that such updates write no index either (HOT). But for the
-- expiry: an invitation that is sent, sent again or accepted writes all of them.

-- Lists by name walk it in order. By anything but name and address an account's users are sorted.
CREATE INDEX users_by_name ON beckon.users (account, name_key, email_key) WHERE removed_at IS NULL;

-- Counts the expired among the pending.
CREATE INDEX users_by_expiry ON beckon.users (account, expires_at) WHERE expires_at IS NOT NULL;

-- Those who are due to be purged.
CREATE INDEX users_by_removal ON beckon.users (account, removed_at) WHERE removed_at IS NOT NULL;

-- At most one live user holds an address (I5). Lists walk it in order. It is made after users_by_name, which holds the
-- address too: of two indexes that look equally cheap, as all do in an empty table, the planner takes the newer one.
CREATE UNIQUE INDEX users_by_address ON beckon.users (account, email_key) WHERE removed_at IS NULL;

CREATE TABLE beckon.events (
  account  text   COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  user_id  uuid   NOT NULL,
  revision bigint NOT NULL,
  event    jsonb  NOT NULL,                         -- all of it: see docs/event.schema.json
  PRIMARY KEY (account, position),
  UNIQUE (account, user_id, revision),
  FOREIGN KEY (account, user_id) REFERENCES beckon.users
);

CREATE TABLE beckon.outbox (
  account         text   COLLATE "C" NOT NULL,
  user_id         uuid   NOT NULL,
  revision        bigint NOT NULL,                  -- of the user, written by the same commit
  position        bigint NOT NULL,                  -- of that commit's event
  generation      bigint NOT NULL,                  -- of the link to send
  email           text   COLLATE "C" NOT NULL,
  email_key       text   COLLATE "C" NOT NULL,
  queued_at       timestamptz NOT NULL,
  delivery        smallint NOT NULL DEFAULT 1 CHECK (delivery BETWEEN 1 AND 6),
                                                    -- 1 queued, 2 sent, 3 deferred, 4 failed, 5 dropped, 6 bounced
  attempts        bigint NOT NULL DEFAULT 0,
  unknown         bigint NOT NULL DEFAULT 0,
  lapses          bigint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  settled_at      timestamptz,
  detail          text   COLLATE "C" NOT NULL DEFAULT '',
  fence           bigint NOT NULL DEFAULT 0,        -- of the latest claim
  held_from       timestamptz,                      -- the claim holds from here ...
  held_until      timestamptz,                      -- ... until just before here; both NULL once it is settled
  due_at          timestamptz NOT NULL GENERATED ALWAYS AS
                    (coalesce(held_until, next_attempt_at, timestamptz '-infinity')) STORED,
  PRIMARY KEY (account, user_id, revision),
  FOREIGN KEY (account, user_id) REFERENCES beckon.users
);

-- The mails that are queued or deferred: those due at once in the order of queueing, then the others by when.
CREATE INDEX outbox_due ON beckon.outbox (due_at, queued_at, account, position) WHERE delivery IN (1, 3);
CREATE INDEX outbox_held ON beckon.outbox (held_from) WHERE held_from IS NOT NULL;

CREATE INDEX outbox_by_address ON beckon.outbox (account, email_key, position);

-- Idempotency keys.
CREATE TABLE beckon.keys (
  account    text   COLLATE "C" NOT NULL REFERENCES beckon.accounts,
  key        text   COLLATE "C" NOT NULL,
  digest     bytea  NOT NULL CHECK (length(digest) = 32),
  user_id    uuid   NOT NULL,
  revision   bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account, key)
);

CREATE INDEX keys_by_expiry ON beckon.keys (account, expires_at);
CREATE INDEX keys_by_user ON beckon.keys (account, user_id);

-- One commit: checks it against what is committed, in the order that ports/store.hpp gives, and carries it out or
-- changes nothing. The outcome is a number of CommitResult::Outcome.
--
-- The account's row is locked first, so that the commits of an account follow one another. Under READ COMMITTED each
-- statement after that sees all that the commit before it did.
CREATE FUNCTION beckon.commit_one(of_account text, change jsonb, OUT outcome smallint, OUT precondition integer)
LANGUAGE plpgsql AS $$
DECLARE
  before  bigint := change ->> 'before';
  at      timestamptz := change ->> 'at';
  mail    jsonb := change -> 'mail';
  new_key jsonb := change -> 'key';
  mine    beckon.accounts;
  new     beckon.users;
  present bigint;
  rule    record;
BEGIN
  outcome := 0;
  precondition := 0;
  SELECT * INTO mine FROM beckon.accounts AS a WHERE a.account = of_account FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO beckon.accounts (account) VALUES (of_account) ON CONFLICT DO NOTHING;
    SELECT * INTO mine FROM beckon.accounts AS a WHERE a.account = of_account FOR UPDATE;
  END IF;
  new := jsonb_populate_record(NULL::beckon.users, change -> 'user');
  new.account := of_account;
  new.removed_at := CASE WHEN new.state = 4 THEN new.since END;

  IF new_key IS NOT NULL AND EXISTS (SELECT FROM beckon.keys AS k WHERE k.account = of_account
                                     AND k.key = new_key ->> 'key' AND k.expires_at > at) THEN
    outcome := 4;  -- key_taken
    RETURN;
  END IF;

  SELECT u.revision INTO present FROM beckon.users AS u WHERE u.account = of_account AND u.id = new.id;
  IF present IS DISTINCT FROM before THEN
    outcome := 1;  -- revision_conflict
    RETURN;
  END IF;

  IF (change -> 'takes_address')::boolean AND EXISTS (SELECT FROM beckon.users AS u WHERE u.account = of_account
      AND u.email_key = new.email_key AND u.removed_at IS NULL AND u.id <> new.id) THEN
    outcome := 2;  -- address_taken
    RETURN;
  END IF;

  FOR rule IN SELECT value, ordinality FROM jsonb_array_elements(change -> 'only_if') WITH ORDINALITY ORDER BY 2 LOOP
    IF (CASE rule.value ->> 'rule'
          WHEN 'another_active_holder' THEN NOT EXISTS (SELECT FROM beckon.role_holders AS h
            WHERE h.account = of_account AND h.role = rule.value ->> 'role' AND h.active >= 2)
          WHEN 'pending_below' THEN mine.pending >= (rule.value -> 'limit')::bigint
        END) THEN
      outcome := 3;  -- precondition_failed
      precondition := rule.ordinality - 1;
      RETURN;
    END IF;
  END LOOP;

  UPDATE beckon.accounts AS a SET position = a.position + 1,
    pending = a.pending + (change -> 'pending')::bigint, active = a.active + (change -> 'active')::bigint,
    deactivated = a.deactivated + (change -> 'deactivated')::bigint
    WHERE a.account = of_account;

  IF mail IS NOT NULL THEN
    new.mail_revision := new.revision;
    new.delivery := 1;
  END IF;
  IF before IS NULL THEN
    INSERT INTO beckon.users SELECT new.*;
  ELSE
    UPDATE beckon.users AS u SET revision = new.revision, email = new.email, email_key = new.email_key,
      name = new.name, roles = new.roles, teams = new.teams, inboxes = new.inboxes, locale = new.locale,
      state = new.state, since = new.since, expires_at = new.expires_at, times_sent = new.times_sent,
      opened_at = new.opened_at, removal = new.removal, removed_at = new.removed_at,
      link_generation = new.link_generation, link_key = new.link_key, joined_at = new.joined_at,
      name_key = new.name_key, roles_key = new.roles_key,
      team_count = new.team_count, inbox_count = new.inbox_count, sent_key = new.sent_key,
      joined_key = new.joined_key, search_text = new.search_text,
      mail_revision = coalesce(new.mail_revision, u.mail_revision), delivery = coalesce(new.delivery, u.delivery)
      WHERE u.account = of_account AND u.id = new.id;
  END IF;

  INSERT INTO beckon.role_holders AS h (account, role, active)
    SELECT of_account, value, 1 FROM jsonb_array_elements_text(change -> 'roles_gained')
    ON CONFLICT ON CONSTRAINT role_holders_pkey DO UPDATE SET active = h.active + 1;
  UPDATE beckon.role_holders AS h SET active = h.active - 1
    FROM jsonb_array_elements_text(change -> 'roles_lost') AS lost WHERE h.account = of_account AND h.role = lost.value;

  INSERT INTO beckon.events (account, position, user_id, revision, event)
    VALUES (of_account, mine.position + 1, new.id, new.revision, change -> 'event');

  IF mail IS NOT NULL THEN
    INSERT INTO beckon.outbox (account, user_id, revision, position, generation, email, email_key, queued_at)
      VALUES (of_account, new.id, new.revision, mine.position + 1, (mail -> 'generation')::bigint, mail ->> 'email',
              mail ->> 'email_key', (mail ->> 'queued_at')::timestamptz);
  END IF;

  IF new_key IS NOT NULL THEN
    -- Two for each that comes in, so that the expired go and no commit is long.
    DELETE FROM beckon.keys AS k WHERE k.account = of_account AND k.key IN
      (SELECT e.key FROM beckon.keys AS e WHERE e.account = of_account AND e.expires_at <= at
       ORDER BY e.expires_at LIMIT 2);
    INSERT INTO beckon.keys AS k (account, key, digest, user_id, revision, expires_at)
      VALUES (of_account, new_key ->> 'key', (new_key ->> 'digest')::bytea, (new_key ->> 'user')::uuid,
              (new_key -> 'revision')::bigint, (new_key ->> 'expires_at')::timestamptz)
      ON CONFLICT ON CONSTRAINT keys_pkey DO UPDATE SET digest = excluded.digest, user_id = excluded.user_id,
        revision = excluded.revision, expires_at = excluded.expires_at;
  END IF;
END
$$;

-- Several, in their order: all of them or none. `place` is that of the first that could not be done, from 0.
CREATE FUNCTION beckon.commit_all(of_account text, commits jsonb,
                                  OUT outcome smallint, OUT precondition integer, OUT place integer)
LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN SELECT value, ordinality FROM jsonb_array_elements(commits) WITH ORDINALITY ORDER BY 2 LOOP
    SELECT * INTO outcome, precondition FROM beckon.commit_one(of_account, each.value);
    IF outcome <> 0 THEN
      place := each.ordinality - 1;
      RAISE EXCEPTION USING ERRCODE = 'BK001';
    END IF;
  END LOOP;
  place := 0;
EXCEPTION WHEN SQLSTATE 'BK001' THEN
  -- What those before it did is undone; outcome, precondition and place stay.
END
$$;
