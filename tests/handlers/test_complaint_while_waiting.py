"""Who waits for a person and complains has one ticket, so one colleague comes."""

from tests.chat import Chat
from tests.handlers.settled import tickets
from tickets import service, teams
from tickets.values import TicketView


def _ticket(chat: Chat) -> TicketView:
    with chat.session() as session:
        return service.get(session, 1)


def test_their_enquiry_becomes_the_complaint(chat: Chat) -> None:
    chat.says("人工")
    assert _ticket(chat).subject == "人工"
    said = chat.says("昨天买的蛋糕里有头发，太恶心了")

    assert "已经补充到 #1001" in said
    assert tickets(chat) == [(1001, "complaint", "new", 0)]
    found = _ticket(chat)
    assert found.subject == "昨天买的蛋糕里有头发，太恶心了"
    assert found.priority == 2
    assert found.priority_reasons == ("complaint", "strong_words")


def test_it_goes_to_the_team_that_takes_complaints(chat: Chat) -> None:
    with chat.store.session() as session:
        for name, kinds in (("all", []), ("complaints", ["complaint"])):
            teams.save(session, None, name, vip=False, calendar_id=None, kinds=kinds, members=[])
    chat.says("人工")
    assert _ticket(chat).team_id == 1
    chat.says("昨天买的蛋糕里有头发，我要投诉")

    assert _ticket(chat).team_id == 2
    assert "您就是下一位" in chat.says("人呢")


def test_another_matter_has_a_number_of_its_own(chat: Chat) -> None:
    chat.says("人工")
    assert "#1002" in chat.says("新的投诉：店员骂人")
    assert [number for number, *_ in tickets(chat)] == [1002, 1001]
