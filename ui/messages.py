"""What we tell people: condition -> text, tone and priority, in every language."""

import re
from dataclasses import dataclass
from enum import Enum

from cart.core.calibration import Place
from cart.core.facts import Kind, Rule
from cart.core.inputs import Reason, Source
from cart.core.view import CalibrationStage

LANGUAGES = ("en", "de")


class Tone(Enum):
    """How a message is coloured."""

    INFO = "info"
    WARN = "warn"
    GOOD = "good"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Message:
    """Of several conditions the one with the highest priority is shown; `icon` is drawn beside it."""

    texts: dict[str, str]
    tone: Tone
    priority: int
    icon: str


# What it means for the shopper, by source; the reason only changes the first half of the sentence.
_EFFECT = {
    Source.SCALE: (
        90,
        Tone.WARN,
        "scale",
        "Please go on; our staff will check at the exit.",
        "Bitte weiter einkaufen; am Ausgang prüft unser Personal.",
    ),
    Source.CAMERA: (
        50,
        Tone.WARN,
        "camera",
        "Please go on; we will ask you for names more often.",
        "Bitte weiter einkaufen; wir fragen öfter nach dem Namen.",
    ),
    Source.STORE: (
        10,
        Tone.INFO,
        "cloud",
        "Just go on; the cart keeps everything.",
        "Einfach weiter einkaufen; der Wagen merkt sich alles.",
    ),
}

_CAUSE = {
    (Source.SCALE, Reason.UNPLUGGED): ("The scale is not connected.", "Die Waage ist nicht angeschlossen."),
    (Source.SCALE, Reason.SILENT): ("The scale does not answer.", "Die Waage antwortet nicht."),
    (Source.SCALE, Reason.GARBAGE): ("The scale cannot be read.", "Die Waage ist nicht lesbar."),
    (Source.SCALE, Reason.WRONG_FIRMWARE): (
        "The scale needs an update.",
        "Die Waage braucht eine Aktualisierung.",
    ),
    (Source.SCALE, Reason.FROZEN): ("The scale has stopped.", "Die Waage steht still."),
    (Source.SCALE, Reason.SLOW): ("The scale is slow.", "Die Waage ist langsam."),
    (Source.SCALE, Reason.UNREACHABLE): ("The scale cannot be reached.", "Die Waage ist nicht erreichbar."),
    (Source.SCALE, Reason.REFUSED): ("The scale was turned down.", "Die Waage wurde abgelehnt."),
    (Source.SCALE, Reason.BROKEN): ("The scale is out of order.", "Die Waage ist defekt."),
    (Source.SCALE, Reason.UNCALIBRATED): ("The scale is not set up yet.", "Die Waage ist noch nicht eingestellt."),
    (Source.SCALE, Reason.CHECK_FAILED): (
        "The scale has to be checked.",
        "Die Waage muss geprüft werden.",
    ),
    (Source.CAMERA, Reason.UNPLUGGED): (
        "The camera is not connected.",
        "Die Kamera ist nicht angeschlossen.",
    ),
    (Source.CAMERA, Reason.SILENT): ("The camera does not answer.", "Die Kamera antwortet nicht."),
    (Source.CAMERA, Reason.GARBAGE): ("The camera cannot be read.", "Die Kamera ist nicht lesbar."),
    (Source.CAMERA, Reason.WRONG_FIRMWARE): (
        "The camera needs an update.",
        "Die Kamera braucht eine Aktualisierung.",
    ),
    (Source.CAMERA, Reason.FROZEN): ("The camera picture stands still.", "Das Kamerabild steht still."),
    (Source.CAMERA, Reason.SLOW): ("The camera is slow.", "Die Kamera ist langsam."),
    (Source.CAMERA, Reason.UNREACHABLE): (
        "The camera cannot be reached.",
        "Die Kamera ist nicht erreichbar.",
    ),
    (Source.CAMERA, Reason.REFUSED): ("The camera was turned down.", "Die Kamera wurde abgelehnt."),
    (Source.CAMERA, Reason.BROKEN): ("The camera is out of order.", "Die Kamera ist defekt."),
    (Source.CAMERA, Reason.UNCALIBRATED): (
        "The camera is not set up yet.",
        "Die Kamera ist noch nicht eingestellt.",
    ),
    (Source.CAMERA, Reason.CHECK_FAILED): (
        "The camera has to be checked.",
        "Die Kamera muss geprüft werden.",
    ),
    (Source.STORE, Reason.UNPLUGGED): ("There is no network.", "Es gibt kein Netz."),
    (Source.STORE, Reason.SILENT): ("The store does not answer.", "Der Markt antwortet nicht."),
    (Source.STORE, Reason.GARBAGE): ("The store cannot be understood.", "Der Markt ist nicht zu verstehen."),
    (Source.STORE, Reason.WRONG_FIRMWARE): (
        "The store speaks another version.",
        "Der Markt spricht eine andere Version.",
    ),
    (Source.STORE, Reason.FROZEN): ("The store has stopped.", "Der Markt steht still."),
    (Source.STORE, Reason.SLOW): ("The network is slow.", "Das Netz ist langsam."),
    (Source.STORE, Reason.UNREACHABLE): ("No connection to the store.", "Keine Verbindung zum Markt."),
    (Source.STORE, Reason.REFUSED): (
        "The store did not accept the cart.",
        "Der Markt hat den Wagen nicht angenommen.",
    ),
    (Source.STORE, Reason.UNCALIBRATED): ("The store is not set up yet.", "Der Markt ist noch nicht eingerichtet."),
    (Source.STORE, Reason.CHECK_FAILED): (
        "The store's system has to be checked.",
        "Das System des Marktes muss geprüft werden.",
    ),
    (Source.STORE, Reason.BROKEN): ("The store's system has a fault.", "Das System des Marktes ist gestört."),
}


