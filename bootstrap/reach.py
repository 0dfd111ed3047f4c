"""What the settings say of the accounts, told to those who plan; and who submits mass sends."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bootstrap.parts import Parts
from bootstrap.pictures import showing_to_many, uploads
from channels.sms.sender import ACCOUNT as SMS
from channels.wechat.client import WeChatApi
from channels.wechat.mass import WeChatMass
from config import Settings
from messaging.gates import Gate
from messaging.reach import accounts
from messaging.reach.mass_deliverer import MassDeliverer, MassSender
from messaging.reach.periods import CHINA
from store.clock import Clock


def note_accounts(built: Parts, now: datetime) -> None:
    """Let planners know which accounts there are, of what kind, and their templates."""
    told = _told(built.settings)
    with built.store.reading() as session:
        known = accounts.read(session).known
    if any(known.get(account.account) != account for account in told):
        with built.store.session() as session:
            for account in told:
                accounts.note(
                    session,
                    account.account,
                    kind=account.kind,
                    templates=account.templates,
                    now=now,
                )


def templates(settings: Settings) -> Mapping[str, str]:
    """The official account's templates of both kinds by our names."""
    account = settings.wechat
    return {} if account is None else {**account.templates, **account.notices}


def mass_deliverer(
    built: Parts, apis: Mapping[str, WeChatApi], time: Clock, name: str, gates: Sequence[Gate]
) -> MassDeliverer:
    """Submits the mass sends of the configured accounts."""
    senders: dict[str, MassSender] = {name: WeChatMass(api) for name, api in apis.items()}
    showing = showing_to_many(senders, uploads(apis), built.store, time)
    return MassDeliverer(built.store, showing, time, CHINA, name=name, gates=gates)


def _told(settings: Settings) -> list[accounts.Account]:
    provider = settings.extras.get("SMS_PROVIDER", "").strip() or accounts.LOG_ONLY
    told = [accounts.Account(SMS, provider)]
    if settings.wechat is not None:
        name = f"wechat:{settings.wechat.app_id}"
        told.append(accounts.Account(name, settings.wechat.kind, dict(templates(settings))))
    return told
