"""Records of a topic, as tests write them."""

import itertools
import json

from doctor.reconcile.fold import TopicRecord
from doctor.reconcile.table import Column, Table

ORDERS = Table(
    name="orders",
    columns=[Column(name="id", type_name="int4"), Column(name="note", type_name="text", toastable=True)],
    key_columns=["id"],
)
LINES = Table(name="lines", columns=ORDERS.columns, key_columns=["id"])

offsets = itertools.count()


def record(key, note=None, operation="insert", *, table="orders", partition=0, timestamp_ms=0, **changed):
    headers = {"operation": operation} | ({} if table is None else {"table": table})
    value = json.dumps({"id": int(key) if key and key.isdigit() else None, "note": note})
    return TopicRecord(
        **{
            "partition": partition,
            "offset": next(offsets),
            "timestamp_ms": timestamp_ms,
            "key": key,
            "value": value,
            "headers": headers,
            **changed,
        }
    )
