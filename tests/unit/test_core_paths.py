"""Path profiles, hosts of the platforms, and immutable records."""

from __future__ import annotations

import copy
import pickle

import pytest

from timeback_core.config import ServiceConfig
from timeback_core.constants import PLATFORM_ENDPOINTS, SERVICE_NAMES, SERVICE_URLS, get_service_urls
from timeback_core.errors import ConfigurationError
from timeback_core.paths import (
    BEYONDAI_PATHS,
    LEARNWITHAI_PATHS,
    CaliperPaths,
    OneRosterPaths,
    QtiPaths,
    platform_paths,
    with_overrides,
)
from timeback_core.record import MASK


def test_profiles_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        BEYONDAI_PATHS.oneroster.rostering = "/x"  # type: ignore[misc]  # that is the point
    with pytest.raises(AttributeError, match="immutable"):
        del BEYONDAI_PATHS.oneroster.rostering


def test_profiles_are_values() -> None:
    one = OneRosterPaths(rostering="/r", gradebook="/g", resources="/s")
    assert one == OneRosterPaths("/r", "/g", "/s")
    assert hash(one) == hash(OneRosterPaths("/r", "/g", "/s"))
    assert one != QtiPaths("/r")
    assert copy.copy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one
    assert repr(one) == "OneRosterPaths(rostering='/r', gradebook='/g', resources='/s')"


def test_missing_unknown_and_doubled_fields_are_named() -> None:
    with pytest.raises(TypeError, match="needs gradebook, resources"):
        OneRosterPaths("/r")  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError, match="no field 'nope'"):
        QtiPaths(base="", nope=1)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError, match="twice"):
        QtiPaths("", base="")  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError, match="takes 1 values"):
        QtiPaths("", "")  # type: ignore[call-arg]  # that is the point


def test_a_record_with_a_secret_hides_it_and_cannot_be_pickled() -> None:
    config = ServiceConfig(base_url="https://x", client_id="id", client_secret="s3cr3t-marker")
    assert MASK in repr(config)
    assert "s3cr3t-marker" not in repr(config)
    with pytest.raises(TypeError, match="client_secret"):
        pickle.dumps(config)
    assert pickle.loads(pickle.dumps(ServiceConfig(base_url="https://x"))).base_url == "https://x"


def test_the_second_platform_lacks_four_services_and_four_operations() -> None:
    absent = {name for name, profile in LEARNWITHAI_PATHS.to_dict().items() if profile is None}
    assert absent == {"edubridge", "powerpath", "clr", "webhooks"}
    assert LEARNWITHAI_PATHS.caliper == CaliperPaths(send="/caliper/v1p2")


def test_profiles_are_found_by_any_spelling_of_the_platform() -> None:
    assert platform_paths("beyond-ai") is BEYONDAI_PATHS
    with pytest.raises(ConfigurationError, match="Unknown platform"):
        platform_paths("other")


def test_a_whole_profile_can_replace_another() -> None:
    profile = CaliperPaths(send="/s")
    assert with_overrides(BEYONDAI_PATHS, {"caliper": profile}).caliper is profile
    assert with_overrides(LEARNWITHAI_PATHS, {"edubridge": {"base": "/e"}}).edubridge is not None


def test_a_service_that_every_platform_has_cannot_be_switched_off() -> None:
    with pytest.raises(ConfigurationError, match="oneroster"):
        with_overrides(BEYONDAI_PATHS, {"oneroster": None})
    with pytest.raises(TypeError, match="CaliperPaths"):
        with_overrides(BEYONDAI_PATHS, {"caliper": "/x"})


def test_service_urls_have_every_service_and_the_token_url() -> None:
    urls = get_service_urls("staging")
    assert set(urls) == {*SERVICE_NAMES, "auth_url"}
    assert urls["caliper"] == "https://caliper.staging.alpha-1edtech.ai"
    assert urls["masterytrack"].endswith("/dev")
    other = get_service_urls("production", "LEARNWITH_AI")
    assert set(other) == {"oneroster", "caliper", "qti", "case", "masterytrack", "auth_url"}
    assert other["auth_url"] == "https://platform.timeback.com/auth/1.0/token"
    with pytest.raises(ConfigurationError, match="Invalid environment"):
        get_service_urls("sandbox")


def test_what_get_service_urls_returns_is_a_copy() -> None:
    get_service_urls("staging").clear()
    assert PLATFORM_ENDPOINTS["BEYOND_AI"]["staging"]


def test_the_old_table_has_four_urls_per_environment() -> None:
    assert set(SERVICE_URLS["production"]) == {"api", "caliper", "qti", "token"}
