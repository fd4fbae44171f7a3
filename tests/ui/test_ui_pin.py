"""The staff's door."""

from ui.pin import TRIES, WAIT_S, PinGate


def test_five_wrong_pins_close_the_door_for_half_a_minute():
    now, asked = [0.0], []

    def check(pin):
        asked.append(pin)
        return pin == "4711"

    gate = PinGate(check, lambda: now[0])
    for _ in range(TRIES):
        assert gate.wait_s() == 0
        assert not gate.opens("0")
    assert gate.wait_s() == WAIT_S
    assert not gate.opens("4711")  # not even looked at
    assert asked == ["0"] * TRIES
    now[0] = WAIT_S
    assert gate.wait_s() == 0
    assert gate.opens("4711")


def test_a_right_pin_forgets_the_wrong_ones():
    gate = PinGate(lambda pin: pin == "1", lambda: 0.0)
    for pin in "000010000":
        gate.opens(pin)
    assert gate.wait_s() == 0