def _trouble(condition: tuple[Source, Reason]) -> Message:
    priority, tone, icon, *effect = _EFFECT[condition[0]]
    texts = {lang: f"{cause}\n{then}" for lang, cause, then in zip(LANGUAGES, _CAUSE[condition], effect, strict=True)}
    return Message(texts, tone, priority, icon)


TROUBLE: dict[tuple[Source, Reason], Message] = {condition: _trouble(condition) for condition in _CAUSE}

FULL = Message(
    {
        "en": "The cart's memory is full: nothing more can be added.\n"
        "What is on the list is safe. Please ask our staff for help.",
        "de": "Der Speicher des Wagens ist voll: Es kommt nichts mehr hinzu.\n"
        "Was auf der Liste steht, ist sicher. Bitte unser Personal rufen.",
    },
    Tone.WARN,
    100,
    "info",
)

PRICES_OLD = Message(
    {
        "en": "The prices have not been confirmed for a while.\nJust go on; our staff will check them.",
        "de": "Die Preise wurden länger nicht bestätigt.\nEinfach weiter einkaufen; unser Personal prüft sie.",
    },
    Tone.INFO,
    20,
    "cloud",
)

DAMAGED = Message(
    {
        "en": "Staff: this cart's records need a look.\nThe store's page on carts says which; selling goes on.",
        "de": "Personal: Die Aufzeichnungen dieses Wagens prüfen.\n"
        "Welche, steht auf der Seite der Wagen im Markt; der Verkauf geht weiter.",
    },
    Tone.WARN,
    95,
    "info",
)

RULES: dict[Rule, dict[str, str]] = {
    Rule.WEIGHT: {"en": "weight fits", "de": "Gewicht passt"},
    Rule.WEIGHT_AND_PICTURE: {"en": "seen and weighed", "de": "gesehen und gewogen"},
    Rule.WEIGHT_AND_CODE: {"en": "barcode and weight", "de": "Strichcode und Gewicht"},
    Rule.SHOPPER: {"en": "you told us", "de": "Ihre Angabe"},
    Rule.STAFF: {"en": "checked by staff", "de": "vom Personal geprüft"},
}

