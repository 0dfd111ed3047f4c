"""What staff call things, in the console and in their own chats."""

KINDS = {
    "complaint": "投诉",
    "after_sale": "售后",
    "enquiry": "咨询",
    "suggestion": "建议",
    "survey": "差评回访",
}
DEADLINES = {"first": "首次响应", "next": "再次响应", "resolve": "解决"}
MEDIA_LINES = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "shortvideo": "[小视频]",
    "location": "[位置]",
    "link": "[链接]",
    "file": "[文件]",
    "miniprogrampage": "[小程序]",
}
