# Read by the scripts beside it (bash 3.2 and later, so that macOS's own bash will do).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$@"; exit 1; }

can_apt() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Install Debian packages without a question; false where that is not possible.
apt_install() {
    can_apt || return 1
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    say "Installing $* ..."
    # A list that cannot be refreshed is no reason to stop: the old one may do. The tale is told only if it ends badly.
    local tale
    if ! tale=$({
        "${as_root[@]}" apt-get update -qq || true
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
    } </dev/null 2>&1); then
        say "$tale"
        return 1
    fi
}
