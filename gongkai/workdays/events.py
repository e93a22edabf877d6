"""What the clock announces, each with its Chinese sentence."""

from gongkai.journal.events import Event, register

EVENTS = (
    Event("workdays.started", "期限起算：{duty}，{words}"),
    Event("workdays.confirmed", "确认收到日期为{on}，期限至{due}"),
    Event("workdays.restarted", "自{on}起重新计算，期限至{due}"),
    Event("workdays.excluded", "自{on}起扣除时间，不计入期限"),
    Event("workdays.resumed", "扣除时间至{on}结束，期限至{due}"),
    Event("workdays.extended", "延长{added}，由{approver}批准，期限至{due}"),
    Event("workdays.met", "已于{on}办结"),
    Event("workdays.closed", "期限终止"),
    Event("workdays.assigned", "交由{official}承办"),
    Event("workdays.handed_over", "期限转由{unit}负责"),
    Event("workdays.recomputed", "放假安排变动，届满日由{before}变为{after}"),
    Event("workdays.settled", "放假通知已登记，届满日{after}按通知核定"),
    Event("workdays.notice_registered", "登记放假通知{doc_no}，重新计算期限"),
)

register(*EVENTS)
