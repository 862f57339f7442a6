"""Somebody with the keys to the database edits the record; verification names the first bad entry (R89)."""

from __future__ import annotations

import logging
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import audit
from portal.audit.canonical import BEGINNING
from portal.audit.checkpoints import take_checkpoint
from portal.audit.merkle import EMPTY_ROOT, MerkleTree
from portal.audit.models import HASHED_FIELDS, Checkpoint, CheckpointHead, Entry, entry_hash
from portal.audit.tasks import RecordBroken, checkpoint
from portal.audit.tasks import verify as verify_task
from portal.audit.verification import Finding, verify

from .conftest import as_superuser

pytestmark = pytest.mark.django_db
NOVEMBER = [date(2026, 11, day) for day in range(1, 31)]


def forge(stream: str, seq: int, /, **changes: object) -> None:
    with as_superuser():
        assert Entry.objects.filter(stream=stream, seq=seq).update(**changes) == 1


def recompute(stream: str, after: int = 0) -> None:
    """What a careful forger does next: give every later entry of the stream a fitting hash."""
    previous = BEGINNING if after == 0 else Entry.objects.get(stream=stream, seq=after).hash
    for entry in Entry.objects.filter(stream=stream, seq__gt=after).order_by("seq"):
        entry.previous_hash = previous
        previous = entry_hash({field: getattr(entry, field) for field in HASHED_FIELDS})
        forge(stream, entry.seq, previous_hash=entry.previous_hash, hash=previous)


def remove(stream: str, **where: object) -> None:
    with as_superuser():
        Entry.objects.filter(stream=stream, **where).delete()


def found() -> Finding:
    finding = verify().finding
    assert finding, "the forgery was not noticed"
    return finding


def test_an_untouched_record_verifies_and_is_counted__R89(write):
    for day, stream in zip(NOVEMBER, ["case:1", "case:2", "item:1"], strict=False):
        write(stream, 3)
        take_checkpoint(day)
    write("case:1", 2)

    verification = verify()

    assert verification.finding is None
    assert (verification.entries, verification.streams, verification.checkpoints) == (11, 3, 3)
    assert verification.latest_hash == Checkpoint.objects.latest("day").hash


def test_an_empty_record_verifies():
    assert verify().finding is None


def test_a_changed_entry_is_named__R89(write):
    write("case:1", 3)
    write("case:2", 3)
    forge("case:2", 2, actor_name="somebody else")
    finding = found()
    bad = Entry.objects.get(stream="case:2", seq=2)
    assert (finding.stream, finding.seq, finding.at, finding.event) == ("case:2", 2, bad.at, "case.moved")
    assert "changed after it was written" in finding.why


def test_a_changed_entry_with_its_own_hash_recomputed_is_named__R89(write):
    write("case:1", 4)
    forge("case:1", 2, text="never happened")
    entry = Entry.objects.get(stream="case:1", seq=2)
    forge("case:1", 2, hash=entry_hash({field: getattr(entry, field) for field in HASHED_FIELDS}))
    assert (found().stream, found().seq) == ("case:1", 2)


def test_a_removed_entry_leaves_a_gap__R89(write):
    write("case:1", 4)
    remove("case:1", seq=2)
    assert found().seq == 3
    assert "missing" in found().why


def test_a_removed_beginning_is_noticed__R89(write):
    write("case:1", 4)
    remove("case:1", seq=1)
    assert found().seq == 2


def test_entries_renumbered_over_a_gap_are_noticed__R89(write):
    write("case:1", 3)
    remove("case:1", seq=1)
    forge("case:1", 2, seq=1)
    forge("case:1", 3, seq=2)
    assert (found().stream, found().seq) == ("case:1", 1)


def test_a_stream_removed_after_a_checkpoint_is_noticed__R89(write):
    write("case:1", 2)
    write("case:2", 2)
    take_checkpoint(NOVEMBER[0])
    remove("case:2")
    finding = found()
    assert (finding.stream, finding.seq) == ("case:2", 2)
    assert "whole stream was removed" in finding.why


