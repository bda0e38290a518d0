from shuren.kernel.remembering import remembered, remembering

asked: list[int] = []


@remembered
def double(number: int) -> int:
    asked.append(number)
    return 2 * number


def test_a_question_is_asked_once_inside_the_block_and_each_time_outside() -> None:
    asked.clear()
    with remembering():
        assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert asked == [1, 2]
    with remembering():
        double(1)
    assert asked == [1, 2, 1]
    double(1)
    assert asked == [1, 2, 1, 1]
