"""The policy room plugs into the kernel and the portal with its kinds and one template."""

import pytest

from gongkai.policy import kinds as policy
from gongkai.publications import kinds
from gongkai.publications.tests import factories as make


@pytest.mark.parametrize("kind", policy.ALL, ids=lambda kind: kind.code)
def test_every_kind_is_registered_examined_by_lawyers_and_shown_with_its_number_and_validity(db, client, kind):
    assert kinds.get(kind.code) is kind and "legal" in kind.chain and kind.is_policy
    publication = make.live(
        make.Team(), kind=kind.code, column=kind.column, doc_no="沪绿容规〔2026〕9号", facts={"maker": "示例局"}
    )
    text = client.get(f"/d/{publication.pk}/").content.decode()
    assert "沪绿容规〔2026〕9号" in text and "现行有效" in text and "<dt>发文机关</dt><dd>示例局</dd>" in text


def test_only_normative_documents_and_rules_need_a_countersignature():
    assert {kind.code for kind in policy.ALL if "countersign" in kind.chain} == {"policy_normative", "policy_rule"}
