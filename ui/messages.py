"""What we tell people: condition -> text, tone and priority, in every language."""

import re
from dataclasses import dataclass
from enum import Enum

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
    CalibrationStage.PASSED: {
        "en": "The scale weighs true. Save to use it from now on.",
        "de": "Die Waage wiegt richtig. Sichern, damit sie ab jetzt so wiegt.",
    },
    CalibrationStage.REFUSED: {
        "en": "This calibration cannot be used.",
        "de": "Diese Kalibrierung ist nicht brauchbar.",
    },
    CalibrationStage.SAVED: {
        "en": "Saved. The cart uses this calibration now.",
        "de": "Gesichert. Der Wagen wiegt jetzt mit dieser Kalibrierung.",
    },
}

_LEVEL = {"empty basket": "leerer Korb", "loaded basket": "beladener Korb"}

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
    (r"Only (\d+) readings of the ([a-z ]+)\.", {"de": "Nur {0} Messwerte ({1}). Waage angeschlossen?"}),
    (r"Cell (\d+) reads full scale", {"de": "Zelle {0} ist am Anschlag. Bitte Verdrahtung prüfen."}),
    (r"never change by a single count", {"de": "Die Messwerte ändern sich nie. Bitte Verdrahtung prüfen."}),
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
    "per_kg": {"en": "{price}/kg", "de": "{price}/kg"},
    "go": {"en": "You can go; nothing to tap.", "de": "Sie können gehen – nichts zu tippen."},
    "go_hint": {
        "en": "Walk on through the exit. Your receipt follows.",
        "de": "Einfach durch den Ausgang gehen. Der Bon folgt.",
    },
    "receipt": {"en": "Thank you!", "de": "Vielen Dank!"},
    "receipt_title": {"en": "Receipt", "de": "Bon"},
    "tax": {"en": "incl. {rate} tax on {gross}", "de": "inkl. {rate} MwSt. auf {gross}"},
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
    "step_zero": {"en": "Empty basket", "de": "Leerer Korb"},
    "step_span": {"en": "Known weight", "de": "Gewicht auflegen"},
    "step_save": {"en": "Check and save", "de": "Prüfen und sichern"},
}
"""Everything else that stands on a screen."""


def say(lang: str, key: str, **values: object) -> str:
    """The words for `key` in `lang`, with `values` filled in."""
    return WORDS[key][lang].format(**values)
