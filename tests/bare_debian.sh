#!/usr/bin/env bash
# `make` and `make test` on machines that have nothing: the proof of "two commands".
#
#   sudo tests/bare_debian.sh [folder [suite]]        default: build/bare bookworm
#
# Makes a minimal Debian with python3, make and git in the folder (debootstrap, a minute, reused the next time), and copies it to three
# machines, each with a fresh clone of HEAD: root; a user of uid 1000; the same without python3-venv. Prints the seconds of each command.
# Processes and mounts live in their own namespaces and end with them. Needs root, debootstrap, and the network.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${1:-$checkout/build/bare}")
suite=${2:-bookworm}
base=$folder/$suite

if [ ! -e "$base.ready" ]; then
    rm -rf "$base"
    mkdir -p "$folder"
    debootstrap --variant=minbase --include=ca-certificates,python3,make,git "$suite" "$base" >"$base.log"
    # A network may use its own certificates: the bare machine trusts what this one trusts.
    cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
    chroot "$base" useradd --create-home --uid 1000 editor
    touch "$base.ready"
fi

# within MACHINE USER COMMAND: runs it there in a clean environment; its output goes to a log beside the machine.
within() {
    local machine=$1 user=$2 home=/root command=$3
    [ "$user" = root ] || home=/home/$user
    unshare --mount --pid --fork --kill-child bash -euc '
        mount -t proc proc "$1/proc"
        mount --rbind /dev "$1/dev"
        exec chroot --userspec="$2" "$1" env -i HOME="$3" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 sh -c "cd $3 && $4"
    ' - "$machine" "$user:$user" "$home" "$command" >>"$machine.log" 2>&1
}

timed() {
    local started result=ok
    started=$(date +%s)
    within "$@" || result=FAILED
    printf '  %-24s %4d s  %s\n' "${3#cd publish && }" $(($(date +%s) - started)) "$result"
    [ $result = ok ] || { tail -n 30 "$1.log" && failed=1; }
}

failed=0
for kind in root-venv editor-venv editor-plain; do
    user=${kind%-*}
    machine=$folder/$suite-$kind
    echo "$suite, $user, $([ "${kind#*-}" = venv ] && echo with || echo without) python3-venv"
    rm -rf "$machine" "$machine.log"
    cp -a --reflink=auto "$base" "$machine"
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    [ "$kind" = editor-plain ] || within "$machine" root "apt-get -q update && apt-get -q install --yes --no-install-recommends python3-venv"
    home=$([ "$user" = root ] && echo /root || echo "/home/$user")
    git clone --quiet "file://$checkout" "$machine$home/publish"
    chroot "$machine" chown -R "$user:$user" "$home/publish"
    if [ "$kind" = editor-venv ]; then # the tests first: they must not need a build before them
        timed "$machine" "$user" "cd publish && make test"
        timed "$machine" "$user" "cd publish && make"
    else
        timed "$machine" "$user" "cd publish && make"
        timed "$machine" "$user" "cd publish && make test"
    fi
    timed "$machine" "$user" "cd publish && make -q"
    timed "$machine" "$user" "cd publish && test -z \"\$(git status --porcelain)\""
done
exit $failed
