"""What this room does: the only writers (article: 2a-2d, 5f). Each is safe to do twice."""

from collections.abc import Callable, Iterable

import msgspec

from nearer.house.door import Shared
from nearer.rooms.conversation import own, sharing, talks
from nearer.rooms.conversation.floor import NotNow, Talk, after
from nearer.rooms.conversation.records import (
    Letter,
    Mode,
    Move,
    Observed,
    OwnQuestion,
    OwnWords,
    Prepared,
    Side,
    Subject,
    UsedQuestions,
    What,
)
from nearer.vault import news, read, write
from nearer.vault.errors import SpaceEnded
from nearer.vault.read import Entry
from nearer.vault.record import Record
from nearer.vault.visit import Space, Visit


def place_of(visit: Visit, mode: Mode | None = None) -> Space:
    """Return where talks lie: between the two, or on one phone also with somebody alone."""
    if visit.us is not None:
        return visit.us
    if mode in (None, Mode.ONE):
        return visit.me
    raise SpaceEnded


def sides(visit: Visit) -> dict[bytes, Side]:
    """Return who is which of the two."""
    mine = Side(visit.side)
    there = {visit.person: mine}
    return there | {visit.partner.person: mine.other} if visit.partner else there


def standing(visit: Visit) -> Talk | None:
    """Return the talk that stands open."""
    found = newest(visit)
    return found if found and not found.is_over else None


def newest(visit: Visit) -> Talk | None:
    """Return the talk that stands open, or else the one that began last."""
    return talks.ahead(_newest_in(visit, visit.us), _newest_in(visit, visit.me))


def begun_alone(visit: Visit) -> Talk | None:
    """Return the open talk on one phone that was begun while nobody else was here.

    It goes on until one between the two begins; what was written in it stays its writer's.
    """
    found = _newest_in(visit, visit.me)
    return found if visit.us and found and not found.is_over else None


def side_in(visit: Visit, talk: Talk) -> Side:
    """Return which of the two a person is in a talk: both were drawn anew if they paired since."""
    return talk.host if _is_begun_alone(visit, talk.id) else Side(visit.side)


def _newest_in(visit: Visit, space: Space | None) -> Talk | None:
    return talks.current(_moves(visit, space), sides(visit)) if space else None


def past(visit: Visit) -> tuple[Talk, ...]:
    """Return the talks that are not gone on with, however old, the last one first."""
    now = standing(visit)
    found = [talk for space in _spaces(visit) for talk in _whole(visit, space)]
    ended = [talk for talk in found if now is None or talk.id != now.id]
    return tuple(sorted(ended, key=lambda talk: talk.since, reverse=True))


def begin(visit: Visit, *, key: bytes, subject: Subject, mode: Mode, first: Side) -> Talk:
    """Begin a talk, or return the one that stands open already."""
    space = place_of(visit, mode)
    with write.locked(visit, space.id):
        visit.pages = None
        found = _newest_in(visit, space)
        if found and not found.is_over:
            return found
        move = Move(
            **visit.stamp(),
            talk=key,
            n=0,
            what=What.BEGIN,
            side=Side(visit.side),
            subject=subject,
            mode=mode,
            first=first,
        )
        write.put(visit, space, move, key=own.key_of(move))
        news.tell(news.of_space(space.keys))
    visit.pages = None
    talk = newest(visit)
    if talk is None:
        raise NotNow
    return talk


def move(
    visit: Visit,
    *,
    talk: bytes,
    seen: int,
    what: What,
    side: Side | None = None,
    text: str = "",
    promise: str = "",
    minutes: int = 0,
) -> Talk:
    """Do one thing in the open talk. Raises NotNow if it has gone on since what its writer saw.

    The same thing sent twice counts once. seen: the mark of the page. side: on one phone, who does
    it; else it is one's own. The other's page is told only of what both can notice.
    """
    space = _space_of(visit, talk)
    with write.locked(visit, space.id):
        visit.pages = None
        found = next((t for t in _all(visit, space) if t.id == talk), None)
        if found is None:
            raise NotNow
        mine = side_in(visit, found)
        done = Move(
            **visit.stamp(),
            talk=talk,
            n=found.n + 1,
            seen=seen,
            what=what,
            side=(side or mine) if found.mode is Mode.ONE else mine,
            text=text,
            promise=promise,
            minutes=minutes,
        )
        if _is_done(visit, space, done):
            return found
        lies_elsewhere = found.mode is Mode.ONE and found.host is not mine
        if seen != found.mark or (lies_elsewhere and what is not What.END):
            raise NotNow
        if newest(visit) != found:
            raise NotNow
        stands = after(found, done)
        write.put(visit, space, done, key=own.key_of(done))
        if stands.mark != found.mark:
            news.tell(news.of_space(space.keys))
    visit.pages = None
    return stands


