-- SPDX-License-Identifier: MIT
-- The first version of the storage format. The host chooses the schema's name; here it is beckon.
--
-- Codes are the numbers of the enumerations in include/beckon. Every key begins with the account, and nothing is shared
-- between accounts, so that the tables can be distributed by it. Text is compared octet by octet, in every database.

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
  locale          text   COLLATE "C" NOT NULL,
  reference       text   COLLATE "C" NOT NULL,      -- the host's own, never changed
  roles           jsonb  NOT NULL,                  -- a list of texts
  attributes      jsonb  NOT NULL,                  -- an object of such lists, none of them empty
  state           smallint NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 invited, 2 active, 3 deactivated, 4 removed
  since           timestamptz NOT NULL,             -- of the state; of an invitation: when it was last sent
  expires_at      timestamptz CHECK ((expires_at IS NULL) = (state <> 1)),
  times_sent      bigint CHECK ((times_sent IS NULL) = (state <> 1)),
  opened_at       timestamptz CHECK (opened_at IS NULL OR state = 1),
  note            text   COLLATE "C" CHECK ((note IS NULL) = (state <> 1)),
  removal         smallint CHECK ((removal IS NULL) = (state <> 4)),
  removed_at      timestamptz CHECK ((removed_at IS NULL) = (state <> 4)),
                                                    -- in the indexes' place of `state`, which more commands change
  link_generation bigint,
  link_key        smallint CHECK ((link_key IS NULL) = (link_generation IS NULL)),
  created_at      timestamptz NOT NULL,
  joined_at       timestamptz,
  invited_by      uuid,
  -- What users are sorted and found by: see sorting/sort_keys.hpp.
  name_key        text   COLLATE "C" NOT NULL,
  roles_key       text   COLLATE "C" NOT NULL,
  sent_key        bigint NOT NULL,
  joined_key      bigint NOT NULL,
  search_text     text   COLLATE "C" NOT NULL,
  -- Of the latest email: the revision that asked for it, and its state as in the outbox, kept by every write there.
  mail_revision   bigint,
  delivery        smallint CHECK ((delivery IS NULL) = (mail_revision IS NULL)),
  PRIMARY KEY (account, id)
) WITH (fillfactor = 85);                           -- room for the next version of a row beside it

-- Nothing that a command or a settlement changes is in an index, so that such updates write no index (HOT). The expiry
-- is the exception: an invitation that is sent, sent again or accepted writes all of them.

-- Lists by name walk it in order. By anything but name and address an account's users are sorted.
CREATE INDEX users_by_name ON beckon.users (account, name_key, email_key) WHERE removed_at IS NULL;

-- To count the users who can still accept, and the expired among the pending.
CREATE INDEX users_by_expiry ON beckon.users (account, expires_at) WHERE expires_at IS NOT NULL;

-- The users that are due to be purged.
CREATE INDEX users_by_removal ON beckon.users (account, removed_at) WHERE removed_at IS NOT NULL;

-- At most one live user holds an address (I5). Lists walk it in order. It is made after users_by_name, which holds the
-- address too: of two indexes that look equally cheap, as all do in an empty table, the planner takes the newer one.
CREATE UNIQUE INDEX users_by_address ON beckon.users (account, email_key) WHERE removed_at IS NULL;

CREATE TABLE beckon.events (
  account  text   COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  user_id  uuid   NOT NULL,
  revision bigint NOT NULL,
  event    text   COLLATE "C" NOT NULL,             -- JSON, all of it: see docs/event.schema.json
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
  delivery        smallint NOT NULL DEFAULT 1 CHECK (delivery BETWEEN 1 AND 8),
                                                    -- 1 queued, 2 sent, 3 deferred, 4 failed, 5 dropped, 6 bounced,
                                                    -- 7 given by hand, 8 unconfirmed
  attempts        bigint NOT NULL DEFAULT 0,
  unknown         bigint NOT NULL DEFAULT 0,
  lapses          bigint NOT NULL DEFAULT 0,
  refusals        bigint NOT NULL DEFAULT 0,        -- of its address
  refused_since   timestamptz CHECK ((refused_since IS NULL) = (refusals = 0)),
  next_attempt_at timestamptz,
  settled_at      timestamptz,
  cause           smallint CHECK (cause BETWEEN 1 AND 5),  -- why it has failed
  detail          text   COLLATE "C" NOT NULL DEFAULT '',
  fence           bigint NOT NULL DEFAULT 0,        -- of the latest claim
  held_from       timestamptz,                      -- the claim holds from here ...
  held_until      timestamptz,                      -- ... until just before here; both NULL once it is settled
  due_at          timestamptz NOT NULL GENERATED ALWAYS AS
                    (coalesce(held_until, next_attempt_at, timestamptz '-infinity')) STORED,
  PRIMARY KEY (account, user_id, revision),
  FOREIGN KEY (account, user_id) REFERENCES beckon.users
);

