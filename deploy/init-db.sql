-- The role and the database of mcp-tools, for psql as a superuser. May be run again: it also sets the password anew.
--   psql -v ON_ERROR_STOP=1 -v password=… -f deploy/init-db.sql postgres
-- The postgres image runs it once, on an empty volume; the password is then in the environment.
\if :{?password}
\else
  \getenv password MCP_TOOLS_DB_PASSWORD
\endif
\if :{?password}
\else
  -- Nothing below may be done without one, whether ON_ERROR_STOP is set or not; with an error, psql ends with 3.
  \set ON_ERROR_STOP on
  \set VERBOSITY terse
  DO $$ BEGIN RAISE EXCEPTION 'no password: use psql -v password=…, or set MCP_TOOLS_DB_PASSWORD'; END $$;
\endif

SELECT 'CREATE ROLE mcp_tools' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mcp_tools') \gexec
-- It may sign in and owns its database; it can make no roles and no databases, and read nobody else's.
ALTER ROLE mcp_tools LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';

SELECT 'CREATE DATABASE mcp_tools OWNER mcp_tools' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'mcp_tools') \gexec
REVOKE ALL ON DATABASE mcp_tools FROM PUBLIC;
\connect mcp_tools
REVOKE ALL ON SCHEMA public FROM PUBLIC;
