"""What holds of audiences in every history: one version binds each customer on each day, and nobody too early."""

import re
from datetime import timedelta

import cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ledger_properties import DAY, FIRST, POLICIES, STEPS, TEXTS, Ledger

from trustcenter.model.audiences import Customer
from trustcenter.reading.center import load
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

PROMISE = (
    cases.DATA[cases.NOTICE]
    + """\
audiences:
  - {id: new, label: new customers, binds: on acceptance}
  - {id: enterprise, label: enterprise customers, material: 60 days}
  - {id: partners, label: partners, receipt: {after: 5 days}, material: 40 days}
"""
)
CLEAR = {"": 30, "enterprise": 60, "partners": 45}
"""The clear days between announcement and effect that each audience has at least."""


class Overtaking(Ledger):
    """A ledger in which changes are made while some audiences still wait for earlier ones."""

    def overtake(self, policy, days, class_):
        self.change(policy, "material", None)
        self.sleep(days)
        self.change(policy, class_, 0)


STEPS_OF_BOTH = st.one_of(
    STEPS,
    st.tuples(
        st.just("overtake"), st.sampled_from(POLICIES), st.integers(31, 59), st.sampled_from(["minor", "emergency"])
    ),
)
HISTORIES = st.lists(STEPS_OF_BOTH, min_size=2, max_size=10)


def lived(steps):
    ledger = Overtaking()
    ledger.texts = TEXTS | {cases.NOTICE: PROMISE.encode()}
    ledger.publish("initial", 0, 0)
    for name, *args in steps:
        getattr(ledger, name)(*args)
    return ledger


def edits(version):
    return {*re.findall(r"Edit number \d+ ", version.text)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_nobody_is_bound_earlier_than_promised(steps):
    ledger = lived(steps)
    center = load(ledger.texts)
    assert not [problem for problem in check(center, ledger.today) if problem.is_error]
    assert rehearsed(center, ledger.today) == ()
    archive, days = center.archive, [FIRST + n * DAY for n in range((ledger.today - FIRST).days + 120)]
    for policy, versions in archive.versions.items():
        own = {
            v.name: edits(v) - {e for earlier in versions if earlier.number < v.number for e in edits(earlier)}
            for v in versions
        }
        owed = [v for v in versions if v.class_ == "material" and own[v.name] and not archive.withdrawn(v, days[-1])]
        for audience, clear in CLEAR.items():
            for day in days:
                bound = archive.bound(policy, Customer((audience,) if audience else ()), day)
                assert bound is not None, (policy, audience, day)
                for version in owed:
                    if own[version.name] & edits(bound):
                        assert day > version.announced + clear * DAY, (version.name, bound.name, audience, day)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    HISTORIES, st.lists(st.integers(0, 200), min_size=1, max_size=4), st.sampled_from(["", "enterprise", "partners"])
)
def test_on_every_day_one_version_binds_whoever_accepted_and_it_is_never_an_older_one(steps, accepted, audience):
    ledger = lived(steps)
    archive = load(ledger.texts).archive
    for policy in archive.versions:
        for number in accepted:
            joined, last = FIRST + timedelta(number), None
            customer = Customer((audience,) if audience else (), joined)
            assert archive.bound(policy, customer, joined - DAY) is None
            accepting = archive.bound(policy, Customer(accepted=joined), joined)
            for day in (joined + n * DAY for n in range(150)):
                bound = archive.bound(policy, customer, day)
                assert bound is not None
                assert bound.order >= accepting.order or archive.withdrawn(accepting, day)
                assert last is None or bound.order >= last.order or archive.withdrawn(last, day)
                last = bound