-- The emails that are queued or deferred: those due at once in the order of queueing, then the others by due time.
CREATE INDEX outbox_due ON beckon.outbox (due_at, queued_at, account, position) WHERE delivery IN (1, 3);
CREATE INDEX outbox_held ON beckon.outbox (held_from) WHERE held_from IS NOT NULL;

-- The address comes first: a bounce may name it and no account.
CREATE INDEX outbox_by_address ON beckon.outbox (email_key, account, position);

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

-- The argument of `commit_one`: the columns of the user as they are to be, and what comes with them. A member that is a
-- list has one entry for each thing; the lists of rules have equal lengths.
CREATE TYPE beckon.change AS (
  before          bigint,                           -- the user's revision; NULL: there is no such user
  at              timestamptz,                      -- of the event
  event           text,
  takes_address   boolean,                          -- nobody else may hold it
  rules           bigint[],                         -- 1 another active holder of the role, 2 pending below the limit
  rule_roles      text[],
  rule_limits     bigint[],
  pending         bigint,                           -- this and the next two: by how much the account's counts change
  active          bigint,
  deactivated     bigint,
  roles_gained    text[],                           -- that one more active user holds
  roles_lost      text[],
  id              uuid,
  revision        bigint,
  email           text,
  email_key       text,
  name            text,
  locale          text,
  reference       text,
  roles           jsonb,
  attributes      jsonb,
  state           bigint,
  since           timestamptz,
  expires_at      timestamptz,
  times_sent      bigint,
  opened_at       timestamptz,
  note            text,
  removal         bigint,
  link_generation bigint,
  link_key        bigint,
  created_at      timestamptz,
  joined_at       timestamptz,
  invited_by      uuid,
  name_key        text,
  roles_key       text,
  sent_key        bigint,
  joined_key      bigint,
  search_text     text,
  mail_generation bigint,                           -- of the link to send; NULL: no email is asked for
  mail_email      text,
  mail_email_key  text,
  mail_queued_at  timestamptz,
  mail_delivery   bigint,                           -- that it begins with: queued, or given by hand
  mail_settled_at timestamptz,
  key             text,                             -- idempotency key; NULL: none
  key_digest      bytea,
  key_user        uuid,
  key_revision    bigint,
  key_expires_at  timestamptz
);

-- One commit: checks it against what is committed, in the order of ports/users.hpp, and carries it out or
-- changes nothing. The outcome is a number of CommitResult::Outcome.
--
-- The account's row is locked first, so that the commits of an account follow one another. Under READ COMMITTED each
-- statement after that sees all that the commit before it did.
CREATE FUNCTION beckon.commit_one(of_account text, new beckon.change, OUT outcome smallint, OUT precondition integer)
LANGUAGE plpgsql AS $$
DECLARE
  mine    beckon.accounts;
  present bigint;
