"""What this room announces."""

from gongkai.journal.events import Event

EVENTS = (
    Event("foi.received", "收到申请（{channel}）"),
    Event("foi.registered", "登记申请 {number}，收到日期 {on}"),
    Event("foi.assigned", "交{unit}办理"),
    Event("foi.correction_asked", "发出补正告知，补正期限至{until}"),
    Event("foi.corrected", "收到补正，答复期限重新起算"),
    Event("foi.consulted", "向{whom}征求意见"),
    Event("foi.opinion_received", "收到意见：{opinion}"),
    Event("foi.opinion_lapsed", "征求意见期限届满，未收到意见"),
    Event("foi.reasons_asked", "要求说明理由，期限至{until}"),
    Event("foi.reasons_given", "收到理由"),
    Event("foi.charged", "发出收费通知，{amount}元"),
    Event("foi.paid", "收到费用，答复期限重新起算"),
    Event("foi.extended", "延长答复期限{days}个工作日"),
    Event("foi.delayed", "确定延迟答复的期限{until}"),
    Event("foi.searched", "登记检索"),
    Event("foi.drafted", "拟定决定 {code}"),
    Event("foi.submitted", "送审"),
    Event("foi.passed", "{step}通过"),
    Event("foi.returned", "{step}退回"),
    Event("foi.signed", "签发决定 {code}"),
    Event("foi.delivered", "送达，方式：{way}"),
    Event("foi.withdrawn", "申请人撤回"),
    Event("foi.lapsed", "终止办理：{why}"),
    Event("foi.archived", "归档"),
)
