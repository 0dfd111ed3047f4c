"""Words that tell nothing about a shop, and short ones that tell much."""

_PARTICLES = """
的 了 呢 吗 吧 啊 呀 哦 嗯 哈 么 是 在 有 和 与 或 也 都 就 还 又 再 很 太 最 更 挺 蛮 真 非常
特别 十分 比较 有点 有些 一点 一些 一下 一个 一直 一样 一次 一般 这 那 这个 那个 这些 那些 这次
那次 这里 那里 这样 那样 这么 那么 什么 怎么 为什么 哪里 多少 几个 我 你 您 他 她 它 我们 你们
他们 咱们 大家 自己 别人 人家 本人 因为 所以 但是 但 可是 不过 而且 然后 如果 虽然 就是 只是
还是 或者 以及 并且 于是 其实 当然 已经 正在 刚刚 刚才 之前 之后 以前 以后 后来 现在 今天 昨天
明天 时候 时间 觉得 感觉 认为 希望 可以 可能 应该 需要 能够 能 会 要 想 让 给 把 被 对 对于 关于
从 到 向 为 由 用 跟 比 等 没 没有 不 不是 不能 不会 不要 不用 别 无 非 来 去 说 看 做 弄 搞 拿
买 卖 里 上 下 中 内 外 前 后 左右 方面 地方 东西 事情 问题 情况 总体 整体 目前 暂时 继续 以为
知道 看到 觉着 进行 通过 之类 等等 各种 每次 每个 有时候 很多 许多 不少 几次 完全
"""
_POLITENESS = """
谢谢 感谢 谢谢你们 辛苦 辛苦了 你好 您好 再见 加油 不错 还行 还可以 可以的 挺好 挺好的 很好 好的
好 行 没了 没什么 暂无 暂时没有 都好 都挺好 都很好 支持 祝 祝福 一如既往 客服你好 满意 不满意
喜欢 推荐 打分 评分 分数
"""
_LATIN = """
a an and are as at be been but by for from had has have he i if in is it its just me my no not
of ok okay on or our she so some than that the their them then there they this to too us very
was we were will with would you your thanks thank please good great nice
"""

STOP = frozenset(f"{_PARTICLES}{_POLITENESS}{_LATIN}".split())
"""Function words, and praise or blame that names nothing: the score has said that already."""

SHORT = frozenset("慢贵差脏冷烫漏坏吵乱少硬软咸淡甜酸苦臭快新旧远近破裂湿")
"""Words of one character that name what was good or bad."""

DEGREES = frozenset("太很真好超挺更最")
"""What only says how much."""