BEGIN
  outcome := 0;
  precondition := 0;
  SELECT * INTO mine FROM beckon.accounts AS a WHERE a.account = of_account FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO beckon.accounts (account) VALUES (of_account) ON CONFLICT DO NOTHING;
    SELECT * INTO mine FROM beckon.accounts AS a WHERE a.account = of_account FOR UPDATE;
  END IF;

  IF new.key IS NOT NULL AND EXISTS (SELECT FROM beckon.keys AS k WHERE k.account = of_account
                                     AND k.key = new.key AND k.expires_at > new.at) THEN
    outcome := 4;  -- key_taken
    RETURN;
  END IF;

  SELECT u.revision INTO present FROM beckon.users AS u WHERE u.account = of_account AND u.id = new.id;
  IF present IS DISTINCT FROM new.before THEN
    outcome := 1;  -- revision_conflict
    RETURN;
  END IF;

  IF new.takes_address AND EXISTS (SELECT FROM beckon.users AS u WHERE u.account = of_account
      AND u.email_key = new.email_key AND u.removed_at IS NULL AND u.id <> new.id) THEN
    outcome := 2;  -- address_taken
    RETURN;
  END IF;

  FOR i IN 1 .. cardinality(new.rules) LOOP
    IF (CASE new.rules[i]
          WHEN 1 THEN NOT EXISTS (SELECT FROM beckon.role_holders AS h
            WHERE h.account = of_account AND h.role = new.rule_roles[i] AND h.active >= 2)
          WHEN 2 THEN new.rule_limits[i] <= (SELECT count(*) FROM (SELECT FROM beckon.users AS u
            WHERE u.account = of_account AND u.expires_at > new.at LIMIT new.rule_limits[i]) AS p)
        END) THEN
      outcome := 3;  -- precondition_failed
      precondition := i - 1;
      RETURN;
    END IF;
  END LOOP;

  UPDATE beckon.accounts AS a SET position = a.position + 1, pending = a.pending + new.pending,
    active = a.active + new.active, deactivated = a.deactivated + new.deactivated
    WHERE a.account = of_account;

  IF new.before IS NULL THEN
    INSERT INTO beckon.users (account, id, revision, email, email_key, name, locale, reference, roles, attributes,
        state, since, expires_at, times_sent, opened_at, note, removal, removed_at, link_generation, link_key,
        created_at, joined_at, invited_by, name_key, roles_key, sent_key, joined_key, search_text, mail_revision, delivery)
      VALUES (of_account, new.id, new.revision, new.email, new.email_key, new.name, new.locale, new.reference, new.roles,
        new.attributes, new.state, new.since, new.expires_at, new.times_sent, new.opened_at, new.note, new.removal,
        CASE WHEN new.state = 4 THEN new.since END, new.link_generation, new.link_key, new.created_at, new.joined_at,
        new.invited_by, new.name_key, new.roles_key, new.sent_key, new.joined_key, new.search_text,
        CASE WHEN new.mail_generation IS NOT NULL THEN new.revision END, new.mail_delivery);
  ELSE
    UPDATE beckon.users AS u SET revision = new.revision, email = new.email, email_key = new.email_key,
      name = new.name, locale = new.locale, roles = new.roles, attributes = new.attributes, state = new.state,
      since = new.since, expires_at = new.expires_at, times_sent = new.times_sent, opened_at = new.opened_at,
      note = new.note, removal = new.removal, removed_at = CASE WHEN new.state = 4 THEN new.since END,
      link_generation = new.link_generation, link_key = new.link_key, joined_at = new.joined_at,
      name_key = new.name_key, roles_key = new.roles_key, sent_key = new.sent_key, joined_key = new.joined_key, search_text = new.search_text,
      mail_revision = CASE WHEN new.mail_generation IS NULL THEN u.mail_revision ELSE new.revision END,
      delivery = coalesce(new.mail_delivery, u.delivery)
      WHERE u.account = of_account AND u.id = new.id;
  END IF;

  IF new.roles_gained <> '{}' THEN
    INSERT INTO beckon.role_holders AS h (account, role, active) SELECT of_account, unnest(new.roles_gained), 1
      ON CONFLICT ON CONSTRAINT role_holders_pkey DO UPDATE SET active = h.active + 1;
  END IF;
  IF new.roles_lost <> '{}' THEN
    UPDATE beckon.role_holders AS h SET active = h.active - 1
      WHERE h.account = of_account AND h.role = ANY (new.roles_lost);
  END IF;

  INSERT INTO beckon.events (account, position, user_id, revision, event)
    VALUES (of_account, mine.position + 1, new.id, new.revision, new.event);

  IF new.mail_generation IS NOT NULL THEN
    INSERT INTO beckon.outbox (account, user_id, revision, position, generation, email, email_key, queued_at,
        delivery, settled_at)
      VALUES (of_account, new.id, new.revision, mine.position + 1, new.mail_generation, new.mail_email,
              new.mail_email_key, new.mail_queued_at, new.mail_delivery, new.mail_settled_at);
  END IF;

  IF new.key IS NOT NULL THEN
    -- Two for each new one, so that expired keys go and no commit is long.
    DELETE FROM beckon.keys AS k WHERE k.account = of_account AND k.key IN
      (SELECT e.key FROM beckon.keys AS e WHERE e.account = of_account AND e.expires_at <= new.at
       ORDER BY e.expires_at LIMIT 2);
    INSERT INTO beckon.keys AS k (account, key, digest, user_id, revision, expires_at)
      VALUES (of_account, new.key, new.key_digest, new.key_user, new.key_revision, new.key_expires_at)
      ON CONFLICT ON CONSTRAINT keys_pkey DO UPDATE SET digest = excluded.digest, user_id = excluded.user_id,
        revision = excluded.revision, expires_at = excluded.expires_at;
  END IF;
END
$$;

-- Several, in their order: all of them or none. `commits` is an array of objects, whose members are those of `change`.
-- `place` is the index of the first that could not be carried out, from 0.
CREATE FUNCTION beckon.commit_all(of_account text, commits jsonb,
                                  OUT outcome smallint, OUT precondition integer, OUT place integer)
LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN SELECT value, ordinality FROM jsonb_array_elements(commits) WITH ORDINALITY ORDER BY 2 LOOP
    SELECT * INTO outcome, precondition
      FROM beckon.commit_one(of_account, jsonb_populate_record(NULL::beckon.change, each.value));
    IF outcome <> 0 THEN
      place := each.ordinality - 1;
      RAISE EXCEPTION USING ERRCODE = 'BK001';
    END IF;
  END LOOP;
  place := 0;
EXCEPTION WHEN SQLSTATE 'BK001' THEN
  -- This undoes what those before it did; outcome, precondition and place stay.
END
$$;
