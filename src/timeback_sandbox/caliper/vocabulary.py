"""The words of Caliper 1.2 and of the Timeback profile.

Source: Caliper 1.2, profiles and actions; the API description of `POST /caliper/event`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

__all__ = [
    "ACTIONS",
    "ACTIVITY_METRICS",
    "DATA_VERSION",
    "EVENT_KINDS",
    "IDENTIFIER_TYPES",
    "PLACES",
    "PROFILES",
    "ROLES",
    "SUBJECTS",
    "TIME_METRICS",
    "UNLISTED_SUBJECTS",
    "EventKind",
]

DATA_VERSION = "http://purl.imsglobal.org/ctx/caliper/v1p2"

SUBJECTS = (
    "Reading", "Language", "Vocabulary", "Social Studies", "Writing", "Science", "FastMath", "Math", "None", "Other",
)  # fmt: skip
UNLISTED_SUBJECTS = frozenset({"Other"})
"""Subjects that clients send although no description of the platform lists them."""

ROLES = ("student", "teacher", "admin", "guide")
ACTIVITY_METRICS = ("xpEarned", "totalQuestions", "correctQuestions", "masteredUnits")
TIME_METRICS = ("active", "inactive", "waste", "unknown", "anti-pattern")
IDENTIFIER_TYPES = (
    "AccountUserName", "EmailAddress", "LisSourcedId", "LtiContextId", "LtiDeploymentId", "LtiPlatformId", "LtiToolId",
    "LtiUserId", "OneRosterSourcedId", "Other", "SisSourcedId", "SystemId",
)  # fmt: skip

PROFILES = (
    "AnnotationProfile", "AssessmentProfile", "ToolUseProfile", "GeneralProfile", "FeedbackProfile", "MediaProfile",
    "SurveyProfile", "ResourceManagementProfile", "ForumProfile", "AssignableProfile", "GradingProfile",
    "ReadingProfile", "SessionProfile", "SearchProfile", "ToolLaunchProfile", "TimebackProfile",
)  # fmt: skip


class EventKind(NamedTuple):
    """What is known about the events of one type.

    Attributes:
        type: Their `type`.
        profiles: The profiles in which they are described.
        actions: What they may report.
        needed: Fields that they need beside those of every event; after a colon the only profile where they do.
        places: Types of entities that the standard allows in a place, as `place=Family|Type`.
    """

    type: str
    profiles: tuple[str, ...]
    actions: tuple[str, ...]
    needed: str = ""
    places: str = ""


def _kind(type: str, profiles: str, actions: str, needed: str = "", places: str = "") -> EventKind:
    return EventKind(
        type, tuple(f"{profile}Profile" for profile in profiles.split()), tuple(actions.split()), needed, places
    )


_MEDIA = (
    "Started Ended Paused Resumed Restarted ForwardedTo JumpedTo ChangedResolution ChangedSize ChangedSpeed "
    "ChangedVolume EnabledClosedCaptioning DisabledClosedCaptioning EnteredFullScreen ExitedFullScreen Muted Unmuted "
    "OpenedPopout ClosedPopout"
)
_MANAGEMENT = (
    "Created Copied Modified Deleted Described Downloaded Uploaded Retrieved Printed Published Unpublished Archived "
    "Restored Saved"
)

EVENT_KINDS: MappingProxyType[str, EventKind] = MappingProxyType(
    {
        kind.type: kind
        for kind in (
            _kind("ActivityEvent", "Timeback", "Completed", "generated"),
            _kind("TimeSpentEvent", "Timeback", "SpentTime", "generated"),
            _kind("AnnotationEvent", "Annotation", "Bookmarked Highlighted Shared Tagged", "generated",
                  "actor=Person object=Resource generated=Annotation"),
            _kind("AssessmentEvent", "Assessment", "Started Paused Resumed Restarted Submitted", "generated",
                  "actor=Person object=Assessment generated=Attempt"),
            _kind("AssessmentItemEvent", "Assessment", "Started Skipped Completed", "",
                  "actor=Person object=AssessmentItem generated=Attempt|Response"),
            _kind("AssignableEvent", "Assignable", "Activated Deactivated Started Completed Submitted Reviewed", "",
                  "actor=Person object=Assignable generated=Attempt"),
            _kind("FeedbackEvent", "Feedback", "Commented Ranked", "", "actor=Person generated=Comment|Rating"),
            _kind("ForumEvent", "Forum", "Subscribed Unsubscribed", "", "actor=Person object=Forum"),
            _kind("ThreadEvent", "Forum", "MarkedAsRead MarkedAsUnRead", "", "actor=Person object=Thread"),
            _kind("MessageEvent", "Forum", "MarkedAsRead MarkedAsUnRead Posted", "", "actor=Person object=Message"),
            _kind("GradeEvent", "Grading", "Graded", "generated",
                  "actor=Agent object=Attempt generated=Score|Result"),
            _kind("MediaEvent", "Media", _MEDIA, "", "actor=Person object=Media target=MediaLocation"),
            _kind("NavigationEvent", "Media Assignable Forum Reading Survey", "NavigatedTo", "target:MediaProfile",
                  "actor=Agent object=Resource|SoftwareApplication target=Resource|SoftwareApplication"),
            _kind("ViewEvent", "Media Assignable Forum Grading Reading Survey", "Viewed", "",
                  "actor=Agent object=Resource|Result|Score|Attempt target=Resource"),
            _kind("QuestionnaireEvent", "Survey", "Started Submitted", "", "actor=Person object=Questionnaire"),
            _kind("QuestionnaireItemEvent", "Survey", "Started Skipped Completed", "generated",
                  "actor=Person object=QuestionnaireItem generated=Response"),
            _kind("ResourceManagementEvent", "ResourceManagement", _MANAGEMENT, "",
                  "actor=Person object=Resource generated=Resource"),
            _kind("SearchEvent", "Search", "Searched", "",
                  "actor=Person object=Resource|SoftwareApplication generated=SearchResponse"),
            _kind("SessionEvent", "Session", "LoggedIn LoggedOut TimedOut", "",
                  "actor=Person|SoftwareApplication object=SoftwareApplication|Session target=Resource"),
            _kind("SurveyEvent", "Survey", "OptedIn OptedOut", "", "actor=Person object=Survey"),
            _kind("SurveyInvitationEvent", "Survey", "Sent Accepted Declined", "",
                  "actor=Person object=SurveyInvitation"),
            _kind("ToolLaunchEvent", "ToolLaunch", "Launched Returned", "",
                  "actor=Person object=SoftwareApplication target=Link|LtiLink|Resource"),
            _kind("ToolUseEvent", "ToolUse", "Used", "",
                  "actor=Person object=SoftwareApplication generated=AggregateMeasureCollection"),
        )
    }
)  # fmt: skip
"""The types of events that are described, by type. Events in another profile are read as general ones."""

_OTHER_ACTIONS = (
    "Abandoned Accepted Activated Added Attached Bookmarked Classified Commented Declined Disliked Evaluated Hid "
    "Identified Liked Linked Muted Questioned Ranked Recommended Removed Reset Rewound Selected Showed Subscribed "
    "TimedOut Unmuted Unsubscribed"
)

ACTIONS = frozenset(action for kind in EVENT_KINDS.values() for action in kind.actions) | frozenset(
    _OTHER_ACTIONS.split()
)
"""All actions of the vocabulary, which an event of the type `Event` may report."""

PLACES = MappingProxyType(
    {
        "edApp": "SoftwareApplication",
        "group": "Organization",
        "membership": "Membership",
        "session": "Session",
        "federatedSession": "Session",
        "referrer": "Resource|SoftwareApplication",
    }
)
"""What the standard allows in the places that mean the same in every event."""
