# SPDX-License-Identifier: Apache-2.0
# Sourced by run, test and bench: what they share.

export DEBIAN_FRONTEND=noninteractive

# Installs those Debian packages of a list (one a line) that are missing.
install_missing_packages() {
  local missing=()
  local package
  while read -r package; do
    [[ -z $package || $package == \#* ]] && continue
    if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      missing+=("$package")
    fi
  done <"$1"
  ((${#missing[@]} == 0)) && return
  echo "Installing: ${missing[*]}"
  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and installing them needs root or sudo: ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
  fi
  "${as_root[@]}" apt-get -q update </dev/null
  "${as_root[@]}" apt-get -q install --yes --no-install-recommends "${missing[@]}" </dev/null
}

# As many compilers as processors, but no more than memory holds at 2 GB each.
build_jobs() {
  local processors memory
  processors=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 2000000) }' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((processors < memory ? processors : memory))
}
