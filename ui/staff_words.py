"""What we tell staff: roles, rights, problems, findings and pages, in every language."""

from cart.core.roles import Right, Role
from cart.core.staff_inputs import Grade
from cart.core.staff_work import StaffPage

ROLES: dict[Role, dict[str, str]] = {
    Role.ASSOCIATE: {"en": "Associate", "de": "Mitarbeit"},
    Role.LEAD: {"en": "Team lead", "de": "Teamleitung"},
    Role.TECHNICIAN: {"en": "Technician", "de": "Technik"},
    Role.MANAGER: {"en": "Manager", "de": "Marktleitung"},
}

RIGHTS: dict[Right, dict[str, str]] = {
    Right.CARE: {"en": "Look after a trip", "de": "Einkauf betreuen"},
    Right.VOID: {"en": "Take lines off", "de": "Posten stornieren"},
    Right.END: {"en": "End a trip", "de": "Einkauf beenden"},
    Right.HAND_OVER: {"en": "Hand over a basket", "de": "Korb übergeben"},
    Right.ENROL: {"en": "Teach a product", "de": "Artikel einlernen"},
    Right.CALIBRATE: {"en": "Calibrate", "de": "Kalibrieren"},
    Right.DEVICES: {"en": "Devices", "de": "Geräte"},
}

PAGES: dict[StaffPage, dict[str, str]] = {
    StaffPage.HOME: {"en": "Staff", "de": "Personal"},
    StaffPage.TRIP: {"en": "This trip", "de": "Dieser Einkauf"},
    StaffPage.SCALE: {"en": "Scale", "de": "Waage"},
    StaffPage.TAKE_OVER: {"en": "Take over a basket", "de": "Korb übernehmen"},
    StaffPage.CAMERA: {"en": "Camera", "de": "Kamera"},
    StaffPage.ENROL: {"en": "Teach a product", "de": "Artikel einlernen"},
    StaffPage.HEALTH: {"en": "Health", "de": "Zustand"},
}

PROBLEMS: dict[str, dict[str, str]] = {
    "not allowed": {"en": "Your role may not do that.", "de": "Das darf Ihre Rolle nicht."},
    "no such line": {"en": "There is no such line any more.", "de": "Diesen Posten gibt es nicht mehr."},
    "no such product": {"en": "The catalogue has no such product.", "de": "Diesen Artikel gibt es im Sortiment nicht."},
    "no such question": {"en": "That question is closed already.", "de": "Diese Frage ist schon beantwortet."},
    "no such thing": {"en": "There is nothing to do that with.", "de": "Dafür ist nichts da."},
    "no quantity": {"en": "Take 1 to 99 pieces.", "de": "1 bis 99 Stück angeben."},
    "not sold by weight here": {
        "en": "This cart prices nothing by weight. Have it weighed and labelled.",
        "de": "Dieser Wagen berechnet nichts nach Gewicht. Bitte wiegen und auszeichnen.",
    },
    "labelled": {
        "en": "Its label is for one package. Take the line off instead.",
        "de": "Das Etikett gilt für eine Packung. Bitte den Posten stornieren.",
    },
    "weight differs": {
        "en": "The weight does not fit. Say how many there are.",
        "de": "Das Gewicht passt nicht. Bitte die Stückzahl angeben.",
    },
    "questions open": {"en": "Close the open questions first.", "de": "Erst die offenen Fragen klären."},
    "still weighing": {"en": "The basket still moves. Try again.", "de": "Der Korb ist noch in Bewegung. Noch einmal."},
    "a trip is running": {"en": "Not while somebody shops.", "de": "Nicht während eines Einkaufs."},
    "no trip": {"en": "Nobody shops right now.", "de": "Gerade läuft kein Einkauf."},
    "changed meanwhile": {
        "en": "The basket changed meanwhile. Hand it over again.",
        "de": "Der Korb hat sich geändert. Bitte noch einmal übergeben.",
    },
    "too few views": {"en": "More pictures are needed first.", "de": "Es fehlen noch Bilder."},
    "enough views": {"en": "Ten views are enough. Save now.", "de": "Zehn Ansichten reichen. Jetzt speichern."},
    "not still": {"en": "Let go, and wait until it rests.", "de": "Loslassen und warten, bis es ruht."},
    "too many lines": {
        "en": "No code holds so many lines. Scan them at the till.",
        "de": "So viele Posten fasst kein Code. Bitte an der Kasse einscannen.",
    },
    "prices differ": {
        "en": "This cart has other prices. Take the basket to the till.",
        "de": "Dieser Wagen hat andere Preise. Bitte zur Kasse bringen.",
    },
    "not looked at yet": {"en": "Look at every thing first.", "de": "Erst alles ansehen."},
    "cannot be signed": {
        "en": "This cart is not enrolled, so nobody can trust its code. Scan the goods at the till.",
        "de": "Dieser Wagen ist nicht angemeldet, sein Code gilt nicht. Bitte an der Kasse einscannen.",
    },
}

TOPICS: dict[str, dict[str, str]] = {
    "scale": {"en": "Scale", "de": "Waage"},
    "calibration": {"en": "Calibration", "de": "Kalibrierung"},
    "camera": {"en": "Camera", "de": "Kamera"},
    "floor": {"en": "Basket floor", "de": "Korbboden"},
    "exit lane": {"en": "Exit lane", "de": "Ausgang"},
    "store": {"en": "Store", "de": "Markt"},
    "disk": {"en": "Disk", "de": "Speicher"},
    "tapes": {"en": "Tapes", "de": "Aufzeichnungen"},
    "evidence": {"en": "Evidence", "de": "Belege"},
    "version": {"en": "Version", "de": "Version"},
    "model": {"en": "Recogniser", "de": "Erkennung"},
}

GRADES: dict[Grade, dict[str, str]] = {
    Grade.GOOD: {"en": "Good", "de": "Gut"},
    Grade.WATCH: {"en": "Watch", "de": "Beachten"},
    Grade.BAD: {"en": "Not good", "de": "Nicht gut"},
}
