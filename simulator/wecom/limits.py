"""WeCom's numbers, each with where it is published. Seconds unless the name says else.

Sources, as pages of developer.work.weixin.qq.com by title: [TOKEN] 获取access_token,
[PUSH] 回调配置, [APP] 发送应用消息 and 访问频率限制, [ROBOT] 群机器人配置说明,
[MASS] 创建企业群发 and 获取企业群发成员执行结果, [WELCOME] 发送新客户欢迎语,
[KF] 微信客服: 接收消息和事件, 发送消息, 分配客服会话,
[MEDIA] 上传临时素材. (m): what users report, not published.
"""

from typing import Final

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

TOKEN_LIFE: Final = 7_200  # [TOKEN] asked for again, the same comes back while it lives

DELIVERIES: Final = 4  # [PUSH] one and three retries; whatever is not 200 is tried again
ECHO_SECONDS: Final = 1.0  # [PUSH]

APP_A_MINUTE: Final = 30  # [APP] to one member, the excess is dropped in silence
APP_AN_HOUR: Final = 1_000  # [APP]
APP_TEXT_BYTES: Final = 2_048  # [APP] more is cut

ROBOT_A_MINUTE: Final = 20  # [ROBOT] 45009
ROBOT_TEXT_BYTES: Final = 2_048  # [ROBOT]
ROBOT_MARKDOWN_BYTES: Final = 4_096  # [ROBOT]
ROBOT_IMAGE_BYTES: Final = 2 * 1024 * 1024  # [ROBOT] before base64
ROBOT_ARTICLES: Final = 8  # [ROBOT]

MASS_RECEIVERS: Final = 10_000  # [MASS]
MASS_GROUPS: Final = 2_000  # [MASS]
MASS_TEXT_BYTES: Final = 4_000  # [MASS]
MASS_ATTACHMENTS: Final = 9  # [MASS]
MASS_A_MONTH: Final = 4  # [MASS] for each customer; a company may set it otherwise
RESULTS_A_PAGE: Final = 1_000  # [MASS] 获取企业群发成员执行结果: the most; 500 by default
RESULTS_BY_DEFAULT: Final = 500
GROUPS_A_PAGE: Final = 1_000

WELCOME_SECONDS: Final = 20  # [WELCOME]

KF_MESSAGES: Final = 5  # [KF]
KF_WINDOW: Final = 48 * HOUR  # [KF]
KF_KEPT: Final = 3 * DAY  # [KF] sync_msg gives messages of the last three days
KF_TOKEN_LIFE: Final = 10 * MINUTE  # [KF]
KF_A_PAGE: Final = 1_000  # [KF]
KF_TEXT_BYTES: Final = 2_048  # [KF]
KF_MENU_ITEMS: Final = 10  # [KF]
KF_EVENT_CODE_LIFE: Final = 20  # [KF] 发送欢迎语等事件响应消息

MEDIA_LIFE: Final = 3 * DAY  # [MEDIA]
