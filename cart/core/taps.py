"""What fingers can do at the screen, each by its name: all that the first screen has to know of the core."""

from enum import Enum


class Tap(Enum):
    """What a shopper can do on the screen."""

    START = "start"
    QUESTIONS = "questions"  # in the exit lane: the open question is shown, and no longer the sum
    ANSWER = "answer"  # arg: a sku of the open question
    NOT_FOR_SALE = "not for sale"  # "this is my own": a bag, a coat
    NONE_OF_THESE = "none of these"
    TYPED = "typed"  # arg: digits of a barcode or a PLU
    SEARCHED = "searched"  # arg: a sku picked from the list of names
    CANCEL_TRIP = "cancel trip"
    DONE = "done"  # leaves the receipt
    UNDO = "undo"  # takes the last answer back
    WHY = "why"  # arg: the number of a line whose evidence is shown; empty: it is closed
    SIGN_IN = "sign in"  # arg: the code that the phone shows
    OWN_THINGS = "own things"  # what goes in next is the shopper's own
    OWN_DONE = "own done"
    LANGUAGE = "language"  # arg: two letters
    LEFT_HANDED = "left-handed"  # arg, here and in the next three: on or off
    LARGER_TEXT = "larger text"
    QUIET = "quiet"
    SPOKEN = "spoken"
    BUDGET = "budget"  # arg: minor units; empty or 0: none
    LIST_ADD = "list add"  # arg: a sku, or what it is called
    LIST_REMOVE = "list remove"  # arg: the entry's number
    LIST_CLEAR = "list clear"
    HELP = "help"
    HELP_CANCEL = "help cancel"


class StaffTap(Enum):
    """What staff can do once the door (`cart.staff_door`) let them in; what each role may is in `cart.core.roles`."""

    ENTER = "enter"
    LEAVE = "leave"
    ZERO = "zero"
    SPAN = "span"  # arg: the known weight in grams
    CORNER = "corner"  # go to the corners, or measure the one that is asked for
    VERIFY = "verify"  # go to the verification; arg: the known weight in grams that stands in the middle
    CHECK = "check"  # of the calibration in use; arg: the known weight in grams
    SAVE = "save"  # of the scale, the camera or the product, whichever page is open
    HOME = "home"  # back to the first page
    LOOK_AT = "look at"  # arg: a line, whose evidence is shown; empty: none
    CORRECT = "correct"  # arg: line:quantity:sku, what the line really is
    VOID = "void"  # arg: a line
    NAME = "name"  # arg: question:quantity:sku, the answer to an open question; quantity 0: as many as it weighs
    DROP = "drop"  # arg: an open question, in the shopper's favour
    CHARGE = "charge"  # arg: step:quantity:sku, what a thing that was said to be the shopper's own really is
    FINISH = "finish"
    CANCEL = "cancel"
    HAND_OVER = "hand over"  # arg: "till" or "cart"
    HANDED = "handed"  # the code was read: it is put away
    TAKE_OVER = "take over"  # the other cart's code is shown to the camera next
    ACCEPT = "accept"  # the goods lie in this basket now
    FOUND = "found"  # arg: a line of the spot check
    NOT_FOUND = "not found"  # arg: a line of the spot check
    EXTRA = "extra"  # arg: what lies there and is not on the bill; empty: nobody knows
    CHECKED = "checked"
    CAMERA = "camera"
    SHOOT = "shoot"  # the board, or a view of the product
    ENROL = "enrol"  # arg: a SKU, GTIN or PLU of the catalogue
    FORGET = "forget"  # arg: a SKU
    HEALTH = "health"
    LANE = "lane"  # try the exit lane out
    LOGS = "logs"
    RESTART = "restart"
    AGE_APPROVE = "age approve"  # in a trip, here and below; arg: who
    AGE_REFUSE = "age refuse"  # arg: who
    CALL_DONE = "call done"  # arg: the number of a call; empty: all of them
