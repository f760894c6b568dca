#!/bin/sh
# Entry point inside the container: waits for the database, brings it up to date, and becomes the chosen program.
#   start-prod.sh [launcher | mcp-sse | mcp-stdio | admin | supervisord | mcp-tools <command>] [options]
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
MCP_TOOLS_HOME=${MCP_TOOLS_HOME:-$(dirname -- "$here")}
MCP_TOOLS_RUN=${MCP_TOOLS_RUN:-/tmp}
export MCP_TOOLS_HOME MCP_TOOLS_RUN
apps=$MCP_TOOLS_HOME/apps

shape=${1:-launcher}
[ $# -eq 0 ] || shift
waits=yes
case $shape in
  launcher) set -- node "$apps/launcher/dist/main.js" serve "$@" ;;
  mcp-sse | admin) set -- node "$apps/$shape/dist/main.js" "$@" ;;
  supervisord) set -- supervisord --nodaemon --configuration "$here/supervisord.conf" "$@" ;;
  # A client waits for its first answer, and a command says itself what is wrong.
  mcp-stdio) waits=no; set -- node "$apps/mcp-stdio/dist/main.js" "$@" ;;
  mcp-tools) waits=no; set -- node "$apps/launcher/dist/main.js" "$@" ;;
  *)
    echo "start-prod: there is no shape \"$shape\". There are: launcher, mcp-sse, mcp-stdio, admin, supervisord, and mcp-tools <command>." >&2
    exit 64
    ;;
esac

# Each try waits half a minute for a server that cannot be reached. The embedded one is started by the program itself.
if [ "$waits" = yes ] && [ -n "${DATABASE_URL:-}" ]; then
  deadline=$(($(date +%s) + ${DATABASE_WAIT_SECONDS:-60}))
  until node "$apps/launcher/dist/main.js" migrate >&2; do
    code=$?
    # Wrong settings do not get better by waiting.
    if [ "$code" -eq 78 ] || [ "$code" -eq 64 ]; then exit "$code"; fi
    if [ "$(date +%s)" -ge "$deadline" ]; then
      echo "start-prod: the database did not become usable within ${DATABASE_WAIT_SECONDS:-60} s (DATABASE_WAIT_SECONDS)." >&2
      exit 1
    fi
    sleep 2
  done
fi

# In place of this shell: signals reach it, and its exit code is the container's.
exec "$@"
