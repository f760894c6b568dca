#!/usr/bin/env bash
# Starts, shows and stops mcp-tools on this machine. `./start.sh --help` says how.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"

help() {
  cat <<'TEXT'
Usage: ./start.sh <command> [options]

  prod     the containers of docker-compose.yml: mcp-tools behind nginx, PostgreSQL, Redis
             --build          build the image first (the first start does)
             --scale <n>      so many replicas of mcp-tools (default 1)
             --monitoring     with Prometheus, Grafana and Loki
             --clean          delete all data and begin anew; asks first
             --yes            do not ask
  upgrade  replace the replicas of mcp-tools one after the other, so that no call is lost
             --build          by ones of a new image
  dev      from source, without containers, reloading on change (pnpm dev)
  status   which containers run, and whether they are healthy
  logs     follow the logs; name a service to see only its own: ./start.sh logs mcp-tools
  stop     stop everything; data stays
             --clean          delete all data too; asks first
             --yes            do not ask

The first `prod` writes .env with random secrets. Keep a copy of it: without its SECRET_KEY, stored credentials are lost.
TEXT
}

fail() {
  echo "start.sh: $*" >&2
  exit 1
}

usage() {
  echo "start.sh: $*" >&2
  echo "./start.sh --help shows what there is." >&2
  exit 64
}

need_compose() {
  command -v docker >/dev/null 2>&1 || fail "docker is missing. Install Docker Engine with its compose plugin: https://docs.docker.com/engine/install/"
  docker compose version >/dev/null 2>&1 || fail "docker has no compose plugin. Install docker-compose-plugin, 2.24 or newer."
  docker info >/dev/null 2>&1 || fail "the Docker daemon does not answer. Start it, or add yourself to the group docker."
}

random() {
  od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

# Only what is empty in the example is filled in.
write_env() {
  [ ! -e .env ] || return 0
  local line
  (
    umask 077
    while IFS= read -r line; do
      case $line in
        POSTGRES_PASSWORD= | MCP_TOOLS_DB_PASSWORD= | REDIS_PASSWORD= | GRAFANA_PASSWORD=) echo "$line$(random 24)" ;;
        SECRET_KEY=) echo "$line$(random 32)" ;;
        *) echo "$line" ;;
      esac
    done <.env.example >.env.new
  )
  mv .env.new .env
  echo "start.sh: wrote $PWD/.env with new random secrets. Keep a copy of it in a safe place." >&2
}

confirm_clean() {
  [ "$yes" = no ] || return 0
  [ -t 0 ] || fail "--clean deletes the database and all sessions. Nobody can be asked here: add --yes if you mean it."
  local answer
  read -r -p "This deletes the database, the audit and all sessions of mcp-tools on this machine. Type 'delete' to go on: " answer
  [ "$answer" = delete ] || fail "nothing was deleted."
}

# Containers of every profile, whether it is chosen now or was once.
compose_all() {
  COMPOSE_PROFILES='nginx,supervisord,monitoring' docker compose "$@"
}

remove_all() {
  confirm_clean
  compose_all down --volumes --remove-orphans
}

prod() {
  need_compose
  write_env
  if [ "$clean" = yes ]; then remove_all; fi
  local flags=(--detach --wait --wait-timeout 180 --scale "mcp-tools=$scale") profiles=()
  [ "$build" = no ] || flags+=(--build)
  [ "$monitoring" = no ] || profiles+=(--profile nginx --profile monitoring)
  docker compose ${profiles[@]+"${profiles[@]}"} up "${flags[@]}"
  echo
  echo "MCP and the console answer where PUBLIC_URL and ADMIN_URL in .env say."
  echo "No owner of the console yet? This prints a link that makes one:"
  echo "  docker compose exec mcp-tools mcp-tools setup-link"
}

# Twice as many for a while: every new one is healthy before the first old one goes, and each that goes finishes its calls.
upgrade() {
  need_compose
  local id old=()
  while IFS= read -r id; do
    [ -z "$id" ] || old+=("$id")
  done < <(docker compose ps --quiet mcp-tools)
  [ ${#old[@]} -gt 0 ] || fail "no replica of mcp-tools runs. Start it: ./start.sh prod"
  [ "$build" = no ] || docker compose build mcp-tools
  if ! docker compose up --detach --wait --wait-timeout 180 --no-build --no-deps --no-recreate --scale "mcp-tools=$((${#old[@]} * 2))" mcp-tools; then
    for id in $(docker compose ps --all --quiet mcp-tools); do
      [[ " ${old[*]} " == *" $id "* ]] || { docker logs --tail 20 "$id" >&2; docker rm --force "$id" >/dev/null; }
    done
    fail "the new replicas did not become healthy; what they said is above. They were removed, and the old ones go on."
  fi
  # nginx asks for their names every two seconds.
  sleep 3
  for id in "${old[@]}"; do
    docker stop "$id" >/dev/null
    docker rm "$id" >/dev/null
  done
  echo "${#old[@]} replaced."
}

dev() {
  command -v node >/dev/null 2>&1 || fail "node is missing. Install Node.js, 18 or newer."
  cd ..
  exec node scripts/run.mjs dev
}

command=${1:-}
[ $# -eq 0 ] || shift
build=no clean=no yes=no monitoring=no scale=1 names=()
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=yes ;;
    --clean) clean=yes ;;
    --yes | -y) yes=yes ;;
    --monitoring) monitoring=yes ;;
    --scale)
      shift
      scale=${1:-}
      [[ $scale =~ ^[1-9][0-9]?$ ]] || usage "--scale takes a number from 1 to 99."
      ;;
    -h | --help) command=help ;;
    -*) usage "there is no option $1." ;;
    *) names+=("$1") ;;
  esac
  shift
done
[ ${#names[@]} -eq 0 ] || [ "$command" = logs ] || usage "what is ${names[0]}?"

case $command in
  prod) prod ;;
  upgrade) upgrade ;;
  dev) dev ;;
  status)
    need_compose
    compose_all ps --all
    ;;
  logs)
    need_compose
    compose_all logs --follow --tail 200 ${names[@]+"${names[@]}"}
    ;;
  stop)
    need_compose
    # Compose reads its file for this, too.
    [ -e .env ] || fail "there is no .env here, so nothing was started by this script."
    if [ "$clean" = yes ]; then remove_all; else compose_all stop; fi
    ;;
  -h | --help | help) help ;;
  '')
    help >&2
    exit 64
    ;;
  *) usage "there is no command $command." ;;
esac
