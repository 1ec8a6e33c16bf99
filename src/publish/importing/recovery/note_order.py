"""The order of marks and notes: notes that stand together, runs of their numbers, the pairing that keeps both orders."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from publish.importing.recovery.mark_styles import number_of
from publish.importing.recovery.note_marks import BodyMark, CallMark

MOST_APART = 40  # blocks between two bodies of one run


def groups_of(bodies: Sequence[BodyMark], calls: Sequence[CallMark]) -> Iterator[list[BodyMark]]:
    """Neighbouring bodies without a text between them that calls the next one."""
    group: list[BodyMark] = []
    for body in bodies:
        if group:
            last = group[-1]
            apart = body.block - last.block > MOST_APART
            called = any(call.key == body.key and last.block < call.block < body.block for call in calls)
            if apart or called:
                yield group
                group = []
        group.append(body)
    if group:
        yield group


def runs_in(group: Sequence[BodyMark]) -> Iterator[list[int]]:
    """The places of bodies, in runs of rising numbers; a new run begins where the numbers begin again."""
    run: list[int] = []
    for place, body in enumerate(group):
        if run:
            last = number_of(group[run[-1]].key)
            number = number_of(body.key)
            if last is not None and number is not None and (number < last or number > last + 3):
                yield run
                run = []
        run.append(place)
    if run:
        yield run


def aligned(calls: Sequence[CallMark], bodies: Sequence[BodyMark]) -> Mapping[int, CallMark]:
    """The calls by the places of their bodies: the heaviest pairing that keeps both orders (Needleman and Wunsch, gaps cost nothing)."""
    if not calls or not bodies:
        return {}
    width = len(bodies) + 1
    places: dict[str, list[int]] = {}
    for place, body in enumerate(bodies):
        places.setdefault(body.key, []).append(place)
    best = [0.0] * width  # weight of the best pairing of the first n bodies with the calls so far
    steps: list[dict[int, float]] = []
    for call in calls:
        improved: dict[int, float] = {}
        for place in places.get(call.key, ()):
            if call.block < bodies[place].block:
                weight = best[place] + call.weight
                if weight > best[place + 1]:
                    improved[place] = weight
        for place, weight in sorted(improved.items(), reverse=True):
            at = place + 1
            while at < width and best[at] < weight:
                best[at] = weight
                at += 1
        steps.append(improved)
    pairs: dict[int, CallMark] = {}
    at, weight = len(bodies), best[len(bodies)]
    for call, improved in zip(reversed(calls), reversed(steps), strict=True):
        paired = next((place for place, total in improved.items() if place < at and abs(total - weight) < 1e-9), None)
        if paired is not None:
            pairs[paired] = call
            at, weight = paired, weight - call.weight
    return pairs


def disorder_of(chosen: Sequence[CallMark], calls: Sequence[CallMark], keys: Collection[str]) -> float:
    """The share of marks that call no note or an earlier one, among those between the first and the last that call the notes of a list.

    `keys` are those of the list, `chosen` the calls of its notes.
    Notes are called in their order, some again before the next. Works that are cited by number are cited in any order.
    """
    first, last = (chosen[0].block, chosen[0].start), (chosen[-1].block, chosen[-1].start)
    within = [call for call in calls if call.key in keys and first <= (call.block, call.start) <= last]
    current, disordered = "", 0
    taken = {(call.block, call.start, call.key) for call in chosen}
    for call in within:
        if (call.block, call.start, call.key) in taken:
            current = call.key
        else:
            disordered += call.key != current
    return disordered / len(within) if disordered > 1 else 0.0
