"""What letters announce. Facts hold numbers and digests, never whom a letter is for or what it says."""

from gongkai.journal.events import Event

EVENTS = (
    Event("letters.series_saved", "设置文号序列“{name}”：{pattern}"),
    Event("letters.template_opened", "开始修改文书模板"),
    Event("letters.template_saved", "修改文书模板"),
    Event("letters.template_proposed", "提请启用文书模板"),
    Event("letters.template_activated", "启用文书模板"),
    Event("letters.template_returned", "退回文书模板"),
    Event("letters.template_dropped", "放弃对文书模板的修改"),
    Event("letters.drafted", "拟写{title}"),
    Event("letters.revised", "修改文书草稿，第 {serial} 版"),
    Event("letters.issued", "签发{title}，文号 {number}"),
    Event("letters.sent", "送出文书（{channel}）"),
    Event("letters.received", "文书已于 {on} 收到"),
    Event("letters.voided", "作废文书"),
    Event("letters.erased", "清除文书的收件人和内容"),
    Event("letters.revealed", "查看文书全文"),
    Event("letters.file_taken", "下载文书文件（{form}）"),
)
