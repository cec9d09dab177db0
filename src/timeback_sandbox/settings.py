"""What can be chosen about a sandbox, in one frozen record."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

__all__ = ["Settings"]

_SECRET = ("client_secret", "second_client_secret", "control_key", "masterytrack_api_keys", "clr_signing_seed")


class Settings(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """How a sandbox behaves; everything has a default that suits a test.

    Args:
        database: SQLAlchemy URL of the data. Default `sqlite://`: in memory, gone with the process.
        seed: What an empty database is filled with: `empty`, `demo`, or `district:N`.
        client_id: Identifier that the token endpoint accepts.
        client_secret: Its secret; None: generated once, and kept beside a file database.
        second_client_id: Identifier for the second, independent token endpoint.
        second_client_secret: Its secret; None: generated.
        control_key: Value of the `X-Sandbox-Key` header for the control API; None: generated.
        control_remote: Whether the control API answers callers from other machines. Default: loopback only.
        token_lifetime: Seconds that a token lives, at least 1. Default 3600.
        no_auth: True: nothing needs a token.
        strict_scopes: True: a token needs the scope that goes with the operation, else 403.
        journal_size: Number of requests that the journal remembers; 0 switches it off.
        journal_body_bytes: How much of each request body the journal keeps.
        max_body_bytes: Larger request bodies are refused with 413. Default 64 MiB, which CASE packages need.
        workers: Number of processes that serve this database; more than 1 makes them share faults,
            clock, journal and counters through a file beside it.
        job_delay: Seconds that accepted events wait, and as long again that they are worked on, before they are
            stored; 0: before the answer leaves; None: until the control API asks for it. Default 0.02.
        caliper_validation: `platform` (default) refuses what the platform refuses, `strict` everything that the
            standard forbids.
        duplicates: What an event id that is there already does: `ignore` (default) keeps the first, `error`
            answers 400, `store` keeps both.
        max_envelope_bytes: Larger Caliper envelopes are refused with 413. Default 5 MiB.
        event_results: Whether activities that ask for it are written to the gradebook. Default True.
        event_facts: Whether events count in EduBridge's analytics. Default True.
        deliver_webhooks: Whether webhooks are delivered. Default True.
        webhook_targets: Where webhooks may lead: `loopback` (default), `any`, host names, addresses and networks.
        webhook_retry: Seconds before each further attempt, by the sandbox's clock. Default 1, 5 and 30.
        webhook_timeout: Seconds that a receiver has for its answer. Default 10.
        webhook_disable_after: Seconds without a success after which a failing webhook is deactivated.
            Default 5 days.
        webhook_payload: What a delivery holds: the `event` (default), an `array` of one event, an `envelope`.
        webhook_keys: Which names webhooks and filters come with: `both` (default), `documented`, `peer`.
        edubridge_errors: `imsx` (default), or `errors` for the other shape that is seen in the field.
        school_year_start: Month and day on which EduBridge's school year begins. Default `08-15`.
        school_days_off: Days without school, which save no time: `YYYY-MM-DD`, or `YYYY-MM-DD/YYYY-MM-DD` for a
            span with both its ends. Default: none.
        qti_page_cap: Most records of one page of QTI's lists; None (default): as many as are asked for.
        qti_schemas: Folder with the schema files of QTI 3, which do not come with this package; None (default):
            documents are checked for their structure alone.
        xsd_on_write: What an invalid QTI document does: `warn` (default) stores it, `enforce` answers 400.
        check_stimulus_refs: Whether the stimuli that a QTI item refers to have to exist. Default True.
        external_scorer: Whether items may have their score computed by an address on this machine. Default False.
        powerpath_seed: What the choice of PowerPath's next question starts from. Default `0`.
        powerpath_events: Whether a finished PowerPath lesson is reported as a Caliper event. Default True.
        test_assignment_lifetime: Seconds after which a test assignment expires; None (default): never.
        masterytrack_api_keys: What MasteryTrack's authorizer accepts. Default: `sandbox-api-key` alone.
        case_post_existing: What a CASE package does that is there already: `reject` (default) answers 400,
            `replace` takes the new one.
        case_strict_associations: Whether CASE associations must be of a type that the standard names. Default False.
        clr_signing_seed: Seed of the key that signs learner records, 64 hexadecimal digits; None (default): made
            once, and kept beside a file database.
        clr_proof_fallback: What happens to a record that JSON-LD cannot canonicalise whole: `jcs` (default) signs
            its JSON instead, `reject` answers 422.
        clr_verification_method: How a proof names its key: `issuer` (default) or `did-key`.
        clr_verify_nested: Whether credentials with a proof that does not verify are refused inside a record.
            Default False.
        clr_strict: Whether a learner record must follow rules of the standard that the platform does not check.
            Default False.
    """

    database: str = "sqlite://"
    seed: str = "demo"
    client_id: str = "sandbox"
    client_secret: str | None = None
    second_client_id: str = "sandbox-second"
    second_client_secret: str | None = None
    control_key: str | None = None
    control_remote: bool = False
    token_lifetime: int = 3600
    no_auth: bool = False
    strict_scopes: bool = False
    journal_size: int = 1000
    journal_body_bytes: int = 65_536
    max_body_bytes: int = 64 * 1024 * 1024
    workers: int = 1
    job_delay: float | None = 0.02
    caliper_validation: Literal["platform", "strict"] = "platform"
    duplicates: Literal["ignore", "error", "store"] = "ignore"
    max_envelope_bytes: int = 5 * 1024 * 1024
    event_results: bool = True
    event_facts: bool = True
    deliver_webhooks: bool = True
    webhook_targets: tuple[str, ...] = ("loopback",)
    webhook_retry: tuple[float, ...] = (1.0, 5.0, 30.0)
    webhook_timeout: float = 10.0
    webhook_disable_after: float = 432_000.0
    webhook_payload: Literal["event", "array", "envelope"] = "event"
    webhook_keys: Literal["both", "documented", "peer"] = "both"
    edubridge_errors: Literal["imsx", "errors"] = "imsx"
    school_year_start: str = "08-15"
    school_days_off: tuple[str, ...] = ()
    qti_page_cap: int | None = None
    qti_schemas: str | None = None
    xsd_on_write: Literal["warn", "enforce"] = "warn"
    check_stimulus_refs: bool = True
    external_scorer: bool = False
    powerpath_seed: str = "0"
    powerpath_events: bool = True
    test_assignment_lifetime: float | None = None
    masterytrack_api_keys: tuple[str, ...] = ("sandbox-api-key",)
    case_post_existing: Literal["reject", "replace"] = "reject"
    case_strict_associations: bool = False
    clr_signing_seed: str | None = None
    clr_proof_fallback: Literal["jcs", "reject"] = "jcs"
    clr_verification_method: Literal["issuer", "did-key"] = "issuer"
    clr_verify_nested: bool = False
    clr_strict: bool = False

    def __post_init__(self) -> None:
        if self.token_lifetime < 1:
            raise ValueError(f"token_lifetime is at least 1 second, got {self.token_lifetime}")
        if self.workers < 1:
            raise ValueError(f"workers is at least 1, got {self.workers}")
        if self.journal_size < 0:
            raise ValueError(f"journal_size is 0 or more, got {self.journal_size}")
        if not self.client_id or not self.second_client_id:
            raise ValueError("client_id and second_client_id must not be empty")
        if self.job_delay is not None and not 0 <= self.job_delay < 3600:
            raise ValueError(f"job_delay is 0 to 3600 seconds, or None, got {self.job_delay}")
        if not 0 < self.webhook_timeout <= 300:
            raise ValueError(f"webhook_timeout is more than 0 and at most 300 seconds, got {self.webhook_timeout}")
        if any(not 0 <= wait <= 604_800 for wait in self.webhook_retry):
            raise ValueError(f"webhook_retry holds waits of 0 seconds to 7 days, got {self.webhook_retry}")
        if not _DAY_OF_YEAR.fullmatch(self.school_year_start):
            raise ValueError(f"school_year_start is MM-DD, such as 08-15, got {self.school_year_start!r}")
        if self.qti_page_cap is not None and self.qti_page_cap < 1:
            raise ValueError(f"qti_page_cap is at least 1, or None, got {self.qti_page_cap}")
        if self.test_assignment_lifetime is not None and not self.test_assignment_lifetime > 0:
            raise ValueError(f"test_assignment_lifetime is more than 0 seconds, got {self.test_assignment_lifetime}")
        if self.school_days_off:
            from timeback_sandbox.edubridge.calendar import days_of

            try:
                days_of(self.school_days_off)
            except ValueError as error:
                raise ValueError(f"school_days_off holds days or spans of days: {error}") from error
        if self.clr_signing_seed is not None and not _SEED.fullmatch(self.clr_signing_seed):
            raise ValueError("clr_signing_seed is 64 hexadecimal digits")
        _check_words(self)
        if self.webhook_targets != ("loopback",):
            from timeback_sandbox.webhooks.reach import Rules

            Rules(self.webhook_targets)  # says which word it does not know

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={'***' if name in _SECRET else repr(value)}"
            for name, value in msgspec.structs.asdict(self).items()
            if value is not None
        )
        return f"Settings({shown})"


_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])", re.ASCII)
_SEED = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_WORDS = {
    "caliper_validation": ("platform", "strict"),
    "duplicates": ("ignore", "error", "store"),
    "webhook_payload": ("event", "array", "envelope"),
    "webhook_keys": ("both", "documented", "peer"),
    "edubridge_errors": ("imsx", "errors"),
    "xsd_on_write": ("warn", "enforce"),
    "case_post_existing": ("reject", "replace"),
    "clr_proof_fallback": ("jcs", "reject"),
    "clr_verification_method": ("issuer", "did-key"),
}


def _check_words(settings: Settings) -> None:
    """Refuses a word that a setting does not know."""
    for name, words in _WORDS.items():
        value = getattr(settings, name)
        if value not in words:
            raise ValueError(f"{name} is one of {', '.join(words)}, got {value!r}")
