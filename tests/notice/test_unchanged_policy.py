"""U1 to U3: a policy whose text stays the same is neither published again nor said to have changed."""

import cases
import pytest

import sites

MODELS = {
    "docs/policies/ai/index.md": '---\ntitle: AI\n---\n\n## Models\n\n{{ subprocessors.table(columns="name", group="support") }}\n',
}
ON = "2026-06-10"


def center(to, *policies):
    return cases.center(to, *policies, more=MODELS)


def added(root, group):
    path = root / cases.VENDORS
    row = f"- {{id: planet, name: Planet Ltd, purpose: to store rows, group: {group}, data: [logs], locations: [US]}}\n"
    path.write_text(path.read_text("utf-8") + row, "utf-8")


@pytest.mark.parametrize(("group", "policies"), [("payments", {"subprocessors"}), ("support", {"subprocessors", "ai"})])
def test_u1_only_the_lists_that_show_a_new_vendor_are_published(tmp_path, group, policies):
    root = center(tmp_path, "subprocessors")
    added(root, group)
    change = cases.published(root, "material", "earliest", on=ON, title="Planet")
    assert {name.partition("/")[0] for name in cases.entry(root, change)[0]["versions"]} == policies
    assert cases.errors(root, on=ON) == {}
    assert cases.errors(root, on="2026-07-11") == {}
    again = cases.publish(root, "material", "earliest", on=ON, title="Again")
    assert "nothing to publish" in again.output


def test_u2_a_vendor_that_no_text_prints_is_announced_all_the_same(tmp_path):
    root = center(tmp_path)
    added(root, "payments")
    change = cases.published(root, "material", "earliest", on=ON, title="Planet")
    assert cases.entry(root, change)[0]["versions"] == ["ai/2026-07-11"]


def test_u3_a_mail_names_the_policies_whose_text_changed(tmp_path):
    root = center(tmp_path, "subprocessors")
    sites.edit(root, cases.VENDORS, "to run the servers", "to run all servers")
    change = cases.published(root, "material", "earliest", on=ON, title="Servers")
    assert len(cases.entry(root, change)[0]["versions"]) == 2
    mail = sites.done(sites.trustcenter(root, "notice", change, "--as-of", ON))
    assert "announces a change of: Subprocessors." in mail