QUESTIONS: dict[Kind, dict[str, str]] = {
    Kind.WHICH_ADDED: {"en": "Which one is it?", "de": "Was ist es?"},
    Kind.WHICH_REMOVED: {
        "en": "Which one did you take out?",
        "de": "Was haben Sie herausgenommen?",
    },
    Kind.NAME_ADDED: {"en": "What did you put in?", "de": "Was haben Sie hineingelegt?"},
}

FELT: dict[Kind, dict[str, str]] = {
    Kind.WHICH_ADDED: {"en": "About {weight} went in.", "de": "Etwa {weight} kamen hinzu."},
    Kind.WHICH_REMOVED: {"en": "About {weight} came out.", "de": "Etwa {weight} kamen heraus."},
    Kind.NAME_ADDED: {"en": "About {weight} went in.", "de": "Etwa {weight} kamen hinzu."},
}

PROBLEMS: dict[str, dict[str, str]] = {
    "code unknown": {
        "en": "We do not know that code.\nCheck it, or pick the item from the list.",
        "de": "Diesen Code kennen wir nicht.\nBitte prüfen oder aus der Liste wählen.",
    },
    "not sold by weight here": {
        "en": "This cart cannot price that by weight.\nPlease weigh it at the counter, or ask our staff.",
        "de": "Diesen Artikel kann der Wagen nicht wiegen.\nBitte an der Theke wiegen oder Personal fragen.",
    },
    "expired": {
        "en": "This one is past its date.\nPlease take another, or ask our staff.",
        "de": "Dieses Stück ist abgelaufen.\nBitte ein anderes nehmen oder Personal fragen.",
    },
    "weight differs": {
        "en": "The weight does not fit that item.\nPlease check it, or pick another one.",
        "de": "Das Gewicht passt nicht zu diesem Artikel.\nBitte prüfen oder einen anderen wählen.",
    },
    "": {
        "en": "That did not work.\nPlease try again, or pick the item from the list.",
        "de": "Das ging leider nicht.\nBitte nochmals versuchen oder aus der Liste wählen.",
    },
}
"""Why an answer could not be used; the empty row stands for every reason without one of its own."""

STAGES: dict[CalibrationStage, dict[str, str]] = {
    CalibrationStage.EMPTY_BASKET: {
        "en": "Take everything out of the basket. When the reading is still, tap Zero.",
        "de": "Alles aus dem Korb nehmen. Wenn die Anzeige ruhig ist, auf Null tippen.",
    },
    CalibrationStage.PLACE_WEIGHT: {
        "en": "Choose the known weight, put it in the middle of the basket, then tap Span.",
        "de": "Gewicht wählen, in die Mitte des Korbs stellen, dann auf Messen tippen.",
    },
    CalibrationStage.CORNER: {
        "en": "Move the same weight to this corner: {place}. When the reading is still, tap Measure.",
        "de": "Dasselbe Gewicht in diese Ecke stellen: {place}. Wenn die Anzeige ruhig ist, auf Messen tippen.",
    },
    CalibrationStage.PASSED: {
        "en": "Save to use it from now on. Better before: the corners, and a second weight to verify.",
        "de": "Sichern, um ab jetzt so zu wiegen. Besser vorher: die Ecken und ein zweites Gewicht zur Probe.",
    },
    CalibrationStage.VERIFY: {
        "en": "Put another known weight in the middle, choose it, then tap Verify.",
        "de": "Ein anderes bekanntes Gewicht in die Mitte stellen, wählen, dann auf Prüfen tippen.",
    },
    CalibrationStage.REFUSED: {
        "en": "This calibration cannot be used.",
        "de": "Diese Kalibrierung ist nicht brauchbar.",
    },
    CalibrationStage.SAVED: {
        "en": "Saved. The cart uses this calibration now.",
        "de": "Gesichert. Der Wagen wiegt jetzt mit dieser Kalibrierung.",
    },
    CalibrationStage.CHECKED: {
        "en": "The scale is right. Its calibration stays as it is.",
        "de": "Die Waage stimmt. Ihre Kalibrierung bleibt, wie sie ist.",
    },
    CalibrationStage.FAILED: {
        "en": "The cart does not weigh until it is calibrated again or passes a check.",
        "de": "Der Wagen wiegt nicht, bis er neu kalibriert ist oder eine Prüfung besteht.",
    },
}