def sign(visit: Visit, *, talk: bytes, seen: int, text: str, side: Side | None = None) -> bool:
    """Sign the page, if `text` is what lies there; else keep it as the page's new words.

    Return whether it was signed: nobody signs other words than those that they saw. Raises NotNow
    as `move` does, and where there are no words.
    """
    found = next((t for t in _all(visit, _space_of(visit, talk)) if t.id == talk), None)
    if found is None or not text:
        raise NotNow
    if found.text == text:
        try:
            move(visit, talk=talk, seen=seen, what=What.SIGN, side=side)
        except NotNow:
            pass  # Or this very tap has kept them before: that is done again, and no more.
        else:
            return True
    move(visit, talk=talk, seen=seen, what=What.TEXT, side=side, text=text)
    return False


def give_letter(visit: Visit, *, key: bytes, text: str) -> Entry[Record]:
    """Give a letter to the other. Raises SpaceEnded where there is nobody."""
    if visit.us is None:
        raise SpaceEnded
    letter = Letter(**visit.stamp(), made=key, text=text)
    return write.put(visit, visit.us, letter, key=key)


def change_letter(visit: Visit, letter: Letter, *, text: str) -> Entry[Record]:
    """Change a letter that was given; both see that it changed. It keeps its day."""
    if visit.us is None:
        raise SpaceEnded
    changed = msgspec.structs.replace(letter, at=visit.now, text=text)
    return write.put(visit, visit.us, changed, key=letter.made)


def keep_words(visit: Visit, *, key: bytes, text: str, for_talk: bool) -> Entry[Record]:
    """Keep words for oneself: as a draft, or to take into a talk."""
    kept = OwnWords(**visit.stamp(), made=key, text=text, use="talk" if for_talk else "draft")
    return _put(visit, kept)


def prepare(visit: Visit, *, subject: Subject, texts: Iterable[tuple[str, str]]) -> None:
    """Save what somebody wrote before a talk, only for them. What is unchanged stays."""
    records = read.everything(visit, visit.me)
    written = {ready.prompt.id: ready.text for ready in talks.prepared(records, subject)}
    for prompt, text in texts:
        if text != written.get(prompt, ""):
            empty = not text
            saved = Prepared(**visit.stamp(), subject=subject, prompt=prompt, text=text)
            _put(visit, msgspec.structs.replace(saved, removed=empty))


def observe(visit: Visit, *, key: bytes, part: int, text: str) -> Entry[Record]:
    """Save one of the three times seven minutes, only for its writer."""
    return _put(visit, Observed(**visit.stamp(), made=key, part=part, text=text))


def ask_own(visit: Visit, *, key: bytes, text: str) -> Entry[Record]:
    """Add a question of one's own to one's deck."""
    return _put(visit, OwnQuestion(**visit.stamp(), made=key, text=text))


def use_question(visit: Visit, id: str, *, all_ids: frozenset[str]) -> None:
    """Note that a question was asked; one that exists no more is noted no longer."""
    if id in all_ids:
        _use(visit, lambda ids: (*(one for one in ids if one in all_ids and one != id), id))


def ask_anew(visit: Visit, ids: frozenset[str]) -> None:
    """Lay questions that were asked back into the deck."""
    _use(visit, lambda used: tuple(one for one in used if one not in ids))


