"""Figures for Prometheus: requests are counted as they come, all else is read when it is asked for.

Several web processes of one `opendti serve` add their counts up in a folder that it makes
(`PROMETHEUS_MULTIPROC_DIR`), so that it does not matter which of them is asked.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

logger = logging.getLogger(__name__)

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The bounds of the histogram: a page should come within 0.3 s."""

disable_created_metrics()  # type: ignore[no-untyped-call]
REQUESTS = Counter(
    "opendti_requests",
    "Requests that were answered.",
    ["view", "method", "status"],
    registry=None,
)
DURATIONS = Histogram(
    "opendti_request_duration_seconds",
    "Seconds until the answer began.",
    ["view", "method"],
    buckets=SECONDS,
    registry=None,
)

Values = Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is read when it is asked for; `read` maps the values of the labels to it."""

    name: str
    text: str
    read: Callable[[], Values]
    labels: tuple[str, ...] = ()


_GAUGES: dict[str, Gauge] = {}


def register_gauge(gauge: Gauge) -> None:
    """Add a figure; called once by the app that owns it. Its labels have few values."""
    _GAUGES[gauge.name] = gauge


def known_gauges() -> list[Gauge]:
    """Return the figures in the order of their registration."""
    return list(_GAUGES.values())


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    REQUESTS.labels(view, method, str(status)).inc()
    DURATIONS.labels(view, method).observe(seconds)


class GaugeCollector(Collector):
    """Reads every registered figure; one that cannot be read is left out, and counted."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        failed = 0
        for gauge in known_gauges():
            try:
                values = gauge.read()
            except Exception as error:  # noqa: BLE001 -- what cannot be read must not hide the others
                logger.warning(
                    "%s cannot be read: %s", gauge.name, type(error).__name__
                )
                failed += 1
                continue
            family = GaugeMetricFamily(gauge.name, gauge.text, labels=gauge.labels)
            for labels, value in values.items():
                family.add_metric(list(labels), value)
            yield family
        text = "Figures that could not be read this time."
        yield GaugeMetricFamily("opendti_unreadable_figures", text, value=failed)


def exposition() -> bytes:
    """Return all figures in the text format of Prometheus."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
        registry.register(DURATIONS)
    registry.register(GaugeCollector())
    return generate_latest(registry)
