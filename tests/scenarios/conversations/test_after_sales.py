"""Orders, refunds, invoices: forms that confirm by name and move no money."""

from tests.scenarios.conversations.phone import Phone, number_in


def test_a_return_step_by_step_with_a_step_back(phone: Phone) -> None:
    assert "哪一笔订单" in phone.says("我要退货")
    assert "原因" in phone.says("不记得了")
    assert "买大了" in phone.says("买大了")
    assert "原因" in phone.says("上一步")
    said = phone.says("鞋子大了一码，走路掉跟")
    assert "退货" in said
    assert "鞋子大了一码" in said
    assert phone.tickets() == [], "nothing before the confirmation"
    number_in(phone.chooses("确认"))
    assert phone.ticket().kind == "after_sale"


def test_a_member_picks_the_order_from_a_list(phone: Phone) -> None:
    member = phone.joins()
    phone.bought(member, "A202606070011", 12800)
    phone.bought(member, "A202606090022", 5900, days_ago=0)
    said = phone.says("申请退款")
    assert "¥128.00" in said
    assert "¥59.00" in said
    assert "原因" in phone.chooses("¥128.00")
    said = phone.says("颜色和图片不一样")
    assert "¥128.00（尾号 0011）" in said
    phone.says("对")
    assert phone.ticket().order_no == "A202606070011"


def test_a_refund_given_up_at_the_confirmation(phone: Phone) -> None:
    phone.says("我要退款")
    phone.says("跳过")
    phone.says("不想要了")
    assert "先不申请" in phone.says("算了")
    assert phone.tickets() == []


def test_something_unclear_at_the_confirmation_is_no_yes(phone: Phone) -> None:
    phone.says("我要退款")
    phone.says("跳过")
    phone.says("不想要了")
    assert "确认" in phone.says("那个我再想想哈")
    assert phone.tickets() == []


def test_an_invoice_for_a_company(phone: Phone) -> None:
    assert "抬头" in phone.says("开发票")
    assert "税号" in phone.says("上海常客贸易有限公司")
    assert "15 到 20 位" in phone.says("12345")
    assert "订单" in phone.says("91310000MA1K4BCD2X")
    said = phone.says("跳过")
    assert "上海常客贸易有限公司" in said
    assert "91310000MA1K4BCD2X" in said
    number_in(phone.says("确认"))
    assert phone.ticket().category == "invoice"


def test_an_invoice_for_a_person_is_not_asked_for_a_tax_number(phone: Phone) -> None:
    phone.says("开发票")
    said = phone.says("个人")
    assert "税号" not in said
    assert "订单" in said


def test_where_is_my_only_order(phone: Phone) -> None:
    member = phone.joins()
    phone.bought(member, "A202606090022", 5900)
    said = phone.says("我的快递到哪了")
    assert "0022" in said
    assert "¥59.00" in said
    assert "叫店员" in phone.chooses("查快递")


def test_a_strangers_order_number_goes_to_a_person_and_tells_nothing(phone: Phone) -> None:
    other = Phone(phone.store, phone.pipeline._around.understanding, phone.clock, openid="o_wang")
    member = other.joins()
    other.bought(member, "A202606090022", 5900)
    phone.says("我的快递到哪了")
    said = phone.says("A202606090022")
    assert "59" not in said
    assert "店员" in said


def test_asks_for_a_person_in_the_middle_of_the_details(phone: Phone) -> None:
    """The person gets the ticket that is open already; no second one."""
    phone.says("我要投诉")
    phone.says("买的杯子收到就是碎的，包装一层泡沫都没有")
    assert "店员" in phone.says("帮我转人工客服")
    assert phone.ticket().is_working


def test_an_invoice_in_the_middle_of_a_complaint_and_both_are_finished(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "哪一笔订单" in phone.says("买的杯子收到就是碎的，包装一层泡沫都没有")
    assert "抬头" in phone.says("对了帮我开发票")
    phone.says("个人")
    phone.says("跳过")
    said = phone.says("确认")
    assert "开票已登记" in said
    assert "哪一笔订单" in said, "the complaint goes on where it was"
    assert "手机号" in phone.says("JD20260608001")
    assert "都记下了" in phone.says("13812345678")
    assert {ticket.kind for ticket in phone.tickets()} == {"complaint", "enquiry"}


def test_a_return_that_is_not_wanted_any_more(phone: Phone) -> None:
    phone.says("我要退货")
    assert "先不申请" in phone.says("我不退货了")
    assert phone.tickets() == []


def test_the_reason_is_told_before_it_is_asked_for(phone: Phone) -> None:
    phone.says("我要退货")
    assert "记下了" in phone.says("上次送的货是坏的，气死我了")
    said = phone.says("没有单号")
    assert "上次送的货是坏的" in said
    number_in(phone.says("确认"))


def test_no_reason_is_given(phone: Phone) -> None:
    phone.says("我要退货")
    phone.says("跳过")
    assert "未说明" in phone.says("跳过")


def test_an_invoice_that_is_denied_is_no_title(phone: Phone) -> None:
    phone.says("开发票")
    assert "先不开" in phone.says("我不要发票了")
    assert phone.tickets() == []


def test_an_invoice_in_one_line(phone: Phone) -> None:
    said = phone.says("我要开票 抬头深圳市大宇科技有限公司 税号91440300MA5DA1234X")
    assert "哪一笔订单" in said
    said = phone.says("跳过")
    assert "深圳市大宇科技有限公司" in said
    assert "91440300MA5DA1234X" in said


def test_a_question_is_no_title(phone: Phone) -> None:
    phone.says("开发票")
    assert "抬头" in phone.says("今天能开好吗")
