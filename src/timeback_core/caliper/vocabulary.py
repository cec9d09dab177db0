"""The words of Caliper 1.2 and of its Timeback profile.

The metrics, subjects and roles of the Timeback profile are closed sets. The other words are what Caliper
knows: an event may carry any other, and the platform judges.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "ActivityMetricType",
    "CaliperAction",
    "CaliperEventType",
    "CaliperProfile",
    "TimeSpentMetricType",
    "TimebackSubject",
    "TimebackUserRole",
]

TimebackSubject = Literal[
    "Math",
    "Reading",
    "Language",
    "Vocabulary",
    "Social Studies",
    "Writing",
    "Science",
    "FastMath",
    "None",
    "Other",
]
"""What an activity teaches."""

TimebackUserRole = Literal["student", "teacher", "admin", "guide"]
"""What a user is in an application."""

ActivityMetricType = Literal["xpEarned", "totalQuestions", "correctQuestions", "masteredUnits"]
"""What is counted of an activity. 1 XP stands for one minute of focused work."""

TimeSpentMetricType = Literal["active", "inactive", "waste", "unknown", "anti-pattern"]
"""What time was spent on; always in seconds."""

CaliperProfile = Literal[
    "AnnotationProfile",
    "AssessmentProfile",
    "AssignableProfile",
    "FeedbackProfile",
    "ForumProfile",
    "GeneralProfile",
    "GradingProfile",
    "MediaProfile",
    "ReadingProfile",
    "ResourceManagementProfile",
    "SearchProfile",
    "SessionProfile",
    "SurveyProfile",
    "TimebackProfile",
    "ToolLaunchProfile",
    "ToolUseProfile",
]
"""The profiles of Caliper 1.2, and Timeback's own."""

CaliperEventType = Literal[
    "ActivityEvent",
    "AnnotationEvent",
    "AssessmentEvent",
    "AssessmentItemEvent",
    "AssignableEvent",
    "Event",
    "FeedbackEvent",
    "ForumEvent",
    "GradeEvent",
    "MediaEvent",
    "MessageEvent",
    "NavigationEvent",
    "QuestionnaireEvent",
    "QuestionnaireItemEvent",
    "ResourceManagementEvent",
    "SearchEvent",
    "SessionEvent",
    "SurveyEvent",
    "SurveyInvitationEvent",
    "ThreadEvent",
    "TimeSpentEvent",
    "ToolLaunchEvent",
    "ToolUseEvent",
    "ViewEvent",
]
"""The types of event that the platform has a schema for."""

CaliperAction = Literal[
    "Accepted",
    "Activated",
    "Archived",
    "Bookmarked",
    "ChangedResolution",
    "ChangedSize",
    "ChangedSpeed",
    "ChangedVolume",
    "ClosedPopout",
    "Commented",
    "Completed",
    "Copied",
    "Created",
    "Deactivated",
    "Declined",
    "Deleted",
    "Described",
    "DisabledClosedCaptioning",
    "Downloaded",
    "EnabledClosedCaptioning",
    "Ended",
    "EnteredFullScreen",
    "ExitedFullScreen",
    "ForwardedTo",
    "Graded",
    "Highlighted",
    "JumpedTo",
    "Launched",
    "LoggedIn",
    "LoggedOut",
    "MarkedAsRead",
    "MarkedAsUnRead",
    "Modified",
    "Muted",
    "NavigatedTo",
    "OpenedPopout",
    "OptedIn",
    "OptedOut",
    "Paused",
    "Posted",
    "Printed",
    "Published",
    "Ranked",
    "Restarted",
    "Restored",
    "Resumed",
    "Retrieved",
    "Returned",
    "Reviewed",
    "Saved",
    "Searched",
    "Sent",
    "Shared",
    "Skipped",
    "SpentTime",
    "Started",
    "Submitted",
    "Subscribed",
    "Tagged",
    "TimedOut",
    "Unmuted",
    "Unpublished",
    "Unsubscribed",
    "Uploaded",
    "Used",
    "Viewed",
]
"""The actions of the typed events."""
