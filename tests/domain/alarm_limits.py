from domain.alarm_thresholds import Thresholds

LIMITS = Thresholds(
    slot_lag_gib=10,
    slot_disk_gib=1.5,
    transaction_logs_gib=20,
    freeable_memory_gib=0.25,
    capacity_percent=90,
    login_failures=3,
    lasting_minutes=20,
    silent_minutes=30,
)
