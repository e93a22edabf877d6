"""Some five hundred strings that have broken something somewhere, made from parts."""

from itertools import product

SEEDS = (
    "", " ", "0", "-1", "9" * 40, "1e9", "٣", "²", "NaN", "null", "None", "true", "[]", "{}", "{{7*7}}", "${7*7}", "#{7*7}",
    "%00", "\x00", "\x1b[31m", "\r\n\r\n", "\u2028", "\u202e反转", "\u200b", "\ufeff", "\ud7ff", "𠮷" * 60, "é" * 80,
    "'", '"', "`", "\\", "/", "../../etc/passwd", "C:\\x", "file:///etc/passwd", "//elsewhere.example/x",
    "javascript:alert(1)", "data:text/html,<script>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "]]>", "<!--", "&lt;", "&#0;", "' OR 1=1 --", "'; DROP TABLE reception_letter;--",
    "1 UNION SELECT 1", "sleep(9)", "$(reboot)", "`reboot`", "| cat", "%s%s%s%n", "%d", "{0}", "{name}", "gk1:intl:1:AAAA",
    "=1+1", "@SUM(1)", "+cmd", "-2+3", "\t", "A" * 4000, "字" * 6000, "\n" * 500, "a@" * 40, "13800000000" * 20,
    "310104199001011236", "name@example.cn\nBcc: x@example.cn", "(" * 300, "[" * 300, "\\u0000", "﷽" * 30, "🙂" * 50,
)  # fmt: skip
AROUND = (("", ""), ("甲", "乙"), ("<", ">"), ('"', '"'), ("%", "%"), ("\u202e", "\u202c"), ("\n", "\n"))
STRINGS = tuple(dict.fromkeys(before + seed + after for seed, (before, after) in product(SEEDS, AROUND)))
