"""How the console says no."""

from console.wording.names import STATES
from console.wording.sendings import SEND_REASONS
from tickets import errors

HTTP_ERRORS = {
    400: ("请再试一次", "提交的内容不完整，没有保存。请返回检查后再试。"),
    401: ("请重新登录", "登录已过期，请重新登录。"),
    403: ("没有权限", "您的账号不能做这件事。需要的话，请联系主管或管理员。"),
    404: ("没有找到", "这个页面不存在，或者内容已被合并、删除。"),
    405: ("没有找到", "这个地址不能这样打开。"),
    413: ("文件太大", "图片和文件最多 2 MB，这次没有提交。写好的文字有草稿，返回就在。"),
    500: ("出了点问题", "服务出了问题，您的操作可能没有完成。请稍后再试；草稿不会丢。"),
}
_MOVES = {
    "claim": "受理",
    "assign": "分配",
    "return": "退回",
    "reply": "回复",
    "pend": "转为等顾客回复",
    "snooze": "稍后处理",
    "resolve": "结束",
    "reopen": "重新打开",
    "merge": "合并",
}
_MISSING = {
    "text": "还没有写内容。",
    "picture_kind": "这不是能发的图片，请选 PNG、JPG 或 GIF。",
    "picture_large": "图片太大，最多 2 MB、每边 8192 像素。",
    "picture_empty": "这个图片文件是空的。",
    "length": "内容太长：微信一条文字最多约 600 个字，请分成两条。",
    "variable": "还有没填的变量（{{ }} 里的），请换成要说的话。",
    "unknown_variable": "{{ }} 里只能写页面上列出的变量，别的填不上，顾客会看到括号。",
    "cause": "请选择原因。",
    "outcome": "请选择处理结果。",
    "until": "请选一个将来的时间。",
    "which_time": "填了定时发送的时间：请点「到这个时间再发」，或清空时间再发送。",
    "points": "请填 1 到 100,000 之间的积分。",
    "reason": "请写明理由。",
    "member": "顾客还没有绑定会员，暂时不能补偿积分。",
    "hours": "营业时间没看懂，请写成 09:00-12:00, 13:30-18:00，时段不要重叠。",
    "week": "至少要有一天上班。",
    "exceptions": "特殊日期没看懂，请写成 2026-12-31 09:00-15:00，一行一天。",
    "timezone": "没有这个时区，例如 Asia/Shanghai。",
    "minutes": "时限至少 1 分钟。",
    "own_account": "不能停用自己，或改自己的角色。",
    "password": "密码至少 8 位。",
    "code": "验证码不对。",
    "title": "请写标题。",
    "colleague": "这个账号已停用，请交给别的同事。",
    "team": "没有这个团队，或它已停用，请选别的团队。",
    "approver": "自己申请的补偿，要由别的主管审批。",
    "alone": "请写明为什么由您自己批准，会记进审计。",
    "number": "请填另一张工单的号码，例如 1024。",
    "task": "顾客的问题不能并入营销任务，请反过来并入。",
    "tickets": "事件里还没有进行中的工单。",
    "coupon": "这种券现在发不出去（停用、发完，或这位会员已领满），请换一种。",
    "notices": "请选择什么时候提醒。",
    "name": "账号只能用字母、数字、点、横线或下划线。",
}

_NOT_LINKED = {
    "itself": "工单不能和自己关联，请填另一张的工单号。",
    "linked": "已经和 #{number} 关联过了。",
    "continued": "和 #{number} 本来就是接续的，不用再关联。",
    "merged": "并入别处的工单不能关联，请关联留下的那一张。",
}


def refusal(error: errors.DeskError) -> tuple[int, str]:
    """The status and the sentence for something the desk refused."""
    if isinstance(error, errors.NotFound):
        return 404, "没有找到，可能已被合并或删除。"
    if isinstance(error, errors.IllegalMove):
        return 409, _immovable(error)
    if isinstance(error, errors.NotLinked):
        return 409, _NOT_LINKED[error.reason].format(number=error.number)
    if isinstance(error, errors.Missing):
        return 400, _MISSING.get(error.field, "还有必填的内容没有填。")
    if isinstance(error, errors.WindowClosed):
        return 409, _unsendable(error)
    if isinstance(error, errors.Throttled):
        return 429, f"尝试次数太多，请 {-(-error.seconds // 60)} 分钟后再试。"
    if isinstance(error, errors.OverLimit):
        return 409, f"超出限额：最多 {error.limit}，这次要 {error.asked}。"
    if isinstance(error, errors.Taken):
        return 409, f"「{error.name}」已经被使用。"
    return 409, "没有做成，请刷新后再试。"


def _immovable(error: errors.IllegalMove) -> str:
    if error.event == "claim":
        return "这张工单已经有人受理了。"
    if error.event == "hand_back":
        return "现在就是机器人在接待这位顾客，不用交还。"
    if error.machine == "compensation":
        return "这笔补偿已经有人审批过了。"
    state = STATES.get(error.state, error.state)
    return f"这张工单现在是「{state}」，不能{_MOVES.get(error.event, '这样做')}。"


_LATER = {
    "window_later": "到那时 48 小时回复期已过，微信不让发。请选早一点的时间，或等顾客来信后发出。",
    "count_later": "到那时能发的条数不够（排好的也算在内）。可以等顾客来信后发出。",
}


def _unsendable(error: errors.WindowClosed) -> str:
    if error.reason in _LATER:
        return _LATER[error.reason]
    why = SEND_REASONS[error.reason]
    if error.reason == "no_chat":
        return f"{why}，结果记在内部备注里。"
    return f"{why}。可以写内部备注，或等顾客来信后发出。"
