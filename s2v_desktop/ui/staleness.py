"""What has changed since a model was made, in words."""

from __future__ import annotations

from s2v_desktop.store.changes import Changes
from s2v_desktop.ui import wording
from s2v_desktop.ui.wording import tr


def short(changes: Changes | None) -> str:
    """``made before 2 changes``; empty where nothing has changed, or nobody knows."""
    if changes is None or not changes.count:
        return ""
    return tr("made before {changes}").format(changes=wording.count(changes.count, tr("change"), tr("changes")))


def sentence(changes: Changes | None) -> str:
    """The same with what changed; empty where nothing has."""
    if changes is None or not changes.count:
        return ""
    parts = []
    if changes.added:
        parts.append(wording.count(changes.added, tr("play was added"), tr("plays were added")))
    if changes.removed:
        parts.append(wording.count(changes.removed, tr("play was taken out"), tr("plays were taken out")))
    if changes.merges:
        parts.append(wording.count(changes.merges, tr("song was merged or parted"), tr("songs were merged or parted")))
    if changes.rule:
        parts.append(tr("sessions follow another rule"))
    said = tr("The model was made before {changes}: {what}.")
    changed = wording.count(changes.count, tr("change"), tr("changes"))
    return said.format(changes=changed, what=", ".join(parts))
