#!/usr/bin/env python3
"""Recompute a draw with nothing but Python's standard library: python3 recheck.py 公告.json

Written apart from the platform's own code on purpose, so that the two check each other. Prints the result as JSON and
compares it with the `result` in the file where there is one; exit status 0: as published or nothing to compare, 1: refused
or different. One place can be checked with openssl alone:

    printf '编号/分组/对象\\x01' | openssl dgst -sha256 -mac HMAC -macopt hexkey:<PRK>
"""

import hashlib
import hmac
import json
import sys
import unicodedata


def nfc(text):
    return unicodedata.normalize("NFC", text).strip()


def recompute(d):
    """The result list, the key string and the key; raises SystemExit with a sentence."""
    codes = b""
    for row in d["commitments"]:
        code = bytes.fromhex(row.get("otp") or "")
        if hashlib.sha256(code).hexdigest() != row["commit"].lower():
            raise SystemExit(f"承诺不符：{row.get('by', '')}")
        codes += code
    numbers = ""
    for source in d["sources"]:
        values = source["values"] if source.get("ordered") else sorted(source["values"])
        numbers += "".join(str(value) + "." for value in values) + "/"
    key = hmac.new(codes, numbers.encode(), hashlib.sha256).digest()

    def place(*names):
        return hmac.new(key, "/".join(names).encode() + b"\x01", hashlib.sha256).hexdigest()

    number, seen, picked = nfc(d["draw_id"]), set(), []
    for pool in d["pools"]:
        name, items = nfc(pool["pool"]), [nfc(item) for item in pool["items"]]
        if len(items) < pool["k"]:
            raise SystemExit(f"对象不足：{name}")
        for item in items:
            if (name + "/" + item) in seen:
                raise SystemExit(f"对象重复：{name}/{item}")
            seen.add(name + "/" + item)
        picked += sorted(items, key=lambda item, name=name: place(number, name, item))[: pool["k"]]
    seats = d.get("officers")
    if not seats:
        return [{"item": item, "officers": []} for item in picked], numbers, key
    people, need = [nfc(one) for one in seats["items"]], seats["per_item"]
    apart = {(nfc(item), nfc(one)) for item, one in seats.get("avoid") or []}
    busy, cap, result = dict.fromkeys(people, 0), -(-need * len(picked) // len(people)), []
    for item in picked:
        line = sorted(people, key=lambda one, item=item: place(number, "officer", item, one))
        line = [one for one in line if (item, one) not in apart]
        if len(line) < need:
            raise SystemExit(f"执法人员不足：{item}")
        while sum(busy[one] < cap for one in line) < need:
            cap += 1
        team = [one for one in line if busy[one] < cap][:need]
        for one in team:
            busy[one] += 1
        result.append({"item": item, "officers": team})
    return result, numbers, key


def main(path):
    with open(path, encoding="utf-8") as file:
        announced = json.load(file)
    result, numbers, key = recompute(announced)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    print(f"随机数串：{numbers}\nPRK：{key.hex()}", file=sys.stderr)
    if "result" in announced and announced["result"] != result:
        raise SystemExit("与公布的结果不一致")
    print("与公布的结果一致" if "result" in announced else "公告里没有公布的结果可比较", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("用法：python3 recheck.py 公告.json")
    main(sys.argv[1])
