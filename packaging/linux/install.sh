#!/bin/sh
# Adds S2V Desktop to the menu of the person who runs this, with its icon, and `s2v` to ~/.local/bin.
# The program stays in this folder; run the script again after moving the folder. `--remove` takes everything back.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
entry=$data/applications/s2v-desktop.desktop
icons=$here/_internal/s2v_desktop/resources/icons
sizes="16 24 32 48 64 128 256 512"

remove() {
    rm -f "$entry" "$data/icons/hicolor/scalable/apps/s2v-desktop.svg"
    for size in $sizes; do
        rm -f "$data/icons/hicolor/${size}x${size}/apps/s2v-desktop.png"
    done
    # Only the link that belongs to a program of ours goes.
    case "$(readlink "$bin/s2v" 2>/dev/null || true)" in
        */s2v-desktop) rm -f "$bin/s2v" ;;
    esac
}

# A path inside the quotes of an Exec line: backslash, quote, backtick and dollar are escaped, and a percent sign doubled;
# the key's value is then unescaped once more as a string, so that every backslash stands there twice.
quoted() {
    printf '"%s"' "$(printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')"
}

# A text as the replacement of a sed command.
replacement() {
    printf '%s' "$1" | sed -e 's/[\\&|]/\\&/g'
}

install_entry() {
    mkdir -p "$data/applications" "$data/icons/hicolor/scalable/apps" "$bin"
    # GLib looks for the program before it reads %% as %, so such a folder is reached through env.
    case "$here" in
        *%*) prefix="env " ;;
        *) prefix="" ;;
    esac
    exec_line=$prefix$(replacement "$(quoted "$here/s2v-desktop")")
    try_line=$(replacement "$(printf '%s' "$here/s2v-desktop" | sed -e 's/\\/\\\\/g')")
    sed -e "s|@EXEC@|$exec_line|" -e "s|@TRYEXEC@|$try_line|" "$here/s2v-desktop.desktop" > "$entry.part"
    mv "$entry.part" "$entry"
    cp "$icons/s2v-desktop.svg" "$data/icons/hicolor/scalable/apps/s2v-desktop.svg"
    for size in $sizes; do
        mkdir -p "$data/icons/hicolor/${size}x${size}/apps"
        cp "$icons/s2v-desktop-$size.png" "$data/icons/hicolor/${size}x${size}/apps/s2v-desktop.png"
    done
    if [ ! -e "$bin/s2v" ] || [ -L "$bin/s2v" ]; then
        ln -sfn "$here/s2v-desktop" "$bin/s2v"
    fi
}

refresh() {
    if command -v update-desktop-database > /dev/null 2>&1; then
        update-desktop-database -q "$data/applications" || true
    fi
}

case "${1:-}" in
    "")
        install_entry
        refresh
        echo "S2V Desktop is in your menu now. The command s2v is in $bin."
        ;;
    --remove)
        remove
        refresh
        echo "S2V Desktop was taken out of your menu. Your libraries were not touched."
        ;;
    *)
        echo "Usage: install.sh [--remove]" >&2
        exit 2
        ;;
esac
