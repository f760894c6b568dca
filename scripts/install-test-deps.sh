#!/usr/bin/env bash
# Installs what `npm test` needs beyond npm, on Debian and Ubuntu. Asks nothing, starts no service,
# and does nothing where everything is there. Needs root or sudo only when something is missing.
set -euo pipefail

has() {
  PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1
}

has_postgres() {
  has initdb || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

has_browser() {
  has chromium || has chromium-browser || has google-chrome || has google-chrome-stable
}

has_package() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! has apt-get; then
  echo "install-test-deps: this needs apt (Debian, Ubuntu). Elsewhere install Redis, nginx, supervisor, Prometheus, Chromium and PostgreSQL 15 or newer yourself." >&2
  exit 1
fi

missing=()
has redis-server || missing+=(redis-server)
has nginx || missing+=(nginx)
has supervisord || missing+=(supervisor)
has prometheus || missing+=(prometheus)
if ! has_browser; then
  # Ubuntu has Chromium as a snap only, under this name.
  if [ "$(. /etc/os-release && echo "${ID:-}")" = ubuntu ]; then missing+=(chromium-browser); else missing+=(chromium); fi
fi
for package in fonts-liberation fonts-noto-cjk; do
  has_package "$package" || missing+=("$package")
done
has_postgres || missing+=(postgresql)

if [ ${#missing[@]} -eq 0 ]; then
  echo "install-test-deps: everything is there."
  exit 0
fi
echo "install-test-deps: installing ${missing[*]}"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! has sudo; then
    echo "install-test-deps: run this as root, or install sudo." >&2
    exit 1
  fi
  as_root=(sudo)
  [ -t 0 ] || as_root=(sudo -n)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

# The tests start servers of their own: no daemon of the system's is started by installing it.
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf
made_policy=no
kept_clusters=no
restore() {
  [ "$made_policy" = no ] || "${as_root[@]}" rm -f "$policy"
  [ "$kept_clusters" = no ] || "${as_root[@]}" mv -f "$clusters.before-mcp-tools" "$clusters"
}
trap restore EXIT

if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  made_policy=yes
fi

apt update
if ! has_postgres; then
  apt install -y --no-install-recommends postgresql-common
  "${as_root[@]}" cp -p "$clusters" "$clusters.before-mcp-tools"
  kept_clusters=yes
  echo "create_main_cluster = false" | "${as_root[@]}" tee -a "$clusters" >/dev/null
fi
apt install -y --no-install-recommends "${missing[@]}"
echo "install-test-deps: done."