PLACES: dict[Place, dict[str, str]] = {
    Place.MIDDLE: {"en": "middle", "de": "Mitte"},
    Place.FRONT_LEFT: {"en": "front left", "de": "vorn links"},
    Place.FRONT_RIGHT: {"en": "front right", "de": "vorn rechts"},
    Place.REAR_LEFT: {"en": "rear left", "de": "hinten links"},
    Place.REAR_RIGHT: {"en": "rear right", "de": "hinten rechts"},
}

_LEVEL = {
    "empty basket": "leerer Korb",
    "loaded basket": "beladener Korb",
    **{place.value: texts["de"] for place, texts in PLACES.items()},
}
_PLACE = "(" + "|".join(place.value for place in Place) + ")"

# The core refuses in English sentences with numbers in them; other languages find theirs by the pattern.
REFUSALS: tuple[tuple[str, dict[str, str]], ...] = (
    (r"(\d+) g is too light .* Use (\d+) g", {"de": "{0} g sind zu leicht. Bitte {1} g oder mehr nehmen."}),
    (r"There are no readings", {"de": "Es kommen keine Messwerte. Ist die Waage angeschlossen?"}),
    (r"'(.*)' is no weight in grams", {"de": "'{0}' ist kein Gewicht in Gramm."}),
    (r"number of cells changed", {"de": "Die Zahl der Zellen hat sich geändert. Bitte neu beginnen."}),
    (
        r"reading did not change",
        {"de": "Die Anzeige blieb gleich. Ist das Gewicht im Korb, sind die Zellen angeschlossen?"},
    ),
    (r"far too much for (\d+) g", {"de": "Die Anzeige stieg viel zu weit für {0} g. Stimmt das Gewicht?"}),
    (r"Cell (\d+) carries nothing", {"de": "Zelle {0} trägt nichts. Angeschlossen? Liegt der Korb auf?"}),
    (r"Cell (\d+) carries nearly all", {"de": "Zelle {0} trägt fast alles. Gewicht in die Mitte stellen."}),
    (
        r"not still: ([\d.]+) g of noise",
        {"de": "Die Waage ist unruhig ({0} g). Wagen ruhig halten und nochmals versuchen."},
    ),
    (r"empty basket is not still", {"de": "Der leere Korb ist unruhig. Wagen ruhig halten und nochmals versuchen."}),
    (r"Another scale is connected", {"de": "Eine andere Waage ist angeschlossen. Bitte mit leerem Korb neu beginnen."}),
    (r"(\d+) g is a weight of the fit", {"de": "{0} g wurden schon gemessen. Bitte ein anderes Gewicht nehmen."}),
    (r"Only (\d+) readings of the ([a-z ]+)\.", {"de": "Nur {0} Messwerte ({1}). Waage angeschlossen?"}),
    (r"Cell (\d+) reads full scale", {"de": "Zelle {0} ist am Anschlag. Bitte Verdrahtung prüfen."}),
    (r"never change by a single count", {"de": "Die Messwerte ändern sich nie. Bitte Verdrahtung prüfen."}),
    (r"first weight goes in the middle", {"de": "Das erste Gewicht kommt in die Mitte. Bitte neu beginnen."}),
    (
        rf"weight {_PLACE}, cell (\d+) carries most, not cell (\d+)",
        {"de": "Gewicht {0}: Zelle {1} trägt am meisten statt Zelle {2}. Ecke richtig? Zellen in der Reihenfolge?"},
    ),
    (rf"too near the middle\. Put it further {_PLACE}", {"de": "Zu nah an der Mitte. Bitte weiter nach {0} stellen."}),
    (
        rf"(\d+) g {_PLACE} read as (-?\d+) g",
        {"de": "{0} g ({1}) werden zu {2} g. Stimmt das Gewicht, hängt der Korb frei?"},
    ),
    (
        r"The same (\d+) g read ([\d.]+) g apart; ([\d.]+) g",
        {"de": "Dieselben {0} g unterscheiden sich um {1} g, erlaubt sind {2} g. Klemmt der Korb?"},
    ),
    (
        rf"(\d+) g {_PLACE} are shown ([-+][\d.]+) g off; ([\d.]+) g",
        {"de": "{0} g ({1}) weichen um {2} g ab, erlaubt sind {3} g. Streift der Korb? Stimmt das Gewicht?"},
    ),
    (
        r"cells differ by (\d+) %",
        {"de": "Die Zellen weichen um {0} % voneinander ab. Sind sie gleich und richtig verdrahtet?"},
    ),
    (
        r"empty basket reads ([-+]\d+) g",
        {"de": "Der leere Korb zeigt {0} g. Ist er leer? Dann bitte neu kalibrieren."},
    ),
    (
        r"(\d+) g are shown ([-+][\d.]+) g off; ([\d.]+) g",
        {"de": "{0} g weichen um {1} g ab, erlaubt sind {2} g. Bitte neu kalibrieren."},
    ),
    (
        r"(-?\d+) g is no weight to check with. Use (\d+) to (\d+) g",
        {"de": "Mit {0} g kann man nicht prüfen. Bitte {1} bis {2} g nehmen."},
    ),
    (r"no scale of class III: (.*)", {"de": "cart.toml nennt keine Waage der Klasse III ({0})"}),
    (
        r"record is of another scale, (\w*)\.",
        {"de": "Der Speicher der Waage gehört zu einer anderen ({0}). Bitte prüfen oder neu kalibrieren."},
    ),
    (
        r"different calibrations of the same moment",
        {"de": "Wagen und Waage haben zwei Kalibrierungen. Bitte prüfen oder neu kalibrieren."},
    ),
    (r"The scale's record ", {"de": "Der Speicher der Waage ist nicht lesbar. Bitte neu kalibrieren."}),
)