def test_a_stream_cut_short_behind_a_checkpoint_is_noticed__R89(write):
    write("case:1", 5)
    take_checkpoint(NOVEMBER[0])
    remove("case:1", seq__gt=3)
    finding = found()
    assert (finding.stream, finding.seq) == ("case:1", 5)
    assert "the entry was removed" in finding.why


def test_a_stream_renamed_after_a_checkpoint_is_noticed__R89(write):
    write("case:1", 2)
    take_checkpoint(NOVEMBER[0])
    with as_superuser():
        Entry.objects.filter(stream="case:1").update(stream="case:9")
    recompute("case:9")
    assert found().stream == "case:1"


def test_a_sealed_entry_is_known_even_when_the_whole_chain_after_it_was_recomputed__R89(write):
    write("case:1", 2)
    take_checkpoint(NOVEMBER[0])
    write("case:1", 3)
    take_checkpoint(NOVEMBER[1])
    write("case:1", 2)
    forge("case:1", 4, text="rewritten")
    recompute("case:1")
    finding = found()
    # The head of the second checkpoint no longer fits; up to number 2 the first one vouches.
    assert (finding.stream, finding.seq) == ("case:1", 5)
    assert "after number 2" in finding.why


def test_only_the_root_gives_away_who_also_mends_the_sealed_head__R89(write):
    write("case:1", 2)
    write("case:2", 2)
    take_checkpoint(NOVEMBER[0])
    forge("case:1", 1, text="rewritten")
    recompute("case:1")
    with as_superuser():
        head = Entry.objects.get(stream="case:1", seq=2).hash
        CheckpointHead.objects.filter(stream="case:1").update(hash=head)
    finding = found()
    assert finding.day == NOVEMBER[0]
    assert "heads" in finding.why


def test_a_stream_removed_together_with_its_sealed_head_is_noticed__R89(write):
    write("case:1", 2)
    write("case:2", 2)
    take_checkpoint(NOVEMBER[0])
    remove("case:2")
    with as_superuser():
        CheckpointHead.objects.filter(stream="case:2").delete()
    assert found().day == NOVEMBER[0]


def test_a_changed_checkpoint_is_noticed__R89(write):
    write("case:1", 2)
    take_checkpoint(NOVEMBER[0])
    with as_superuser():
        Checkpoint.objects.update(entries=1)
    assert "changed" in found().why


def test_a_removed_checkpoint_is_noticed__R89(write):
    for day in NOVEMBER[:3]:
        write("case:1")
        take_checkpoint(day)
    with as_superuser():
        CheckpointHead.objects.filter(checkpoint_id=NOVEMBER[1]).delete()
        Checkpoint.objects.filter(day=NOVEMBER[1]).delete()
    assert found().day == NOVEMBER[2]


def test_the_latest_checkpoint_removed_leaves_its_heads_behind__R89(write):
    write("case:1")
    take_checkpoint(NOVEMBER[0])
    with connection.cursor() as cursor, as_superuser():
        cursor.execute("DELETE FROM audit_checkpoint")
    assert "checkpoint is gone" in found().why
    with as_superuser():
        CheckpointHead.objects.all().delete()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_edit_of_any_sealed_entry_is_noticed__R89(db, data):
    with transaction.atomic():
        lengths = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
        for number, length in enumerate(lengths):
            audit.record(f"case:{number}", *(audit.Event("case.moved", data={"step": step}) for step in range(length)))
        take_checkpoint(NOVEMBER[0])
        assert verify().finding is None
        number = data.draw(st.integers(0, len(lengths) - 1))
        stream, seq = f"case:{number}", data.draw(st.integers(1, lengths[number]))
        act = data.draw(st.sampled_from(["text", "actor_id", "at", "data", "hash", "previous_hash", "remove"]))
        if act == "remove":
            remove(stream, seq=seq)
        else:
            entry = Entry.objects.get(stream=stream, seq=seq)
            values = {"text": "x", "actor_id": 5, "at": "2020-01-01T00:00Z", "data": {"step": 99}}
            forge(stream, entry.seq, **{act: values.get(act, "f" * 64)})
        if data.draw(st.booleans()):
            recompute(stream)
            clean = act in ("hash", "previous_hash")  # Recomputing undoes these two.
            assert (verify().finding is None) is clean
        else:
            assert found().stream == stream
        transaction.set_rollback(True)


