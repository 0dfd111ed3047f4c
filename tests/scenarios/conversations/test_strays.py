"""Another wish, a correction or a complaint in the middle of a form, and what comes after it."""

import pytest

from membership import gifts
from store.transactions import Store
from surveys import invitations
from tests.handlers.test_survey_typed import ask
from tests.scenarios.conversations.phone import Phone

COMPANY = "杭州小树科技有限公司"
TAX = "91330106MA2K4XX12B"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def shelf(store: Store, phone: Phone) -> None:
    with store.session() as session:
        for key, name, points in (("bag", "常客帆布袋", 480), ("cake", "四寸生日蛋糕", 1280)):
            gift = {"key": key, "name": name, "points": points, "stock": 9}
            gifts.save(session, gift, now=phone.clock.now())


def test_how_far_the_refund_is_begins_no_second_one(phone: Phone) -> None:
    for line in ("我要退款", "跳过", "不想要了", "确认"):
        phone.says(line)
    for asked in ("钱什么时候退", "怎么还没退", "三天了还没退钱你们是不是骗子", "多久到账"):
        said = phone.says(asked)
        assert "退款：不想要了" in said
        assert "找店员" in said
        assert "哪一笔" not in said
    assert len(phone.tickets()) == 1


def test_a_title_is_changed_while_the_order_is_asked_for(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("个人")
    assert "税号" in phone.says(f"不对 写公司 {COMPANY}")
    phone.says(TAX)
    said = phone.says("跳过")
    assert f"抬头「{COMPANY}」" in said
    assert TAX in said


@pytest.mark.parametrize("said", ["积分没给我记上", "128块", "昨天的"])
def test_another_matter_is_nobodys_title(phone: Phone, said: str) -> None:
    phone.says("开发票")
    assert "开哪一笔" not in phone.says(said)


def test_a_tax_number_is_no_order_number(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("个人")
    assert f"订单 {TAX}" not in phone.says(TAX)


def test_a_gift_is_known_by_a_piece_of_its_name(phone: Phone, shelf: None) -> None:
    phone.joins(holding=2000)
    assert "「四寸生日蛋糕」，确认吗" in phone.says("换生日蛋糕")
    assert "留着" in phone.says("不换了")
    assert "「常客帆布袋」，确认吗" in phone.says("我要换两个帆布袋")
    assert "换好啦" in phone.says("確認")


def test_signing_in_while_a_gift_is_chosen(phone: Phone, shelf: None) -> None:
    phone.joins(holding=100)
    phone.says("兑换")
    said = phone.says("签到")
    assert "签到成功" in said
    assert "想换哪一件" in said


def test_more_of_a_story_in_few_words_belongs_to_it(phone: Phone) -> None:
    phone.says("蛋糕是馊的，里面还有头发")
    assert "记下了" in phone.says("昨天下午买的")
    phone.says("跳过")
    phone.says("跳过")
    assert "已经补充到" in phone.says("当时就觉得有味道")
    assert len(phone.tickets()) == 1


def test_a_complaint_given_up_is_named_before_it_is_withdrawn(phone: Phone) -> None:
    for line in ("投诉店员乱收费", "跳过"):
        phone.says(line)
    assert "要撤回" in phone.says("算了不投诉了")


def test_who_helped_themselves_may_leave_the_line(phone: Phone) -> None:
    phone.says("转人工")
    assert "要撤回" in phone.says("不用了我自己弄好了")


def test_an_order_number_alone_is_asked_about_and_not_asked_for_again(phone: Phone) -> None:
    assert "退款退货" in phone.says("2026060112345")
    assert "方便说下原因" in phone.chooses("退款退货")


@pytest.mark.parametrize("said", ["1", "２", "哈哈发错了", "不好意思"])
def test_a_stray_tap_calls_nobody(phone: Phone, said: str) -> None:
    phone.says(said)
    phone.says(said)
    assert phone.tickets() == []


def test_no_more_surveys_means_not_this_one_either(phone: Phone) -> None:
    ask(phone)
    phone.says("7")
    said = phone.says("别再发问卷了")
    assert "不再给您发问卷" in said
    assert "请教" not in said
    with phone.store.reading() as session:
        assert invitations.latest_of_contact(session, 1)[0].state == "finished"


def test_a_suggestion_is_kept_under_a_number(phone: Phone) -> None:
    assert "您说" in phone.says("给你们提个建议")
    assert "谢谢您的建议" in phone.says("希望多放几个插座")
    assert phone.ticket().kind == "suggestion"


@pytest.mark.parametrize(
    "said", ["希望你们给我退款", "我建议你们赶紧处理", "要是再不处理就不好了"]
)
def test_a_demand_is_no_suggestion(phone: Phone, said: str) -> None:
    assert "谢谢您的建议" not in phone.says(said)


def test_a_new_phone_has_a_next_step(phone: Phone) -> None:
    phone.joins()
    assert "绑定手机号" in phone.says("我换手机号了")


def test_what_is_told_besides_is_kept_and_the_question_dropped_in_the_end(phone: Phone) -> None:
    phone.says("你们外卖少送了一杯咖啡")
    assert "哪一笔" in phone.says("昨天晚上点的")
    assert "哪一笔" in phone.says("两个人都没喝上")
    assert "哪一笔" not in phone.says("盒子也压扁了")


def test_a_wrong_title_is_put_right_on_the_invoice_that_waits(phone: Phone) -> None:
    for line in ("开发票", "个人", "跳过", "确认"):
        phone.says(line)
    said = phone.says("发票抬头写错了")
    assert "正确的抬头" in said
    assert "已经补充到" in phone.says(f"应该是{COMPANY}")
    assert len(phone.tickets()) == 1


def test_a_price_alone_names_the_gift(phone: Phone, shelf: None) -> None:
    phone.joins(holding=2000)
    phone.says("兑换")
    assert "「常客帆布袋」，确认吗" in phone.says("480")


def test_whether_we_deliver_is_no_question_about_an_order(phone: Phone) -> None:
    assert "哪一笔" not in phone.says("能送货吗")


def test_a_booking_is_left_to_a_person(phone: Phone) -> None:
    assert "店员" in phone.says("我想订个蛋糕后天要")


def test_a_yes_to_nothing(phone: Phone) -> None:
    assert "随时" in phone.says("对")
