from structlog.testing import capture_logs


def test_the_end_of_a_call_to_us_is_one_line_of_the_log(line):
    form = {"CallSid": "CA" + "1" * 32, "CallStatus": "completed", "CallDuration": "10"}
    with capture_logs() as logs:
        assert line.post("/status/line", form).status_code == 204
    [entry] = [entry for entry in logs if entry["event"] == "call_to_us_over"]
    assert (entry["sid"], entry["seconds"]) == ("CA" + "1" * 32, "10")


def test_a_knock_without_a_call_leaves_no_line(line):
    with capture_logs() as logs:
        assert line.post("/status/line", {}).status_code == 204
    assert logs == []
