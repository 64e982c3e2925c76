"""How many cases the property-based tests try: a fixed hundred, or with ``make fuzz`` many more."""

from hypothesis import HealthCheck, settings

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.large_base_example]

settings.register_profile(
    "fixed", derandomize=True, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile(
    "fuzz", max_examples=3000, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile("fixed")
