"""T1 to T4: after a correction a notice, its mail and every strip speak of the version that will bind."""

import cases
import pytest

import sites

ON = "2026-06-10"
PLANET = (
    '- {id: planet, name: "Planet Rows, Inc.", purpose: to store rows, group: support, data: [logs], locations: [US]}\n'
)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A pending vendor, and a spelling corrected meanwhile; the root and the ids of both changes."""
    root = cases.center(tmp_path_factory.mktemp("corrected"), "subprocessors")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + PLANET, "utf-8")
    notice = cases.published(root, "material", "earliest", on="2026-06-02", title="Planet stores rows")
    cases.reword(root, "subprocessors", "The list", "Our list")
    fix = cases.published(root, "editorial", "today", "--pending", "keep", on=ON, title="Spelling")
    return root, notice, fix


def told(root, change, form="email", on=ON):
    return sites.done(sites.trustcenter(root, "notice", change, "--format", form, "--as-of", on))


def test_t1_the_mail_links_the_version_that_will_bind_and_says_that_it_still_comes(corrected):
    root, notice, _ = corrected
    mail = " ".join(told(root, notice).split())
    assert "what takes effect on the announced day is Subprocessors, version 4." in mail
    assert "policies/subprocessors/2026-07-03-2/" in mail
    assert "policies/subprocessors/2026-07-03/" not in mail
    assert "Effective: 3 July 2026" in mail


def test_t2_the_day_before_the_correction_it_links_the_first_version(corrected):
    root, notice, _ = corrected
    assert "policies/subprocessors/2026-07-03/" in told(root, notice, on="2026-06-09")


def test_t3_a_banner_stays_that_of_the_change(corrected):
    root, notice, _ = corrected
    assert told(root, notice, "banner").startswith(
        "Notice: Planet stores rows (effective 3 July 2026). Object by 16 June 2026. "
    )


@pytest.mark.parametrize("url", ["", "policies/subprocessors/"])
def test_t4_every_strip_names_the_notice_and_its_time_to_object(corrected, url):
    root, notice, fix = corrected
    page = cases.pages(root, ON)[url]
    strip = page[page.index("tc-strip--upcoming") :]
    strip = strip[: strip.index("</div>")]
    assert "Planet stores rows" in strip
    assert "16 June 2026" in strip
    assert "2026-07-03-2/" in strip
    assert "2026-07-03/" not in strip
    assert f"changelog/{notice}/" in strip
    assert f"changelog/{fix}/" not in strip
