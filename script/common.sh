# Shared by the scripts beside it: sourced, never run.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PYTHONDONTWRITEBYTECODE # each process would compile every module anew, and there are many processes
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DEBIAN_FRONTEND=noninteractive

say() { printf '→ %s\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

# Install the Debian packages that are missing, as root; otherwise say which.
need_packages() {
    local missing=()
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    [ "$(id -u)" = 0 ] || fail "Debian packages are missing. Install them and run this again: sudo apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    apt-get update -qq >/dev/null
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The first of some packages, unless one of the others that do the same work is here already.
need_one_of() {
    local name
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && return
    done
    need_packages "$1"
}

# The distribution's Python first, and one that can make an environment before one that cannot: what somebody has built
# beside it stands before it in PATH, and was seldom built to be fast.
find_python() {
    local name found=""
    for name in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            command -v "$name"
            return
        fi
        [ -n "$found" ] || found="$(command -v "$name")"
    done
    [ -n "$found" ] || fail "Python 3.11 or newer is needed; on Debian 12 or newer: apt-get install python3 python3-venv"
    echo "$found"
}

# Make .venv and install a lock file (runtime or develop); a set-up that failed can be run again.
set_up() {
    local kind=$1 lock="requirements/$1.lock" stamp python
    stamp="$(sha256sum "$lock" pyproject.toml | sha256sum | cut -c1-16)"
    if [ ! -x .venv/bin/python ]; then
        python="$(find_python)"
        "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
        say "making .venv with $("$python" --version)"
        "$python" -m venv .venv || { rm -rf .venv; fail "the virtual environment could not be made; run this again"; }
    fi
    if [ "$(cat ".venv/installed-$kind" 2>/dev/null)" != "$stamp" ]; then
        say "installing Python packages ($kind)"
        .venv/bin/python -m pip install -q --require-hashes -r "$lock"
        .venv/bin/python -m pip install -q --no-deps --no-build-isolation -e .
        echo "$stamp" > ".venv/installed-$kind"
    fi
    local folder
    for folder in zerentian/*/locale; do
        [ -d "$folder" ] && .venv/bin/pybabel -q compile -D django -d "$folder" >/dev/null
    done
    return 0
}