def test_a_day_has_one_checkpoint__R89(write):
    write("case:1")
    first = take_checkpoint(NOVEMBER[0])
    write("case:1")
    assert take_checkpoint(NOVEMBER[0]).hash == first.hash
    assert Checkpoint.objects.count() == 1


def test_the_task_may_run_twice_a_day(write):
    write("case:1")
    checkpoint()
    checkpoint()
    assert Checkpoint.objects.count() == 1


def test_a_checkpoint_seals_only_what_moved_and_says_how_much(write):
    write("case:1", 3)
    write("case:2", 2)
    first = take_checkpoint(NOVEMBER[0])
    write("case:2", 4)
    second = take_checkpoint(NOVEMBER[1])
    quiet = take_checkpoint(NOVEMBER[2])
    assert (first.streams, first.entries) == (2, 5)
    assert (second.streams, second.entries) == (1, 4)
    assert (quiet.streams, quiet.entries, quiet.root) == (0, 0, EMPTY_ROOT)
    assert second.previous_hash == first.hash
    assert verify().finding is None


def test_a_checkpoint_cannot_be_slipped_in_before_another(write):
    take_checkpoint(NOVEMBER[5])
    with pytest.raises(ValueError, match="2026-11-06"):
        take_checkpoint(NOVEMBER[4])


def test_a_head_cannot_be_sealed_twice(write):
    write("case:1")
    take_checkpoint(NOVEMBER[0])
    head = CheckpointHead.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckpointHead.objects.create(checkpoint_id=NOVEMBER[0], stream="case:1", seq=1, hash=head.hash)


def test_every_leaf_and_its_place_make_the_root():
    def root(*leaves: tuple[str, int, str]) -> str:
        tree = MerkleTree()
        for leaf in leaves:
            tree.add(*leaf)
        return tree.root()

    leaves = [(f"case:{number}", 1, "a" * 64) for number in range(7)]
    roots = {root(*leaves[:count]) for count in range(8)}
    roots |= {root(*leaves[:place], ("case:x", 1, "a" * 64), *leaves[place + 1 :]) for place in range(7)}
    roots |= {root(*reversed(leaves))}
    assert len(roots) == 16


def printed(**options: object) -> str:
    out = StringIO()
    call_command("verifyaudit", stdout=out, **options)
    return out.getvalue()


def test_verifyaudit_prints_counts_and_ok(write):
    write("case:1", 2)
    take_checkpoint(NOVEMBER[0])
    assert printed().startswith("2 entries in 1 streams, 1 checkpoints")
    assert printed().splitlines()[-1] == "OK"


def test_verifyaudit_names_the_first_bad_entry_and_exits_1__R89(write):
    write("case:1", 2)
    forge("case:1", 2, event="case.denied")
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verifyaudit", stdout=out)
    assert stop.value.code == 1
    at = Entry.objects.get(seq=2).at.isoformat(timespec="microseconds")
    for line in ("stream: case:1", "seq: 2", f"at: {at}", "event: case.denied", "why: the entry was changed"):
        assert f"  {line}" in out.getvalue()


def test_a_hash_kept_elsewhere_gives_away_a_replaced_chain_of_checkpoints__R89(write, caplog):
    caplog.set_level(logging.INFO)
    write("case:1", 2)
    kept = take_checkpoint(NOVEMBER[0]).hash
    assert kept in caplog.text
    assert "OK" in printed(known=kept)
    with as_superuser():
        CheckpointHead.objects.all().delete()
        Checkpoint.objects.all().delete()
    forge("case:1", 1, text="rewritten")
    recompute("case:1")
    take_checkpoint(NOVEMBER[0])
    assert "OK" in printed(), "from inside the database nothing is to be seen"
    with pytest.raises(SystemExit):
        printed(known=kept)


def test_the_nightly_task_fails_loudly__R89(write):
    write("case:1", 2)
    verify_task()
    forge("case:1", 2, event="case.denied")
    with pytest.raises(RecordBroken, match=r"stream: case:1\n  seq: 2"):
        verify_task()
