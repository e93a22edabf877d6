"""The kinds of policy document that this room issues."""

from gongkai.publications.kinds import Fact, Kind

NORMATIVE_CHAIN = ("office_review", "countersign", "edit", "legal", "secrecy", "sign")
POLICY_CHAIN = ("office_review", "edit", "legal", "secrecy", "sign")
MAKER = Fact("maker", "发文机关", required=True)

# NOR-01 (沪府令17号 arts. 2, 4, grade B): generally binding documents are a kind of their own.
NORMATIVE = Kind("policy_normative", "行政规范性文件", "open.policy.normative", NORMATIVE_CHAIN, room="policy",
                 template="policy/document.html", facts=(MAKER,), is_policy=True, has_doc_no=True, has_validity=True,
                 search_type="policy")  # fmt: skip
DOCUMENT = Kind("policy_document", "其他政策文件", "open.policy.other", POLICY_CHAIN, room="policy",
                template="policy/document.html", facts=(MAKER,), is_policy=True, has_doc_no=True, has_validity=True,
                search_type="policy")  # fmt: skip
RULE = Kind("policy_rule", "政府规章", "open.policy.rules", NORMATIVE_CHAIN, room="policy",
            template="policy/document.html", facts=(MAKER,), is_policy=True, has_doc_no=True, has_validity=True,
            search_type="policy")  # fmt: skip
PROGRAMME = Kind("policy_plan", "规划方案", "open.statutory.plan.special", POLICY_CHAIN, room="policy",
                 template="policy/document.html", facts=(MAKER,), is_policy=True, has_doc_no=True, has_validity=True,
                 search_type="policy")  # fmt: skip

ALL = (NORMATIVE, DOCUMENT, RULE, PROGRAMME)
