"""What the bureau announces."""

from gongkai.journal.events import Event

EVENTS = (
    Event("bureau.unit_created", "设立机构"),
    Event("bureau.unit_changed", "更新机构信息"),
    Event("bureau.unit_ended", "机构撤并，自 {on} 起由{successors}承接"),
    Event("bureau.official_created", "建立账号", sensitive=True),
    Event("bureau.official_changed", "更新人员信息", sensitive=True),
    Event("bureau.change_proposed", "提出{change}：{what}", sensitive=True),
    Event("bureau.change_confirmed", "确认{change}：{what}", sensitive=True),
    Event("bureau.change_refused", "不同意{change}：{what}", sensitive=True),
    Event("bureau.password_changed", "修改密码", sensitive=True),
    Event("bureau.password_reset", "重置密码", sensitive=True),
    Event("bureau.totp_enrolled", "启用动态口令", sensitive=True),
    Event("bureau.totp_reset", "重置动态口令", sensitive=True),
    Event("bureau.logged_in", "登录", sensitive=True),
    Event("bureau.sign_on_failed", "统一身份认证登录未成功（{why}）", sensitive=True),
    Event("bureau.logged_out", "退出", sensitive=True),
    Event("bureau.sessions_ended", "结束其他设备上的登录", sensitive=True),
    Event("bureau.login_locked", "登录失败次数过多，暂时锁定", sensitive=True),
    Event("bureau.address_locked", "同一地址登录失败次数过多，暂时锁定", sensitive=True),
    Event("bureau.unlocked", "解除锁定", sensitive=True),
    Event("bureau.absence_recorded", "登记离岗交接：{from_day}至{to_day}由{substitute}代理"),
    Event("bureau.absence_ended", "提前返岗"),
    Event("bureau.leader_changed", "更新领导信息"),
    Event("bureau.key_rotation_proposed", "提请轮换{key}", sensitive=True),
    Event("bureau.key_rotated", "轮换{key}，新编号 {number}", sensitive=True),
    Event("bureau.key_rotation_refused", "不同意轮换{key}", sensitive=True),
    Event("bureau.reencryption_started", "开始用第 {number} 号数据密钥重写已加密的内容", sensitive=True),
    Event(
        "bureau.reencryption_finished",
        "已用第 {number} 号数据密钥重写 {rewritten} 项已加密的内容，无法解开 {unreadable} 项",
        sensitive=True,
    ),
    Event("bureau.delivery_retried", "重新投递第 {entry} 条日志，接收方 {subscriber}", sensitive=True),
    Event("bureau.bootstrapped", "建立首批管理员", sensitive=True),
)
