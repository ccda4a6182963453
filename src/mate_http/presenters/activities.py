"""The catalogue of activities on the wire."""

from __future__ import annotations

from datetime import timedelta

from mate_core.partners import activities as model
from mate_core.partners.weekly_hours import DAY_MINUTES
from mate_http.schemas.activities import Activities, Activity, Names, Venue


def activities(edition: model.ActivityEdition) -> Activities:
    return Activities(
        version=edition.version,
        since=edition.since,
        activities=[_activity(each) for each in edition.activities.values()],
        venues=[_venue(each) for each in edition.venues.values()],
    )


def _activity(each: model.Activity) -> Activity:
    return Activity(
        service_type=each.service_type,
        name=Names(vi=each.names.vi, en=each.names.en),
        venue_classes=list(each.venue_classes),
        trip_from_hours=model.TRIP // timedelta(hours=1) if each.takes_days else None,
    )


def _venue(each: model.Venue) -> Venue:
    hours = each.hours.spoken
    return Venue(
        venue_class=each.venue_class,
        name=Names(vi=each.names.vi, en=each.names.en),
        opens_at=hours["opens"],
        closes_at=hours["closes"],
        closes_next_day=each.hours.closes >= DAY_MINUTES,
    )
