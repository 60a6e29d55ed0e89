-- SPDX-License-Identifier: MIT
-- The index for searches, if the host wants it. The host chooses the schema's name; here it is beckon.

-- If the role's search_path names no schema, the extension goes into this one.
DO $$
BEGIN
  EXECUTE format('CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA %I', coalesce(current_schema(),
                 (SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                  WHERE c.oid = 'beckon.storage'::regclass)));
END
$$;

-- The extension may have been created in any schema.
DO $$
BEGIN
  EXECUTE format('CREATE INDEX IF NOT EXISTS users_by_text ON beckon.users USING gin (search_text %I.gin_trgm_ops) '
                 'WHERE removed_at IS NULL',
                 (SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
                  WHERE e.extname = 'pg_trgm'));
END
$$;