def refusal(sentence: str, lang: str) -> str:
    """A calibration's refusal in `lang`; the core's own sentence where there is no translation."""
    for pattern, texts in REFUSALS:
        found = re.search(pattern, sentence)
        if found and lang in texts:
            return texts[lang].format(*(_LEVEL.get(group, group) for group in found.groups()))
    return sentence


WORDS: dict[str, dict[str, str]] = {
    "start": {"en": "Start", "de": "Los geht's"},
    "welcome": {
        "en": "Put your first item in,\nor tap Start.",
        "de": "Legen Sie das Erste hinein\noder tippen Sie auf Los geht's.",
    },
    "welcome_hint": {
        "en": "The cart sees and weighs what you put in.\nYou see every price at once.",
        "de": "Der Wagen sieht und wiegt, was Sie hineinlegen.\nJeder Preis erscheint sofort.",
    },
    "total": {"en": "Total", "de": "Summe"},
    "items_0": {"en": "Nothing in it yet", "de": "Noch nichts im Wagen"},
    "items_1": {"en": "1 item", "de": "1 Artikel"},
    "items": {"en": "{n} items", "de": "{n} Artikel"},
    "list": {"en": "Your basket", "de": "Ihr Einkauf"},
    "empty": {"en": "Put your first item in", "de": "Legen Sie das Erste hinein"},
    "empty_hint": {
        "en": "It appears here with its price.\nChanged your mind? Just take it out again.",
        "de": "Es erscheint hier mit Preis.\nDoch nicht? Einfach wieder herausnehmen.",
    },
    "looking": {"en": "Looking…", "de": "Ich schaue…"},
    "more": {"en": "About {weight} more…", "de": "Etwa {weight} mehr…"},
    "less": {"en": "About {weight} less…", "de": "Etwa {weight} weniger…"},
    "ready": {"en": "Ready for the next item", "de": "Bereit für den nächsten"},
    "pending": {"en": "waiting for weight", "de": "wartet auf Gewicht"},
    "pieces": {"en": "{n} pieces", "de": "{n} Stück"},
    "demo": {"en": "Demo: not legal for trade", "de": "Demo: nicht geeicht"},
    "cancel": {"en": "Cancel trip", "de": "Einkauf abbrechen"},
    "cancel_ask": {"en": "Cancel this trip?", "de": "Einkauf wirklich abbrechen?"},
    "cancel_hint": {
        "en": "The basket is empty; nothing is charged.",
        "de": "Der Korb ist leer; nichts wird berechnet.",
    },
    "cancel_yes": {"en": "Cancel trip", "de": "Abbrechen"},
    "cancel_no": {"en": "Keep shopping", "de": "Weiter einkaufen"},
    "none": {"en": "None of these", "de": "Nichts davon"},
    "mine": {"en": "Not for sale – it's mine", "de": "Gehört mir – keine Ware"},
    "waiting_1": {"en": "One more question after this", "de": "Danach noch eine Frage"},
    "waiting": {"en": "{n} more questions after this", "de": "Danach noch {n} Fragen"},
    "name_hint": {
        "en": "Show its barcode to the camera, type the number, or pick it from the list.",
        "de": "Strichcode vor die Kamera halten, Nummer tippen oder aus der Liste wählen.",
    },
    "type_number": {"en": "Type the number", "de": "Nummer tippen"},
    "type_name": {"en": "Type the name", "de": "Namen tippen"},
    "keys_number": {"en": "Number", "de": "Nummer"},
    "keys_name": {"en": "Name", "de": "Name"},
    "no_match": {"en": "Nothing found by that name", "de": "Unter diesem Namen nichts gefunden"},
    "space": {"en": "Space", "de": "Leertaste"},
    "ok": {"en": "OK", "de": "OK"},
    "spared": {"en": "{amount} saved", "de": "{amount} gespart"},
    "deposit": {"en": "deposit {amount}", "de": "Pfand {amount}"},
    "tax_added": {"en": "{name} {rate}", "de": "{name} {rate}"},
    "with_tax": {"en": "with {amount} tax", "de": "mit {amount} Steuer"},
    "go": {"en": "You can go; nothing to tap.", "de": "Sie können gehen – nichts zu tippen."},
    "go_hint": {
        "en": "Walk on through the exit. Your receipt follows.",
        "de": "Einfach durch den Ausgang gehen. Der Bon folgt.",
    },
    "receipt": {"en": "Thank you!", "de": "Vielen Dank!"},
    "receipt_title": {"en": "Receipt", "de": "Bon"},
    "tax": {"en": "incl. {rate} tax on {gross}", "de": "inkl. {rate} MwSt. auf {gross}"},
    "receipt_number": {"en": "Receipt {number}", "de": "Bon {number}"},
    "receipt_provisional": {"en": "Provisional receipt", "de": "Vorläufiger Bon"},
    "prices_at": {"en": "Prices confirmed {when}", "de": "Preise bestätigt {when}"},
    "prices_never": {"en": "Prices never confirmed by the store", "de": "Preise vom Markt noch nie bestätigt"},
    "stored": {"en": "Stored by the store", "de": "Im Markt gespeichert"},
    "not_stored": {"en": "Will be sent when online", "de": "Wird gesendet, sobald online"},
    "trip": {"en": "Trip {id}", "de": "Einkauf {id}"},
    "done": {"en": "Done", "de": "Fertig"},
    "nothing_bought": {"en": "Nothing was bought.", "de": "Es wurde nichts gekauft."},
    "pin": {"en": "Staff PIN", "de": "Personal-PIN"},
    "pin_wrong": {"en": "That PIN is not right.", "de": "Diese PIN stimmt nicht."},
    "pin_wait": {"en": "Too many tries. Wait {n} s.", "de": "Zu viele Versuche. Noch {n} s warten."},
    "pin_hint": {"en": "For our staff only", "de": "Nur für unser Personal"},
    "back": {"en": "Back", "de": "Zurück"},
    "calibrate": {"en": "Calibrate the scale", "de": "Waage kalibrieren"},
    "scale_id": {"en": "Scale {id}", "de": "Waage {id}"},
    "no_scale": {"en": "No scale connected", "de": "Keine Waage angeschlossen"},
    "reading": {"en": "Reading", "de": "Anzeige"},
    "noise": {"en": "Noise {value}", "de": "Rauschen {value}"},
    "noise_none": {"en": "No noise figure yet", "de": "Noch kein Rauschwert"},
    "silent": {"en": "Silent", "de": "Stumm"},
    "still": {"en": "Still", "de": "Ruhig"},
    "moving": {"en": "Moving", "de": "Unruhig"},
    "known": {"en": "Known weight", "de": "Bekanntes Gewicht"},
    "residual": {"en": "Off by {value}", "de": "Abweichung {value}"},
    "pass": {"en": "PASS", "de": "BESTANDEN"},
    "refused": {"en": "REFUSED", "de": "ABGELEHNT"},
    "saved": {"en": "SAVED", "de": "GESICHERT"},
    "zero": {"en": "Zero", "de": "Null"},
    "span": {"en": "Span", "de": "Messen"},
    "save": {"en": "Save", "de": "Sichern"},
    "again": {"en": "Start again", "de": "Neu beginnen"},
    "leave": {"en": "Leave", "de": "Verlassen"},
    "measure": {"en": "Measure", "de": "Messen"},
    "corners": {"en": "Corners", "de": "Ecken"},
    "verify": {"en": "Verify", "de": "Prüfen"},
    "check": {"en": "Check only", "de": "Nur prüfen"},
    "middle_again": {
        "en": "Move the same weight back to the middle. When the reading is still, tap Measure.",
        "de": "Dasselbe Gewicht wieder in die Mitte stellen. Wenn die Anzeige ruhig ist, auf Messen tippen.",
    },
    "retry": {"en": "ONCE MORE", "de": "NOCH EINMAL"},
    "doubt": {"en": "PLEASE CHECK", "de": "BITTE PRÜFEN"},
    "save_now": {"en": "Save to use it from now on.", "de": "Sichern, um ab jetzt so zu wiegen."},
    "locked": {"en": "LOCKED", "de": "GESPERRT"},
    "front": {"en": "front", "de": "vorn"},
    "corners_trimmed": {"en": "Corners trimmed, {value} left", "de": "Ecken abgeglichen, Rest {value}"},
    "verified": {"en": "Verified with {known}, off by {value}", "de": "Geprüft mit {known}, Abweichung {value}"},
    "span_changed": {
        "en": "By the last calibration this weight is {percent} % off. Is it the right weight?",
        "de": "Nach der letzten Kalibrierung weicht dieses Gewicht {percent} % ab. Ist es das richtige?",
    },
    "calibrated": {"en": "Calibrated {when} by {who}", "de": "Kalibriert {when} von {who}"},
    "not_calibrated": {"en": "Not calibrated yet", "de": "Noch nicht kalibriert"},
    "drift": {"en": "Drift a day: {zero}, {span} ppm", "de": "Drift je Tag: {zero}, {span} ppm"},
    "not_legal": {"en": "Not legal for trade", "de": "Nicht geeicht"},
    "step_zero": {"en": "Empty basket", "de": "Leerer Korb"},
    "step_span": {"en": "Known weight", "de": "Gewicht auflegen"},
    "step_save": {"en": "Check and save", "de": "Prüfen und sichern"},
}
"""Everything else that stands on a screen."""


def say(lang: str, key: str, **values: object) -> str:
    """The words for `key` in `lang`, with `values` filled in."""
    return WORDS[key][lang].format(**values)
