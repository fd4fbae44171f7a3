"""What a cart says of its devices, a sentence each, in English, with what is filled in.

Terminals, logs and tapes hold the sentence as it stands. A screen asks `read` which one it is, and says it in its own
language: each has a row in ui.words, section "device", under its name in small letters.
"""

import re
from enum import Enum
from functools import cache
from string import Formatter


class Sentence(Enum):
    """Why something was refused, what was found, what to do."""

    # the scale's calibration
    TOO_LIGHT = "{known} g is too light to calibrate with. Use {least} g or more."
    TOO_LIGHT_TO_OPEN = "{known} g is too light to open the lock. Use {least} g or more."
    NO_READINGS = "There are no readings. Is the scale connected?"
    NO_WEIGHT = "'{known}' is no weight in grams."
    CELLS_CHANGED = "The number of cells changed in between. Start again."
    NO_CHANGE = "The reading did not change. Is the weight in the basket, and are the cells connected?"
    TOO_MUCH = "The reading changed far too much for {known} g. Is that the right weight?"
    CELL_NOTHING = "Cell {cell} carries nothing. Is it connected, and does the basket rest on it?"
    CELL_ALL = "Cell {cell} carries nearly all. Put the weight in the middle and try again."
    NOT_STILL = "The scale is not still: {noise} g of noise. Hold the cart still and try again."
    EMPTY_NOT_STILL = "The empty basket is not still. Hold the cart still and try again."
    OTHER_SCALE = "Another scale is connected. Begin again with the empty basket."
    OF_THE_FIT = "{known} g is a weight of the fit and would only agree with itself. Use another weight."
    FEW_READINGS = "Only {n} readings of the {basket}. Is the scale connected?"
    FULL_SCALE = "Cell {cell} reads full scale with the {basket}. Check its wiring."
    NO_NOISE = "The readings of the {basket} never change by a single count. Check the wiring."
    FIRST_MIDDLE = "The first weight goes in the middle of the basket. Start again."
    WRONG_CORNER = (
        "With the weight {place}, cell {most} carries most, not cell {wanted}. "
        "Is it the right corner, and are the cells wired in order?"
    )
    NEAR_MIDDLE = "The weight is too near the middle. Put it further {place} and try again."
    MISREAD = "{known} g {place} read as {shown} g. Is that the right weight, and does the basket hang free?"
    APART = "The same {known} g read {apart} g apart; {limit} g are allowed. Does the basket stick or touch the frame?"
    OFF_PLACE = (
        "{known} g {place} are shown {error} g off; {limit} g are allowed. "
        "Does the basket touch the frame, or is a weight wrong?"
    )
    CELLS_DIFFER = "The cells differ by {percent} %. Are they of one kind, and is each wired right?"
    EMPTY_READS = "The empty basket reads {grams} g. Is it empty? If so, calibrate the scale again."
    OFF = "{known} g are shown {error} g off; {limit} g are allowed. Calibrate the scale again."
    CHECK_WEIGHT = "{known} g is no weight to check with. Use {least} to {most} g."
    NO_CLASS = "cart.toml names no scale of class III: {why}."
    EMPTY_FIRST = "The empty basket comes first. Start again."
    NOT_FINISHED = "The procedure was not finished. Nothing is saved."
    SCALE_ID = "The scale's id '{id}' is not 16 hexadecimal digits. Update its firmware."
    RECORD_TOO_SMALL = "The calibration does not fit the scale's own memory. Calibrate the scale again."
    RECORD_OTHER = "The scale's record is of another scale, {id}. Check it or calibrate again."
    RECORD_TWO = "Cart and scale hold different calibrations of the same moment. Check it or calibrate again."
    RECORD_BAD = "The scale's record {fault}. Calibrate the scale again."
    # the camera's calibration
    BOARD_NONE = (
        "No board is seen in {picture}: lay the printed board flat into the empty basket, print up, in good light, "
        "and see that the lens is clean and focused."
    )
    BOARD_PART = (
        "Only {n} corners of the board are seen in {picture}, {least} are needed: "
        "lay all of it into view, sharp, with nothing upon it and no glare."
    )
    BOARD_BLURRED = "The board is blurred in {picture}: hold cart and board still, clean the lens, and focus it."
    BOARD_OFF = (
        "The corners are {rms} mm off ({worst} mm at worst), {most_rms} mm ({most_worst} mm) are allowed: "
        "glue the board to something flat, see that it lies on the floor and the lens is clean, and try again."
    )
    BOARD_SMALL = (
        "The board covered {covered} cm2 of the floor, {least} are needed: "
        "lay it towards one end of the basket, then towards the other, and take a picture each time."
    )
    BOARD_RULER = (
        "The printed ruler measures {ruler} mm instead of {right}: print the board at 100 %, not fitted to the page."
    )
    BOARD_SIZES = (
        "The pictures differ in size ({one} is {size}, {other} is {other_size} pixels): "
        "take all of them with one camera in one mode."
    )
    NOTHING_TO_KEEP = "There is nothing to keep: begin again."
    # products that are taught
    NO_PICTURE = "No picture comes from the camera: look at its cable."
    NOT_RECOGNISED = "Pictures are not recognised on this cart: look at Health."
    EMPTY_VIEW_FIRST = "The empty basket comes first: begin again."
    NOTHING_NEW = "Nothing new is seen in the basket: put the product in, alone, in good light."
    SEVERAL = "More than one thing is seen: leave the product alone in the basket."
    NO_VIEWS = "There are no views of it: begin again."
    NOT_KEPT = "It cannot be kept ({why}): free some space, and save again."
    NOT_UNDONE = "It cannot be undone ({why}): try again."
    # logs to a stick
    STICK_NONE = "No USB stick is found: put one in, wait a moment, and try again."
    STICK_FULL = "The USB stick is full: {needed} MB are needed, {free} MB are free. Use another one."
    STICK_LOCKED = "The USB stick is read-only: take off its write protection, or use another one."
    STICK_READ_ONLY = "The USB stick is read-only: use another one."
    STICK_BROKEN = "The USB stick cannot be written ({why}): use another one."
    # another cart's basket
    NO_BASKET = "This is no basket: show the code that the other cart displays."
    BASKET_UNREADABLE = "The code cannot be read ({why}): show it again, flat and whole."
    BASKET_PRICES = "This cart does not know its prices: take this basket to the till."
    STORE_AWAY = "The store cannot be reached: take this basket to the till."
    BASKET_UNSIGNED = "The code is not signed by cart {cart}: take the goods to the till."
    BASKET_SOLD = "This basket was sold or given up already."
    BASKET_TAKEN = "Cart {cart} has this basket already."
    BASKET_TO_TILL = "This basket was handed over to the till: scan its code there."
    BASKET_GONE_ON = "This basket went on in another trip already."
    # health
    LOOK_AT_CABLE = "Look at its cable, then tap Look again."
    NOTHING_HEARD = "nothing heard yet"
    EXAMINE_LATER = "Wait a moment, then examine again."
    NONE_OF_THIS = "none of this scale"
    CALIBRATE = "Calibrate the scale."
    CHECK_FAILED = "a check failed"
    CHECK_AGAIN = "Check it, or calibrate again."
    CALIBRATED_BY = "by {who}, residual {residual} g"
    NONE = "none"
    NAME_ONE = "Name one in cart.toml."
    WITHOUT_PICTURE = "no picture"
    LOOK_AT_LENS = "Look at its cable and its lens."
    PICTURES = "{camera}, {rate} pictures a second"
    CALIBRATED = "calibrated"
    NOT_CALIBRATED = "not calibrated"
    CALIBRATE_CAMERA = "Calibrate the camera with the printed board."
    CONTACTS = "contacts"
    CARDS = "cards"
    FLOOR_CAMERA = "floor camera"
    BEACONS = "beacons"
    WALK_LANE = "To test it, open Exit lane on the overview and walk out."
    SENT_LATER = "Sales are kept and sent later. Look at the network."
    REACHABLE = "reachable"
    LOOK_AT_DISK = "Look at the card or the disk."
    FREE = "{free} of {whole} GB free"
    FREE_NOW = "Free some space now: soon no trip can begin."
    FREE_SOME = "Free some space."
    FILES = "{n} files, {size} MB"
    FILE_MISSING = "a file is missing"
    INSTALL_AGAIN = "Install the program again."
    MODEL = "{model}, gallery {gallery}"
    NOT_RECOGNISING = "Pictures are not recognised: {why}"
    TAUGHT_HERE = "{n} products taught here, {confirmed} views confirmed by shoppers"
    TAUGHT_LOST = "{n} taught products are not known any more: {names}"
    TAUGHT_UNREAD = "What was taught before cannot be read: {file}"
    TEACH_AGAIN = "Teach them again."
    TEACH_MISSING = "Teach again what the cart does not know."
    SCREEN_SMALL = "{size} pixels: not every word fits"
    SCREEN_LEAST = "Use a screen of {least} pixels or more."
    # safe mode
    NOT_STARTED_WHY = "The cart did not start {n} times in a row. The last time: {why}"
    NOT_STARTED = "The cart did not start {n} times in a row."
    # the screen
    FONT_MISSING = "no font for {languages}"

    def of(self, **values: object) -> str:
        """The sentence with `values` filled in; raises KeyError when one is missing."""
        return str(self.value).format(**values)

    @property
    def fields(self) -> tuple[str, ...]:
        """What is filled in, in the order of the English sentence."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.value) if name)

    @property
    def row(self) -> str:
        return f"device.{self.name.lower()}"


def read(text: str) -> tuple[Sentence, dict[str, str]] | None:
    """Which sentence it is, and what was filled in; None for what is none of them."""
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return sentence, found.groupdict()
    return None


@cache
def _patterns() -> tuple[tuple[Sentence, re.Pattern[str]], ...]:
    return tuple((each, re.compile(_pattern(each.value), re.DOTALL)) for each in Sentence)


def _pattern(template: str) -> str:
    parts = Formatter().parse(template)
    return "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)
