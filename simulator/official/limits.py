"""The platform's numbers, each with where it is published. Seconds unless the name says else.

Sources, as pages of developers.weixin.qq.com unless another is named:
[TOKEN] doc/service/api/base/api_getaccesstoken, [STABLE] …/api_getstableaccesstoken,
[KF] doc/service/guide/product/message/Service_Center_messages and the announcement of 2023-06-12
(mp.weixin.qq.com announce 116853659399Heuo), [PUSH] doc/…/Receiving_standard_messages,
[TMPL] doc/…/Template_Message_Interface and the announcement of 2023-05-04, [MASS]
doc/…/Batch_Sends_and_Originality_Checks, [MENU] doc/…/Creating_Custom-Defined_Menu, [TAGS]
doc/…/User_Tag_Management, [QR] doc/…/Generating_a_Parametric_QR_Code, [MEDIA]
doc/…/New_temporary_materials, [SUB] doc/…/Subscription_Messages, [CALLS] the table of call
limits in the account's own console (mp.weixin.qq.com, 接口权限); they differ between
accounts, these are the usual ones. (m): what users report, not published.
"""

from typing import Final, Literal

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

Act = Literal["message", "menu", "follow", "scan"]

# [KF]: what each act of a customer allows: messages, and for how long. A choice in a msgmenu
# counts as a menu click. Counts of one kind do not add up: a new act of the kind renews them.
ALLOWANCES: Final[dict[Act, tuple[int, int]]] = {
    "message": (5, 48 * HOUR),
    "menu": (3, MINUTE),
    "follow": (3, MINUTE),
    "scan": (3, MINUTE),
}

TEXT_BYTES: Final = 2_048  # [KF]
TYPING_SHOWN: Final = 15  # [KF] custom/typing
TYPING_EXCHANGE: Final = 30  # [KF] 45080

TOKEN_LIFE: Final = 7_200  # [TOKEN] [STABLE]
TOKEN_OVERLAP: Final = 300  # [TOKEN] the old one lives on; [STABLE] renewed this early
STABLE_FORCED_A_DAY: Final = 20  # [STABLE]
STABLE_FORCED_APART: Final = 30  # [STABLE]

TEMPLATES: Final = 25  # [TMPL]
TEMPLATE_FIELD: Final = 20  # [TMPL] characters; colour, emoji and newlines are dropped

MASS_A_MONTH_SERVICE: Final = 4  # [MASS] for each follower
MASS_A_DAY_SUBSCRIPTION: Final = 1  # [MASS] for the account
MASS_PREVIEWS_A_DAY: Final = 100  # [MASS]
MASS_OPENIDS: Final = (2, 10_000)  # [MASS]
CLIENT_MSG_ID: Final = 64  # [MASS]

MENU_BUTTONS: Final = 3  # [MENU]
MENU_SUB_BUTTONS: Final = 5  # [MENU]
MENU_NAME_BYTES: Final = 60  # [MENU]
MENU_KEY_BYTES: Final = 128  # [MENU]
MENU_URL_BYTES: Final = 1_024  # [MENU]

TAGS: Final = 100  # [TAGS]
TAG_NAME_BYTES: Final = 30  # [TAGS]
TAGS_OF_A_CUSTOMER: Final = 20  # [TAGS]
TAGGED_AT_ONCE: Final = 50  # [TAGS]
REMARK_CHARACTERS: Final = 30  # [TAGS] 用户备注名
FOLLOWERS_A_PAGE: Final = 10_000  # user/get
USERS_A_BATCH: Final = 100  # user/info/batchget

QR_SECONDS: Final = 30 * DAY  # [QR] the longest life of a temporary code
QR_DEFAULT_SECONDS: Final = 30  # [QR] when expire_seconds is left out it is short-lived
QR_PERMANENT: Final = 100_000  # [QR]
QR_SCENE_CHARACTERS: Final = 64  # [QR]

DRAFTS: Final = 10_000  # (m)
ARTICLE_TITLE: Final = 64  # [DRAFT] doc/…/Draft_Box/Add_draft: characters
ARTICLE_DIGEST: Final = 120  # [DRAFT]
ARTICLE_CHARACTERS: Final = 20_000  # [DRAFT]

MEDIA_LIFE: Final = 3 * DAY  # [MEDIA]
MEDIA_BYTES: Final[dict[str, int]] = {  # [MEDIA]
    "image": 10 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "thumb": 64 * 1024,
}

DELIVERIES: Final = 3  # [PUSH]
UNAVAILABLE: Final = "该公众号暂时无法提供服务，请稍后再试"

# [CALLS] calls a day; what is not listed has none here.
CALLS_A_DAY: Final[dict[str, int]] = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/message/mass/sendall": 100,
    "/cgi-bin/message/mass/send": 100,
    "/cgi-bin/message/mass/preview": MASS_PREVIEWS_A_DAY,
    "/cgi-bin/menu/create": 1_000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/updateremark": 10_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/tags/create": 1_000,
}
# [STABLE] publishes its minute; the others are not published and are unbounded by default.
CALLS_A_MINUTE: Final[dict[str, int]] = {"/cgi-bin/stable_token": 10_000}
CLEARED_A_MONTH: Final = 10  # clear_quota