def _use(visit: Visit, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    with write.locked(visit, visit.me.id):
        visit.pages = None
        card = read.recent(visit).newest(UsedQuestions, author=visit.person)
        used = card.record.ids if card else ()
        ids = change(used)
        if set(ids) != set(used):
            write.card(visit, visit.me, UsedQuestions(**visit.stamp(), ids=ids))


def shared(visit: Visit) -> list[Shared]:
    """Return what this person has let out of their hands here."""
    return sharing.shared(read.everything(visit, visit.us)) if visit.us else []


def stop(visit: Visit, key: str) -> None:
    """Take out all of one's letters, or all of one's words in talks: what `shared` names."""
    if visit.us is None:
        return
    kinds: dict[str, type[Record]] = {sharing.LETTERS.key: Letter, sharing.TALKS.key: Move}
    for entry in read.everything(visit, visit.us).entries:
        if key in kinds and isinstance(entry.record, kinds[key]) and _is_own(entry):
            _change(visit, visit.us, entry, own.emptied(entry.record))


def remove(visit: Visit, id: bytes) -> bool:
    """Remove one of a person's own entries: a revision without the words, which says so."""
    space, entry = _found(visit, id)
    return entry is not None and _change(visit, space, entry, own.emptied(entry.record))


def restore(visit: Visit, id: bytes) -> bool:
    """Bring back what was removed last, as it was."""
    space, entry = _found(visit, id)
    if entry is None:
        return False
    if own.emptied(entry.record) != entry.record:
        return _change(visit, space, entry, entry.record)
    before = read.earlier(visit, space, id)
    is_whole = before is not None and before.mine and not before.forged
    return _change(visit, space, entry, before.record if before and is_whole else None)


def _found(visit: Visit, id: bytes) -> tuple[Space, Entry[Record] | None]:
    """Return one of a person's own entries, and where it lies; no entry: there is none."""
    for space in _spaces(visit):
        for entry in read.everything(visit, space).entries:
            if entry.id == id and _is_own(entry):
                return space, entry
    return visit.me, None


def _is_own(entry: Entry[Record]) -> bool:
    return entry.mine and not entry.forged


def _change(visit: Visit, space: Space, entry: Entry[Record], record: Record | None) -> bool:
    """Write an entry's next revision, if it differs; False for what cannot be taken out."""
    if own.emptied(entry.record) is None or record is None:
        return False
    if record != entry.record:
        # A talk's clock runs by when its moves were made: those keep their time.
        when = record.at if isinstance(record, Move) else visit.now
        again = msgspec.structs.replace(record, at=when)
        write.put(visit, space, again, key=own.key_of(record))
    return True


def _put(visit: Visit, record: Record) -> Entry[Record]:
    return write.put(visit, visit.me, record, key=own.key_of(record))


def _is_begun_alone(visit: Visit, talk: bytes) -> bool:
    return any(entry.record.talk == talk for entry in _moves(visit, visit.me).of(Move))


def _spaces(visit: Visit) -> tuple[Space, ...]:
    return (visit.me, visit.us) if visit.us else (visit.me,)


def _space_of(visit: Visit, talk: bytes) -> Space:
    return visit.me if _is_begun_alone(visit, talk) else place_of(visit)


def _all(visit: Visit, space: Space) -> tuple[Talk, ...]:
    return talks.talks(_moves(visit, space), sides(visit))


def _whole(visit: Visit, space: Space) -> tuple[Talk, ...]:
    return talks.talks(read.everything(visit, space), sides(visit))


def _moves(visit: Visit, space: Space) -> talks.Here:
    """Return the recent moves of one space, and the older ones of a talk that goes on since."""
    here = talks.Here(read.recent(visit), space.id)
    missing = talks.without_beginning(here)
    if not missing:
        return here
    visit.pages = _with_older(visit, space, missing)
    return talks.Here(visit.pages, space.id)


def _with_older(visit: Visit, space: Space, wanted: frozenset[bytes]) -> read.Pages:
    pages = read.recent(visit)
    known = {entry.id for entry in pages.entries}
    found = read.everything(visit, space).of(Move)
    older = [one for one in found if one.record.talk in wanted and one.id not in known]
    whole = sorted((*pages.entries, *older), key=lambda entry: entry.record.at)
    return read.Pages(tuple(whole), pages.unopened)


def _is_done(visit: Visit, space: Space, move: Move) -> bool:
    """Tell whether this very move was stored before: the same tap, sent once more."""
    stored = (
        msgspec.structs.replace(entry.record, n=move.n)
        for entry in _moves(visit, space).of(Move)
        if entry.mine and entry.record.talk == move.talk and entry.record.seen == move.seen
    )
    return any(write.says_the_same(record, move) for record in stored)
