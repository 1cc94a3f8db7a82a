"""Every door but the console's, which has rules of its own (tests/house_rules/test_console.py)."""

# These need no signature: they tell nothing and change nothing.
OPEN = {"front", "health.healthz", "health.readyz", "health.numbers"}
# The carrier signs no request for a sound: its address is signed by us (tests/webhooks/test_tapes.py).
SIGNED = {"tapes.play"}


def test_every_route_is_behind_the_guard_or_known_to_be_open(line):
    guarded = {
        name for name, view in line.app.view_functions.items() if hasattr(view, "is_guarded")
    }
    ours = {name for name in line.app.view_functions if not name.startswith("console.")}
    assert ours - guarded == OPEN | SIGNED


def test_every_door_that_takes_something_is_behind_the_guard(line):
    taking = {
        rule.endpoint
        for rule in line.app.url_map.iter_rules()
        if "POST" in rule.methods and not rule.endpoint.startswith("console.")
    }
    assert taking and not taking & OPEN
