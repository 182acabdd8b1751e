#!/usr/bin/env bash
# Brings an installation to another release, with a way back: stop, back up, migrate, look, start; where a step fails,
# what was backed up is restored as it was, and the former release serves it again. Rehearsed by `make test-faults`.
#
#   LACHAN_HOME=/var/lib/lachan/home CURRENT=/opt/lachan/current BACKUPS=/var/backups/lachan RECIPIENTS=/etc/lachan/recipients.txt \
#       deploy/upgrade.sh /opt/lachan/releases/0.2.0
#
# A release is a folder whose bin/lachan runs it (python -m venv … && bin/pip install -c constraints.txt …). STOP and START
# are the commands that stop and start the service.
set -euo pipefail

new=$(realpath "${1:?release folder}")
: "${LACHAN_HOME:?}" "${CURRENT:?}" "${BACKUPS:?}" "${RECIPIENTS:?}"
STOP=${STOP:-systemctl stop lachan.service}
START=${START:-systemctl start lachan.service}
old=$(realpath "$CURRENT")
work=$(mktemp -d)
key=$work/upgrade.key
trap 'rm -rf "$work"' EXIT

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

point() { ln -sfn "$1" "$CURRENT.next" && mv -Tf "$CURRENT.next" "$CURRENT"; }

back() {
    say "Không xong, quay lui / It failed, going back: $1"
    $STOP || true
    failed=$LACHAN_HOME.failed-$(date -u +%Y%m%dT%H%M%SZ)
    cluster=$(cat "$LACHAN_HOME/postgres.folder" 2>/dev/null || echo postgres)
    case $cluster in /*) mv "$cluster" "$cluster.failed-${failed##*.failed-}" ;; esac
    mv "$LACHAN_HOME" "$failed"
    mkdir -m 711 "$LACHAN_HOME"
    for part in keys seal; do
        if [ -d "$failed/$part" ]; then cp -a "$failed/$part" "$LACHAN_HOME/"; fi
    done
    LACHAN_HOME=$LACHAN_HOME "$new/bin/lachan" restore "$made" --identity "$key" --as-is
    point "$old"
    $START
    say "Bản cũ chạy lại; phần hỏng giữ ở / The former release runs again; what failed is kept in $failed"
    exit 1
}

if [ "$new" = "$old" ]; then say "Đã ở bản này / That is the release in use"; exit 2; fi
"$new/bin/lachan" --help >/dev/null
say "Dừng / Stopping"
$STOP
say "Sao lưu / Backing up"
# A key pair of this hour only, so that the way back needs no recipient; its private half is never on the disk of backups.
"$new/bin/lachan" keys identity "$key" >"$work/key.pub"
if ! "$new/bin/lachan" backup "$BACKUPS" --recipient "$RECIPIENTS" --recipient "$work/key.pub"; then
    say "Chưa đổi gì: bản cũ chạy lại / Nothing was changed: the former release runs again"
    $START
    exit 1
fi
made=$(find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name 'lachan-2*' | sort | tail -n 1)
say "Chuyển / Migrating"
"$new/bin/lachan" migrate || back migrate
point "$new"
say "Chạy / Starting"
$START || back start
"$new/bin/lachan" doctor >"$work/doctor.txt" || { grep -F 'SAI / WRONG' "$work/doctor.txt" || true; back doctor; }
say "Xong / Done: $new"
