"""Pull the messages of 微信客服 that no web process has pulled yet."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker


def run(worker: Worker, _now: datetime) -> Counts:
    """Nothing is pulled where no company is connected."""
    puller = worker.tools.get("wecom")
    return {} if puller is None else puller.run()


JOB = Job(
    "wecom_messages", timedelta(seconds=2), run, "pull customers' WeCom messages", catch_up="skip"
)
