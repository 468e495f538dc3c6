"""Section `alarms`."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from domain import arns
from domain.alarm_thresholds import SLOT_LAG_GIB, SLOT_LAG_MINUTES, whole_memory_gib
from settings.database import DatabaseSettings
from settings.fields import AboveZero, Count, Minutes, Text, matching
from settings.section import Section

TopicArn = Annotated[
    Text,
    matching(re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}"), "a standard SNS topic"),
]


class AlarmSettings(Section):
    """When the database account raises an alarm, and whom it tells."""

    topic_arn: TopicArn | None = Field(
        default=None, description="the ARN of an SNS topic to tell; default: a topic is made, without a subscriber"
    )
    slot_lag_gib: AboveZero = Field(default=SLOT_LAG_GIB, description="the most WAL a slot may be behind, in GiB")
    slot_disk_gib: AboveZero = Field(default=10, description="the most disk that slot files may take, in GiB")
    transaction_logs_gib: AboveZero = Field(default=20, description="the most disk that logs may take, in GiB")
    freeable_memory_gib: AboveZero = Field(
        default=0.25, description="the least memory left at the maximum capacity, in GiB"
    )
    capacity_percent: AboveZero = Field(
        default=90, le=100, description="the most of maxAcu that may be in use, in percent; 100 is never exceeded"
    )
    login_failures: Count = Field(
        default=1, ge=1, description="how many failed IAM logins of one cause within 5 minutes are too many, 1 or more"
    )
    lasting_minutes: Minutes = Field(
        default=SLOT_LAG_MINUTES,
        description="how many minutes a size, the memory or the capacity must be wrong, in steps of 5",
    )
    silent_minutes: Minutes = Field(default=30, description="how many minutes every IAM login may fail, in steps of 5")

    def against(self, database: DatabaseSettings) -> Iterator[str]:
        """What would be no alarm for this database: always on, or told nowhere; each problem as a whole line."""
        if self.topic_arn and (region := arns.parse(self.topic_arn).region) != database.region:
            yield (
                f"alarms.topicArn: got a topic in {region}, want one in {database.region} (an alarm tells only topics "
                "of its own region)"
            )
        if self.freeable_memory_gib >= (whole := whole_memory_gib(database.max_acu)):
            yield (
                f"alarms.freeableMemoryGib: got {self.freeable_memory_gib:g}, want less than {whole:g}, the memory of "
                f"database.maxAcu {database.max_acu:g}"
            )
        if self.capacity_percent < (least := 100 * database.min_acu / database.max_acu):
            yield (
                f"alarms.capacityPercent: got {self.capacity_percent:g}, want {least:g} or more (database.minAcu is "
                "always in use); set 100 for no such alarm"
            )
