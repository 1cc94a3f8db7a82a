from service.commands.progress import Progress


def test_where_nobody_watches_it_tells_ten_times(capsys):
    with Progress("backup") as progress:
        progress.expect(100_000)
        for _ in range(100):
            progress.step(1_000)
    told = capsys.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert len(lines) == 10 and lines[-1] == "backup: 100000 of 100000 rows"


def test_what_is_over_at_once_is_not_told(capsys):
    with Progress("backup") as progress:
        progress.expect(500)
        progress.step(500)
    assert capsys.readouterr().err == ""
