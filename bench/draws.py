"""How long a draw takes and a recheck by the standalone script: 2,000 out of 200,000 with 500 officers."""

import hmac
import time

from gongkai.notary import recheck
from gongkai.notary.rules import draw

ITEMS, DRAWN, OFFICERS, PER_ITEM = 200_000, 2_000, 500, 2


def announcement() -> dict:
    otp, commit = draw.code_of(b"\x01" * 32)
    return {
        "draw_id": "BENCH-1",
        "sources": [{"name": "测量", "values": [3, 11, 17, 22, 28, 31]}],
        "commitments": [{"by": "测量", "commit": commit, "otp": otp}],
        "pools": [{"pool": "A", "k": DRAWN, "items": [f"企业-{number:06}" for number in range(ITEMS)]}],
        "officers": {
            "per_item": PER_ITEM,
            "items": [f"执法证-{number:03}" for number in range(OFFICERS)],
            "avoid": [[f"企业-{number:06}", f"执法证-{number % OFFICERS:03}"] for number in range(0, ITEMS, 50)],
        },
    }


def seconds(act) -> tuple[float, object]:
    begun = time.process_time()
    made = act()
    return time.process_time() - begun, made


def main() -> None:
    raw = announcement()
    labels = ITEMS + DRAWN * OFFICERS
    baseline, _ = seconds(lambda: [hmac.digest(b"\x00" * 32, b"x" * 40, "sha256") for _ in range(labels)])
    drawing, result = seconds(lambda: draw.make(draw.Draw.from_json(raw)))
    checking, again = seconds(lambda: recheck.recompute(raw)[0])
    assert [row.as_json() for row in result.drawn] == again  # type: ignore[attr-defined]
    print(
        f"抽取 {DRAWN}/{ITEMS}，{OFFICERS} 名执法人员（{labels} 个位置）：CPU {drawing:.2f} s，为只算 HMAC（{baseline:.2f} s）的 {drawing / baseline:.2f} 倍"
    )
    print(f"用独立脚本复算：CPU {checking:.2f} s，结果相同")


if __name__ == "__main__":
    main()
