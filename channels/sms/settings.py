"""Which provider sends, as the SMS_ variables say."""

from collections.abc import Mapping

from channels.connection import WrongSettingError
from channels.sms.port import ConsoleSms, Sms
from channels.sms.tencent import URL, TencentAccount, TencentSms
from store.clock import Clock

PROVIDERS = ("console", "tencent")
NEEDED = (
    "SMS_TENCENT_SECRET_ID",
    "SMS_TENCENT_SECRET_KEY",
    "SMS_TENCENT_APP_ID",
    "SMS_TENCENT_SIGN_NAME",
    "SMS_TENCENT_BINDING_TEMPLATE",
)


def provider(values: Mapping[str, str], clock: Clock) -> Sms:
    """Return the provider named by SMS_PROVIDER: console (the default) or tencent."""
    name = values.get("SMS_PROVIDER", "").strip() or "console"
    if name not in PROVIDERS:
        raise WrongSettingError(f"SMS_PROVIDER must be one of {', '.join(PROVIDERS)}.")
    return ConsoleSms() if name == "console" else TencentSms(_tencent(values), clock)


def _tencent(values: Mapping[str, str]) -> TencentAccount:
    for name in NEEDED:
        if not values.get(name, "").strip():
            raise WrongSettingError(f"{name} is missing: SMS_PROVIDER=tencent needs it.")
    url = values.get("SMS_TENCENT_URL", "").strip() or URL
    if not url.startswith(("https://", "http://")):
        raise WrongSettingError("SMS_TENCENT_URL must be an address that starts with https://.")
    secret_id, secret_key, app_id, sign_name, template = (values[name].strip() for name in NEEDED)
    return TencentAccount(
        secret_id=secret_id,
        secret_key=secret_key,
        app_id=app_id,
        sign_name=sign_name,
        templates={"binding_code": template, **_templates(values)},
        region=values.get("SMS_TENCENT_REGION", "").strip() or "ap-guangzhou",
        url=url,
    )


def _templates(values: Mapping[str, str]) -> dict[str, str]:
    """Our names of further templates with the provider's ids: `birthday=123,winback=456`."""
    pairs = [pair.partition("=") for pair in values.get("SMS_TENCENT_TEMPLATES", "").split(",")]
    found = {name.strip(): number.strip() for name, _, number in pairs if name.strip()}
    if not all(number.isdecimal() for number in found.values()):
        raise WrongSettingError(
            "SMS_TENCENT_TEMPLATES must be name=TEMPLATE_ID pairs, divided by commas."
        )
    return found
