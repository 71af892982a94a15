"""What loads, builds, checks, pulls and exports came to, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wh.showing import output

if TYPE_CHECKING:
    from wh.asking.request import Request
    from wh.building.record import Built
    from wh.exporting.export import Exported
    from wh.fetching.pull import PullOptions
    from wh.fetching.session import Pulled
    from wh.forgetting.forget import Forgotten
    from wh.loading.load import Summary
    from wh.models.checks import Finding
    from wh.scaling.tables import SparkBuilt

NAMED = 6  # models that are named of those that ran for the same reason; meta.models has all


def show_load(summary: Summary, *, quiet: bool = False) -> None:
    """Says what a load came to; only what was rejected where `quiet`."""
    for reject in summary.rejects[:20]:
        name = reject.path.replace("\n", "\\n")
        output.say(f"rejected: {name}:{reject.line}: {reject.reason}")
    if summary.rejected > 20:
        output.say(f"… and {summary.rejected - 20:,} more; after a build `wh sql --csv 'from raw.rejects'` shows all")
    if quiet:
        return
    numbers = f"{output.number(summary.events, 'event')}, {summary.new:,} new, {summary.duplicate:,} duplicate"
    files = f"{output.number(summary.files, 'file')} ({summary.unchanged} unchanged)"
    output.say(f"loaded {files}: {numbers}, {summary.rejected:,} rejected")


def show_build(built: Built, warehouse: Path, *, quiet: bool, verbose: bool) -> None:
    """Says what ran and why, what the checks found, what is not known, and what there is now; or findings only."""
    if not quiet:
        for line in _reasons(built) if verbose else [_reasons_in_short(built)]:
            output.say(line)
    show_findings(built.findings)
    if built.findings:
        output.say("`wh check --last` shows the rows")
    if quiet:
        return
    for note in built.notes:
        output.say(f"note: {note}")
    rows = {each.model.name: each.rows for each in built.models}
    marts = output.counts({name: rows[name] for name in ("user_chats", "messages", "users")})
    output.say(f"built {warehouse} in {built.seconds:.1f} s: {marts}")


def show_spark_build(built: SparkBuilt, seconds: float, *, quiet: bool) -> None:
    """Says what the checks found, and what there is now, where; findings only where `quiet`."""
    show_findings(built.findings)
    if quiet:
        return
    marts = output.counts({name: built.rows[name] for name in ("user_chats", "messages", "users")})
    output.say(f"built {built.to} in {seconds:.0f} s: {marts}")
    output.say(f"next: `wh publish --from {built.to.removeprefix('file://')}`")


def _reasons_in_short(built: Built) -> str:
    """How many models ran for which reasons, and over how many chats."""
    if built.unusable:
        return f"everything is rebuilt: {built.unusable.text}"
    if not (reasons := [each.reason for each in built.models if each.reason]):
        return "no model had to run"
    counted = Counter("changed inputs" if reason.parent else reason.text for reason in reasons)
    why = ", ".join(f"{count} for {text}" for text, count in counted.most_common())
    return f"{output.number(len(reasons), 'model')} ran over {output.number(built.chats, 'chat')}: {why}"


def _reasons(built: Built) -> list[str]:
    """A line for each reason: the models that ran for it, and over what."""
    if built.unusable:
        return [f"everything is rebuilt: {built.unusable.text}"]
    groups: dict[tuple[str, str], list[str]] = {}
    for each in built.models:
        if each.reason:
            groups.setdefault((each.reason.text, each.ran.value), []).append(each.model.name)
    of = {"touched": f"of {output.number(built.chats, 'chat')} and their customers", "all": "of all"}
    return [f"{reason}: {_listed(names)} ({of[ran]})" for (reason, ran), names in groups.items()]


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def show_findings(findings: Iterable[Finding], *, rows: bool = False) -> None:
    """Says what checks found, and shows the rows where asked."""
    for finding in findings:
        output.say(f"{finding.severity}: {finding.model}: {finding.check}: {output.number(finding.rows, 'row')}")
        for example in finding.examples if rows else ():
            print(output.visible(example))


def show_pull(found: Pulled, options: PullOptions, channel: str) -> None:
    """Says what a pull came to, and what it could not read."""
    chats = output.number(found.chats, "chat")
    if options.is_dry:
        left = f"{output.number(found.calls_left, 'call')} or more, {in_words(found.calls_left / options.rate)} or more"
        output.say(f"{channel}would read {chats}: {left}; {output.number(found.calls, 'call')} to find that out")
        return
    waited = f", {in_words(found.waited)} of them waiting for its limit" if found.waited >= 1 else ""
    output.say(
        f"{channel}pulled {chats}, {output.number(found.messages, 'message')} "
        f"in {output.number(found.calls, 'call')}{waited}"
    )
    if found.late:
        output.say(f"note: {found.late:,} chats only the daily walk through all closed chats found")
    for note in found.notes:
        output.say(f"note: {note}")
    for hook in found.blocked:
        output.say(f"warning: the platform has blocked the webhook {hook}; unblock it in its settings")
    for what in found.skipped:
        output.say(f"skipped: {what}")
    if found.skipped:
        output.say(
            f"incomplete: {output.number(len(found.skipped), 'thing')} could not be read; the next pull tries again"
        )


def in_words(seconds: float) -> str:
    """A time in words: 40 s, 12 min, 2.5 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def show_forgotten(found: Forgotten, what: str) -> None:
    """Says what was taken out, and where it still is."""
    output.say(f"forgotten: {what}; the build before this one is gone, too")
    for path in found.rewritten:
        output.say(f"written anew without it: {path}")
    for path in found.files:
        output.say(f"still holds it: {path}")
    for path in found.unread:
        output.say(f"could not be looked into: {path}")
    for export in found.exports:
        output.say(f"an export that may hold it: {export}")
    if found.tables:
        output.say(f"still hold it, until `wh build --engine spark`: the tables at {found.tables}")
    if found.files:
        output.say("hint: --files writes event files anew; downloads and exports are deleted by hand")


def show_export(exported: Exported, asked: Request) -> None:
    """Says what was exported, by which filters, and what could not be written as it is."""
    output.say(f"wrote {exported.file}: {output.counts({each.title: each.rows for each in exported.sheets})}")
    if exported.period:
        output.say(f"period: {exported.period}")
    for name, words in asked.filters.said().items():
        if name not in ("by", "start", "until"):
            output.say(f"filter: {name}: {', '.join(words) if isinstance(words, list | tuple) else words}")
    if exported.left_out:
        output.say(f"note: left out are channels in which {asked.owner} is no owner: {', '.join(exported.left_out)}")
    for each in exported.sheets:
        if each.cells_cut:
            output.say(f"note: {each.title}: {each.cells_cut} cells cut, a cell holds 32,767")
    for each in exported.sheets:
        if each.cells_cleaned:
            output.say(f"note: {each.title}: {each.cells_cleaned} cells lost characters that a workbook cannot hold")
    for what, columns in exported.masked.items():
        output.say(f"masked: {what}: {columns}")
    if any(each.key == "user_chats" and not each.rows for each in exported.sheets):
        output.say("note: no chat passes the filters")
